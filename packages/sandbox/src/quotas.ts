import { fail } from "./kit/errors.ts";
import { endOfNaturalDay } from "./kit/time.ts";
import { LIMIT_KEYS, LIMITS } from "./limits/limits.ts";
import type { LimitKey } from "./limits/limits.ts";
import type { Per } from "./limits/row.ts";
import { dateOf } from "./limits/sources.ts";
import type { World } from "./world/world.ts";

const WINDOW_MS: Record<Per, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, month: 30 * 86_400_000 };

/** Outside the base limits: `auth/getuserinfo` with a valid code, and `message/send`, which has limits of its own kind (O-90454). */
const EXEMPT = new Set(["auth/getuserinfo", "message/send"]);

/** Whose counters a call moves. */
export interface Caller {
  path: string;
  ip: string;
  agentId: number;
  /** key of a webhook bot */
  bot: string;
}

interface Window {
  key: LimitKey;
  path: string;
  startedAt: number;
  used: number;
  blockedUntil: number;
}

const RATES = LIMIT_KEYS.filter((key) => LIMITS[key].path !== undefined);

/** Counts calls in windows of virtual time, by the rows of the limit table that have a path. Kept in memory: a restart forgives. */
export class Quotas {
  readonly #world: World;
  readonly #windows = new Map<string, Window>();
  /** rows that hold for a path, found once */
  readonly #rows = new Map<string, LimitKey[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes one call; throws 45009 while a window is used up. */
  take(caller: Caller): void {
    if (!this.#world.settings.quotas || EXEMPT.has(caller.path)) return;
    const windows = this.#rowsOf(caller.path).map((key) => this.#window(key, caller.path, whose(key, caller)));
    const now = this.#world.now();
    const blocked = windows.find((window) => now < window.blockedUntil);
    if (blocked) throw refused(blocked, this.#world.limits.max(blocked.key));
    for (const window of windows) this.#count(window, now);
  }

  /** One call with debug=1, whatever its path. */
  takeDebug(): void {
    if (!this.#world.settings.quotas) return;
    const window = this.#window("debug.minute", "debug=1", "corp");
    const now = this.#world.now();
    if (now < window.blockedUntil) throw refused(window, this.#world.limits.max(window.key));
    this.#count(window, now);
  }

  /** Use of every window that has seen a call. */
  use(): { path: string; max: number; windowSeconds: number; used: number; blockedUntil: string | null; source: string }[] {
    const now = this.#world.now();
    return [...this.#windows.values()].map((window) => {
      const { source, what } = LIMITS[window.key];
      const windowMs = WINDOW_MS[perOf(window.key)];
      return {
        path: window.path,
        max: this.#world.limits.max(window.key),
        windowSeconds: windowMs / 1000,
        used: now >= window.startedAt + windowMs ? 0 : window.used,
        blockedUntil: now < window.blockedUntil ? new Date(window.blockedUntil).toISOString() : null,
        source: `${source} ${what}, ${dateOf(source)}`,
      };
    });
  }

  #count(window: Window, now: number): void {
    const per = perOf(window.key);
    const windowMs = WINDOW_MS[per];
    if (now >= window.startedAt + windowMs) {
      window.startedAt = now;
      window.used = 0;
    }
    window.used += 1;
    if (this.#world.limits.allows(window.key, window.used)) return;
    // A block lasts as long as its window; a daily one until the natural day ends.
    window.blockedUntil = per === "day" ? endOfNaturalDay(now) : now + windowMs;
    window.used = 0;
    window.startedAt = window.blockedUntil;
    throw refused(window, this.#world.limits.max(window.key));
  }

  #rowsOf(path: string): LimitKey[] {
    const known = this.#rows.get(path);
    if (known) return known;
    const rows = RATES.filter((key) => LIMITS[key].path === "*" || LIMITS[key].path === path);
    this.#rows.set(path, rows);
    return rows;
  }

  #window(key: LimitKey, path: string, who: string): Window {
    const id = `${key}|${path}|${who}`;
    const known = this.#windows.get(id);
    if (known) return known;
    const window = { key, path, startedAt: this.#world.now(), used: 0, blockedUntil: 0 };
    this.#windows.set(id, window);
    return window;
  }
}

function perOf(key: LimitKey): Per {
  return LIMITS[key].per ?? "minute";
}

function whose(key: LimitKey, caller: Caller): string {
  switch (LIMITS[key].scope) {
    case "ip":
      return caller.ip;
    case "app":
      return String(caller.agentId);
    case "bot":
      return caller.bot;
    case "member":
    case "corp":
    case undefined:
      return "corp";
  }
}

function refused(window: Window, max: number): Error {
  return fail(45009, `api freq out of limit: ${window.path} ${max} per ${perOf(window.key)}`);
}
