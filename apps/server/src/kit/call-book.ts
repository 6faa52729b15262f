import { counts } from "./figures.ts";

/** One attempt to call WeCom, as its client tells it; `errcode` where WeCom refused. */
export type CallEntry = { path: string; outcome: "ok" | "refused" | "unknown" | "not_sent"; errcode?: number };
export type CallKey = { corpId: string; app: string; path: string };
export type RefusalFigures = { corpId: string; path: string; errcode: number; lastHour: number; lastAt: string };
/** How the last question for an access token ended; `errcode` 0 where no answer came. */
export type TokenFigures = { corpId: string; ok: boolean; errcode: number; at: string };

export type CallBook = {
  see(corpId: string, app: string, entry: CallEntry): void;
  refusals(): RefusalFigures[];
  tokens(): TokenFigures[];
  /** Every path that was called since the process began. */
  seen(): CallKey[];
};

const TOKEN_PATH = "/cgi-bin/gettoken";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What WeCom answered this process lately, by path and error code. Real time, memory only: the page of operations shows it. */
export function createCallBook(now: () => number = Date.now): CallBook {
  const paths = new Map<string, CallKey>();
  const tokens = new Map<string, TokenFigures>();
  const refused = new Map<string, { corpId: string; path: string; errcode: number; lastAt: number; minutes: Map<number, number> }>();

  return {
    see(corpId, app, { path, outcome, errcode }) {
      counts.wecomCalls.inc({ path, outcome, errcode: errcode ?? "" });
      const key = `${corpId}|${app}|${path}`;
      if (!paths.has(key)) paths.set(key, { corpId, app, path });
      const at = now();
      if (path === TOKEN_PATH && outcome !== "not_sent") {
        counts.tokens.inc({ outcome });
        tokens.set(corpId, { corpId, ok: outcome === "ok", errcode: errcode ?? 0, at: new Date(at).toISOString() });
      }
      if (outcome !== "refused" || errcode === undefined) return;
      const of = `${key}|${errcode}`;
      const one = refused.get(of) ?? { corpId, path, errcode, lastAt: at, minutes: new Map<number, number>() };
      refused.set(of, one);
      one.lastAt = at;
      const minute = Math.floor(at / MINUTE);
      one.minutes.set(minute, (one.minutes.get(minute) ?? 0) + 1);
      for (const old of one.minutes.keys()) if (old <= minute - 60) one.minutes.delete(old);
    },
    refusals: () =>
      [...refused.values()]
        .filter(({ lastAt }) => now() - lastAt < HOUR)
        .map(({ corpId, path, errcode, lastAt, minutes }) => {
          const first = Math.floor(now() / MINUTE) - 60;
          const lastHour = [...minutes].reduce((sum, [minute, n]) => (minute > first ? sum + n : sum), 0);
          return { corpId, path, errcode, lastHour, lastAt: new Date(lastAt).toISOString() };
        }),
    tokens: () => [...tokens.values()],
    seen: () => [...paths.values()],
  };
}
