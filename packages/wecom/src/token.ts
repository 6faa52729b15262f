import type { Clock } from "./gate.ts";

export type TokenAnswer = { access_token: string; expires_in: number };

/** One access token of one (corp, app). Share it between the clients of a process that use the same app. */
export type TokenSource = {
  /** The cached token, else one fetch however many callers wait. A failed fetch is not remembered. */
  get: () => Promise<string>;
  /** Drops the cache, but only if `token` is still the cached one: late losers must not throw away a fresh token. */
  invalidate: (token: string) => void;
};

export type TokenSourceOptions = {
  fetch: () => Promise<TokenAnswer>;
  clock: Clock;
  /** Stop using a token so many ms before it ends. Default 5 minutes, never more than a tenth of its life. */
  marginMs?: number;
};

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const marginMs = options.marginMs ?? 300_000;
  let cached: { token: string; usableUntil: number } | undefined;
  let flight: Promise<string> | undefined;

  const fetchOne = async (): Promise<string> => {
    const askedAt = options.clock.now();
    const answer = await options.fetch();
    const lifeMs = Math.max(1, answer.expires_in) * 1000;
    // WeCom repeats the same token while it lives, with what is left of its life: a fixed margin would then refetch for every call.
    cached = {
      token: answer.access_token,
      usableUntil: askedAt + lifeMs - Math.min(marginMs, lifeMs / 10),
    };
    return answer.access_token;
  };

  return {
    get: () => {
      if (cached && options.clock.now() < cached.usableUntil) return Promise.resolve(cached.token);
      flight ??= fetchOne().finally(() => {
        flight = undefined;
      });
      return flight;
    },
    invalidate: (token) => {
      if (cached?.token === token) cached = undefined;
    },
  };
}
