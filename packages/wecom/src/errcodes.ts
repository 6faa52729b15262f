import { auth } from "./errcodes/auth.ts";
import { contacts } from "./errcodes/contacts.ts";
import { customers } from "./errcodes/customers.ts";
import { messages } from "./errcodes/messages.ts";

/**
 * What kind of answer an errcode is, for whoever decides about the next step:
 * ok · token (fetch a new token, repeat once) · retry (passing, repeat later) · rate (window used up, wait for its end)
 * · concurrency (fewer at once) · invalid (our request is wrong) · permission (a person must change a setting)
 * · gone (the subject no longer exists or the moment has passed) · permanent (set-up or cap, repeating is useless).
 */
export type ErrorClass = "ok" | "token" | "retry" | "rate" | "concurrency" | "invalid" | "permission" | "gone" | "permanent";

export type Bilingual = { readonly zh: string; readonly en: string };

export type ErrcodeInfo = {
  readonly code: number;
  readonly class: ErrorClass;
  readonly meaning: Bilingual;
  /** What to do about it. */
  readonly action: Bilingual;
  /** Milliseconds to wait before a repeat is sensible; absent where waiting does not help. */
  readonly retryAfterMs: number | undefined;
  /** false: a code that the table does not know. */
  readonly known: boolean;
};

/** The table follows the official list as crawled on 2024-04-08; meanings are in our words. */
export const ERRCODES_AS_OF = "2024-04-08";

const CLASS_ACTION: Record<ErrorClass, Bilingual> = {
  ok: { zh: "无需处理", en: "Nothing to do" },
  token: { zh: "重新取 token，再试一次", en: "Fetch a new token and repeat once" },
  retry: { zh: "稍后再试", en: "Repeat later" },
  rate: { zh: "停下来，等频率窗口结束", en: "Stop and wait for the end of the rate window" },
  concurrency: { zh: "降低并发再试", en: "Repeat with fewer calls at once" },
  invalid: { zh: "检查请求参数", en: "Check the request" },
  permission: {
    zh: "到企业微信后台检查应用权限和可见范围",
    en: "Check the app's permissions and visible range in the WeCom console",
  },
  gone: {
    zh: "对象已不存在或时机已过，不再重试",
    en: "The subject is gone or the moment has passed; do not repeat",
  },
  permanent: {
    zh: "检查配置或上限，重试无用",
    en: "Check the set-up or the cap; repeating is useless",
  },
};

const CLASSES = new Set<string>(Object.keys(CLASS_ACTION));

function isClass(value: string): value is ErrorClass {
  return CLASSES.has(value);
}

// One row per line: codes | class | zh | en | retryAfterMs? | action zh? | action en?
// A code cell may be a list or a range ("40001", "41037-41044", "40100,40129").
function parseTable(table: string): ErrcodeInfo[] {
  return table
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .flatMap(parseRow);
}

function parseRow(row: string): ErrcodeInfo[] {
  const [codes = "", cls = "", zh = "", en = "", after = "", actionZh = "", actionEn = ""] = row.split("|").map((cell) => cell.trim());
  if (!isClass(cls) || zh === "" || en === "") throw new Error(`errcode table: bad row "${row}"`);
  const action = actionZh !== "" && actionEn !== "" ? { zh: actionZh, en: actionEn } : CLASS_ACTION[cls];
  const retryAfterMs = after === "" ? undefined : Number(after);
  return parseCodes(codes).map((code) => ({
    code,
    class: cls,
    meaning: { zh, en },
    action,
    retryAfterMs,
    known: true,
  }));
}

function parseCodes(cell: string): number[] {
  return cell.split(",").flatMap((part) => {
    const range = /^(\d+)-(\d+)$/.exec(part.trim());
    if (!range) return [Number(part)];
    const [from, to] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** Every code that we know, by code. A later, more exact row wins over a range. */
export const ERRCODES: ReadonlyMap<number, ErrcodeInfo> = new Map(
  [auth, contacts, customers, messages].flatMap(parseTable).map((info) => [info.code, info]),
);

/** Looks a code up; an unknown code counts as "permanent": it is an answer, so nothing was done, and blind repeats do not help. */
export function errcodeInfo(code: number): ErrcodeInfo {
  return (
    ERRCODES.get(code) ?? {
      code,
      class: "permanent",
      meaning: { zh: `未收录的错误码 ${code}`, en: `Unlisted error code ${code}` },
      action: { zh: "查官方错误码页面", en: "Look the code up on the official error page" },
      retryAfterMs: undefined,
      known: false,
    }
  );
}
