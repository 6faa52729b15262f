import { fail } from "../kit/errors.ts";
import type { World } from "../world/world.ts";

interface Misses {
  [field: string]: number;
  /** virtual ms */
  since: number;
  count: number;
  blockedAt: number;
}

const HOUR_MS = 3_600_000;

function missesOf(world: World, ip: string): Misses {
  return world.cell<Misses>(`wrong-secrets:${ip}`, { since: world.now(), count: 0, blockedAt: -1 });
}

/** Counts a wrong secret of an address; too many within an hour block it (T-GOWW 45009, threshold by staff). */
export function noteWrongSecret(world: World, ip: string): void {
  if (!world.settings.quotas) return;
  const now = world.now();
  const kept = missesOf(world, ip);
  const row = now - kept.since >= HOUR_MS ? { since: now, count: 0, blockedAt: -1 } : kept;
  const count = row.count + 1;
  const blocked = !world.limits.allows("secret.wrong-per-hour", count);
  world.keep(`wrong-secrets:${ip}`, { since: row.since, count: blocked ? 0 : count, blockedAt: blocked ? now : -1 });
}

/** Throws 45009 while an address is blocked. */
export function refuseBlocked(world: World, ip: string): void {
  const { blockedAt } = missesOf(world, ip);
  if (blockedAt < 0) return;
  const minutes = (world.now() - blockedAt) / 60_000;
  if (world.limits.allows("secret.block", minutes)) throw fail(45009, "too many wrong secrets from this ip");
  world.cells.delete(`wrong-secrets:${ip}`);
}
