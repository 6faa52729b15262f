import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";

/** Which secret a call is made with. */
export type As = "app" | "archive" | "system";

export interface Target {
  /** with or without a slash at its end; `/cgi-bin/` comes behind it */
  baseUrl: string;
  corpId: string;
  secrets: Partial<Record<As, string>>;
}

export interface Ask {
  query?: Record<string, string | number>;
  body?: object;
  as?: As;
  /** instead of the right one; null sends none */
  token?: string | null;
}

export interface Reply {
  status: number;
  /** NaN when the answer was no WeCom answer */
  errcode: number;
  body: Body;
}

/** A secret that the person did not give. */
export class NoSecret extends Error {}

/** The corp says that it is asked too often (45009): nothing more is to be asked. */
export class TooOften extends Error {}

const TOO_OFTEN = 45009;

export interface Caller {
  ask(path: string, ask?: Ask): Promise<Reply>;
  token(as?: As): Promise<Reply>;
  corpId: string;
  calls: number;
  /** real time that answers took, ms */
  took: number[];
}

/** Calls with tokens of their own. `before` is awaited ahead of each: it may refuse the path by throwing, or keep a distance. */
export function createCaller(target: Target, before: (path: string) => Promise<void> | void): Caller {
  const tokens = new Map<As, Promise<Reply>>();
  const send = async (path: string, { query = {}, body }: Ask, token: string | null): Promise<Reply> => {
    await before(path);
    const url = new URL(`${target.baseUrl.replace(/\/+$/, "")}/cgi-bin/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    if (token !== null) url.searchParams.set("access_token", token);
    const begun = performance.now();
    const response = await fetch(url, body ? { method: "POST", body: JSON.stringify(body) } : {});
    const text = await response.text();
    caller.calls += 1;
    caller.took.push(performance.now() - begun);
    const json = parsed(text);
    if (json.errcode === TOO_OFTEN) throw new TooOften(path);
    return { status: response.status, errcode: typeof json.errcode === "number" ? json.errcode : Number.NaN, body: json };
  };
  const fresh = (as: As): Promise<Reply> => {
    const corpsecret = target.secrets[as];
    if (corpsecret === undefined || corpsecret === "") throw new NoSecret(as);
    return send("gettoken", { query: { corpid: target.corpId, corpsecret } }, null);
  };
  const kept = (as: As): Promise<Reply> => {
    const known = tokens.get(as) ?? fresh(as);
    tokens.set(as, known);
    return known;
  };
  const caller: Caller = {
    corpId: target.corpId,
    calls: 0,
    took: [],
    token: async (as = "app") => fresh(as),
    ask: async (path, ask = {}) => {
      if (ask.token !== undefined) return send(path, ask, ask.token);
      const { errcode, body, status } = await kept(ask.as ?? "app");
      if (errcode !== 0) return { errcode, body, status };
      return send(path, ask, String(body.access_token));
    },
  };
  return caller;
}

function parsed(text: string): Body {
  try {
    const json: unknown = JSON.parse(text);
    return isBody(json) ? json : {};
  } catch {
    return {};
  }
}
