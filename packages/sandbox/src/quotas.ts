import { fail } from "./kit/errors.ts";
import { endOfNaturalDay } from "./kit/time.ts";
import type { World } from "./world/world.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

export interface Limit {
  /** path below /cgi-bin/; "*" is every path by itself */
  path: string;
  max: number;
  windowMs: number;
  /** where the number comes from, and when it was read */
  source: string;
  asOf: string;
}

/** Published frequency limits (wecom-api §1.4): WeCom may change them, so they are dated data. */
export const LIMITS: readonly Limit[] = [
  { path: "*", max: 10_000, windowMs: MINUTE, source: "O-90454 per corp and API", asOf: "2023-08-28" },
  { path: "*", max: 150_000, windowMs: HOUR, source: "O-90454 per corp and API", asOf: "2023-08-28" },
  { path: "get_jsapi_ticket", max: 400, windowMs: HOUR, source: "O-90454 per corp", asOf: "2023-08-28" },
  { path: "ticket/get", max: 100, windowMs: HOUR, source: "O-90454 per app", asOf: "2023-08-28" },
  { path: "media/uploadimg", max: 1000, windowMs: DAY, source: "O-90454 natural day", asOf: "2023-08-28" },
  { path: "media/uploadimg", max: 3000, windowMs: 30 * DAY, source: "O-90454 month = 30 days", asOf: "2023-08-28" },
  { path: "idconvert/unionid_to_external_userid", max: 100_000, windowMs: HOUR, source: "idconvert page", asOf: "2024-04-08" },
  { path: "idconvert/unionid_to_external_userid", max: 480_000, windowMs: DAY, source: "idconvert page", asOf: "2024-04-08" },
];

/** `auth/getuserinfo` with a valid code is exempt (O-90454). */
const EXEMPT = new Set(["auth/getuserinfo"]);

interface Window {
  limit: Limit;
  startedAt: number;
  used: number;
  blockedUntil: number;
}

/** Counts calls per path in windows of virtual time. Kept in memory: a restart forgives. */
export class Quotas {
  readonly #world: World;
  #limits: readonly Limit[];
  readonly #windows = new Map<string, Window[]>();

  constructor(world: World, limits: readonly Limit[] = LIMITS) {
    this.#world = world;
    this.#limits = limits;
  }

  /** Takes one call; throws 45009 while a window is used up. A block lasts as long as its window. */
  take(path: string): void {
    if (!this.#world.settings.quotas || EXEMPT.has(path)) return;
    const now = this.#world.now();
    const windows = this.#of(path);
    const blocked = windows.find((window) => now < window.blockedUntil);
    if (blocked) throw refused(path, blocked.limit);
    for (const window of windows) {
      if (now >= window.startedAt + window.limit.windowMs) {
        window.startedAt = now;
        window.used = 0;
      }
      window.used += 1;
      if (window.used > window.limit.max) {
        const { windowMs } = window.limit;
        window.blockedUntil = windowMs === DAY ? endOfNaturalDay(now) : now + windowMs;
        window.used = 0;
        window.startedAt = window.blockedUntil;
        throw refused(path, window.limit);
      }
    }
  }

  /** Replaces the limits (a bench without limits, a test with small ones). */
  setLimits(limits: readonly Limit[]): void {
    this.#limits = limits;
    this.#windows.clear();
  }

  /** Use of every window that has seen a call. */
  use(): { path: string; max: number; windowSeconds: number; used: number; blockedUntil: string | null; source: string }[] {
    const now = this.#world.now();
    return [...this.#windows].flatMap(([path, windows]) =>
      windows.map((window) => ({
        path,
        max: window.limit.max,
        windowSeconds: window.limit.windowMs / 1000,
        used: now >= window.startedAt + window.limit.windowMs ? 0 : window.used,
        blockedUntil: now < window.blockedUntil ? new Date(window.blockedUntil).toISOString() : null,
        source: `${window.limit.source}, ${window.limit.asOf}`,
      })),
    );
  }

  #of(path: string): Window[] {
    const known = this.#windows.get(path);
    if (known) return known;
    const windows = this.#limits
      .filter((limit) => limit.path === "*" || limit.path === path)
      .map((limit) => ({ limit, startedAt: this.#world.now(), used: 0, blockedUntil: 0 }));
    this.#windows.set(path, windows);
    return windows;
  }
}

function refused(path: string, limit: Limit): Error {
  return fail(45009, `api freq out of limit: ${path} ${limit.max} per ${limit.windowMs / 1000} s`);
}
