import { PathGate } from "./gate.ts";
import type { Clock, Sleep } from "./gate.ts";
import { CONCURRENCY_LIMITS, EXEMPT_PATHS, pathMatches, RATE_LIMITS, WINDOW_MS } from "./limits.ts";
import type { ConcurrencyLimit, LimitScope, RateLimit } from "./limits.ts";
import { SlidingWindow } from "./window.ts";

/** Who calls what: the key of a counter. */
export type GateKey = { corpId: string; app: string; path: string };

export type GovernorOptions = {
  clock: Clock;
  sleep: Sleep;
  /** Default: the published limits. `[]` switches the windows off. */
  rateLimits?: readonly RateLimit[];
  concurrencyLimits?: readonly ConcurrencyLimit[];
  /** Part of each frequency limit that this process may use, 0 < share ≤ 1; for several processes behind one corp. */
  share?: number;
};

export type QuotaUse = { per: RateLimit["per"]; max: number; used: number; waitMs: number };

/** Keeps one process inside WeCom's limits. Share one governor between all clients of a process, so that IP limits hold too. */
export type Governor = {
  gate: (key: GateKey) => PathGate;
  /** What is used of each window of a path now. */
  usage: (key: GateKey) => QuotaUse[];
};

export function createGovernor(options: GovernorOptions): Governor {
  const rateLimits = options.rateLimits ?? RATE_LIMITS;
  const concurrencyLimits = options.concurrencyLimits ?? CONCURRENCY_LIMITS;
  const share = options.share ?? 1;
  if (!(share > 0 && share <= 1)) throw new RangeError("share must be above 0 and at most 1");
  const gates = new Map<string, PathGate>();
  const windows = new Map<string, SlidingWindow>();

  const limitsOf = (path: string): RateLimit[] => {
    const exempt = EXEMPT_PATHS.includes(path);
    return rateLimits.filter((limit) => limit.unit === "calls" && pathMatches(limit.path, path) && !(exempt && limit.path.includes("*")));
  };

  const windowOf = (limit: RateLimit, key: GateKey): SlidingWindow => {
    const id = `${limit.scope}|${owner(limit.scope, key)}|${key.path}|${limit.per}`;
    const known = windows.get(id);
    if (known) return known;
    const made = new SlidingWindow(Math.max(1, Math.floor(limit.max * share)), WINDOW_MS[limit.per]);
    windows.set(id, made);
    return made;
  };

  const gate = (key: GateKey): PathGate => {
    const id = `${key.corpId}|${key.app}|${key.path}`;
    const known = gates.get(id);
    if (known) return known;
    const caps = concurrencyLimits.filter((limit) => pathMatches(limit.path, key.path)).map((limit) => limit.max);
    const made = new PathGate(
      key.path,
      limitsOf(key.path).map((limit) => windowOf(limit, key)),
      Math.min(Number.POSITIVE_INFINITY, ...caps),
      { clock: options.clock, sleep: options.sleep },
    );
    gates.set(id, made);
    return made;
  };

  const usage = (key: GateKey): QuotaUse[] => {
    const now = options.clock.now();
    return limitsOf(key.path).map((limit) => {
      const window = windowOf(limit, key);
      return {
        per: limit.per,
        max: window.max,
        used: window.used(now),
        waitMs: window.waitMs(now),
      };
    });
  };

  return { gate, usage };
}

function owner(scope: LimitScope, key: GateKey): string {
  if (scope === "ip") return "";
  return scope === "corp" ? key.corpId : `${key.corpId}/${key.app}`;
}
