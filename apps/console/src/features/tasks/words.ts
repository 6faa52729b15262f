import type { Task } from "@shuke/contract";
import { fill } from "@shuke/phrases";
import type { ConsolePhrases, Language } from "../../i18n.ts";
import { word } from "../../i18n.ts";

/** A text, or one of the two languages of `{ zh, en }`. */
function textOf(value: unknown, language: Language): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const { zh, en } = value as { zh?: unknown; en?: unknown };
  const own = language === "en" ? en : zh;
  return typeof own === "string" ? own : "";
}

/** What is to be done, in words: from the kind and its gaps; readable names win over ids. */
export function taskWords(task: Pick<Task, "kind" | "params">, phrases: ConsolePhrases, language: Language): string {
  const { params } = task;
  const pick = (...names: string[]) => names.map((name) => textOf(params[name], language)).find((value) => value !== "") ?? "";
  const said = word(phrases.tasks.kinds, task.kind, {
    ...params,
    group: pick("group", "groupName", "chatName", "name", "chatId"),
    store: pick("store", "storeName", "storeId"),
    customer: pick("customer", "customerName", "externalUserId"),
    code: pick("code", "codeName", "liveCodeId"),
    title: pick("title", "stepName", "name", "step"),
  });
  return said === "" ? task.kind : said;
}

/** `event:123` is a place in the log; anything else is somebody's words. */
export function evidenceWords(evidence: string, phrases: ConsolePhrases): string {
  const [, seq] = /^event:(\d+)$/.exec(evidence) ?? [];
  return seq === undefined ? evidence : fill(phrases.tasks.evidenceEvent, { seq });
}
