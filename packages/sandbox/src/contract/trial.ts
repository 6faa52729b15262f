import { shapeFindings } from "../conformance/shape.ts";
import { apiRoutes } from "../api/routes.ts";
import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import type { Ask, Caller, Reply } from "./caller.ts";

/** What people read, in both languages. */
export interface Words {
  zh: string;
  en: string;
}

/** One thing that is otherwise than expected. Never holds a value of the corp: codes, kinds, counts and names of fields only. */
export interface Difference {
  what: string;
  expected: string;
  got: string;
}

/** What a call showed about something that no text settles. */
export interface Observation {
  /** a setting, a key of the limit table, or a path */
  of: string;
  says: Words;
  assumed: string;
  live: string;
}

/** One statement about WeCom, tried in the same way wherever it is asked. */
export interface Check {
  name: string;
  says: Words;
  source: string;
  /** changes something: never run against the live service */
  writes: boolean;
  run(trial: Trial): Promise<void>;
}

export const reads = (name: string, source: string, zh: string, en: string, run: Check["run"]): Check => ({
  name,
  source,
  says: { zh, en },
  writes: false,
  run,
});

/** The corp has nothing to ask this about, or does not allow it. */
export class NotAsked extends Error {
  readonly why: Words;
  constructor(why: Words) {
    super(why.en);
    this.why = why;
  }
}

/** Errcodes by which a corp says that this app may not ask: no difference from the sandbox. */
const NOT_ALLOWED = new Set([48001, 48002, 48004, 48005, 48006, 50003, 60011, 60031, 84060, 301002, 301052, 301053, 301055]);

/** Things to ask about that the corp has, looked up once for all checks. */
export class Ground {
  readonly #found = new Map<string, Promise<string>>();
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  #once(kind: string, look: () => Promise<string | undefined>, missing: Words): Promise<string> {
    const known =
      this.#found.get(kind) ??
      look().then((found) => {
        if (found === undefined) throw new NotAsked(missing);
        return found;
      });
    this.#found.set(kind, known);
    return known;
  }

  async members(): Promise<string[]> {
    return textsIn(allowed(await this.#caller.ask("externalcontact/get_follow_user_list")).body.follow_user);
  }

  async customersOf(userid: string): Promise<string[]> {
    return textsIn((await this.#caller.ask("externalcontact/list", { query: { userid } })).body.external_userid);
  }

  member(): Promise<string> {
    return this.#once("member", async () => (await this.members())[0], {
      zh: "没有可用的客户联系成员",
      en: "no member has customer contact",
    });
  }

  /** A member who has customers; ten are tried at most. */
  server(): Promise<string> {
    const look = async (): Promise<string | undefined> => {
      for (const userid of (await this.members()).slice(0, 10)) if ((await this.customersOf(userid)).length > 0) return userid;
      return undefined;
    };
    return this.#once("server", look, { zh: "没有看到客户", en: "no customers in sight" });
  }

  customer(): Promise<string> {
    const look = async (): Promise<string | undefined> => (await this.customersOf(await this.server()))[0];
    return this.#once("customer", look, { zh: "没有看到客户", en: "no customers in sight" });
  }

  /** Up to five groups. */
  async groups(): Promise<string[]> {
    const { body } = allowed(await this.#caller.ask("externalcontact/groupchat/list", { body: { limit: 5 } }));
    return rowsIn(body, "group_chat_list").map((row) => String(row.chat_id));
  }

  group(): Promise<string> {
    return this.#once("group", async () => (await this.groups())[0], { zh: "没有看到客户群", en: "no customer groups in sight" });
  }
}

const UNTRUSTED_IP = 60020;

/** The answer, if the corp let us ask. */
function allowed(reply: Reply): Reply {
  if (reply.errcode === UNTRUSTED_IP)
    throw new NotAsked({
      zh: "这台机器的 IP 不在应用的「企业可信IP」里（60020）",
      en: "this machine's address is not among the app's trusted ones (60020)",
    });
  if (NOT_ALLOWED.has(reply.errcode))
    throw new NotAsked({ zh: `这个应用问不了（${reply.errcode}）`, en: `this app may not ask (${reply.errcode})` });
  return reply;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The objects in a list of an answer; dots go deeper. */
export function rowsIn(body: Body, field: string): Body[] {
  const [first = "", ...rest] = field.split(".");
  const inner = body[first];
  if (rest.length > 0) return isBody(inner) ? rowsIn(inner, rest.join(".")) : [];
  return Array.isArray(inner) ? inner.filter(isBody) : [];
}

/** What a value is, without saying it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (Array.isArray(value)) return `list of ${[...new Set(value.map(kindOf))].join(", ") || "nothing"}`;
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "number";
  return { string: "text", boolean: "bool", object: "object" }[String(typeof value)] ?? typeof value;
}

/** One run of one check: asks, compares, collects. */
export class Trial {
  readonly differences: Difference[] = [];
  readonly observations: Observation[] = [];
  readonly caller: Caller;
  readonly ground: Ground;
  /** ms of the clock by which the other side lives */
  readonly now: number;

  constructor(caller: Caller, ground: Ground, now: number) {
    this.caller = caller;
    this.ground = ground;
    this.now = now;
  }

  nothingHere(): never {
    throw new NotAsked({ zh: "企业里没有这样的数据", en: "the corp has nothing of this kind" });
  }

  /** A call that the corp may refuse to this app; then the check is left out. */
  async ask(path: string, ask: Ask = {}): Promise<Reply> {
    return allowed(await this.caller.ask(path, ask));
  }

  /** Compares codes, counts and yes or no: what may be shown to anybody. */
  same(what: string, expected: number | boolean, got: number | boolean): void {
    if (!Object.is(expected, got)) this.differ(what, String(expected), String(got));
  }

  oneOf(what: string, expected: readonly number[], got: number): void {
    if (!expected.includes(got)) this.differ(what, expected.join(" / "), String(got));
  }

  kind(what: string, expected: string, value: unknown): void {
    if (kindOf(value) !== expected) this.differ(what, expected, kindOf(value));
  }

  differ(what: string, expected: string, got: string): void {
    this.differences.push({ what, expected, got });
  }

  observe(observation: Observation): void {
    this.observations.push(observation);
  }

  /** An answer against the declared fields of its path. */
  shape(path: string, reply: Reply): void {
    const route = apiRoutes.get(path);
    if (!route) throw new Error(`${path} is not declared`);
    if (reply.errcode !== 0) return this.same("errcode", 0, reply.errcode);
    const { errcode: _code, errmsg: _words, ...fields } = reply.body;
    const seen = new Set<string>();
    for (const { name, expected, value } of shapeFindings(route, fields)) {
      const got = kindOf(value);
      if (!seen.has(`${name} ${got}`)) this.differ(name, expected, got);
      seen.add(`${name} ${got}`);
    }
  }
}
