import { seconds } from "../kit/time.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";

const DAY_MS = 86_400_000;
/** Days before the end of a quota on which WeCom warns (O-97299). */
const WARNINGS = [14, 7, 3, 2, 1];

interface Quota {
  [field: string]: number;
  /** virtual ms */
  expiresAt: number;
  balance: number;
}

interface Kept {
  [field: string]: number | Quota[];
  total: number;
  quotas: Quota[];
}

function kept(world: World): Kept {
  const empty = world.settings.acquisitionUses;
  const first = { expiresAt: world.now() + 365 * DAY_MS, balance: empty };
  return world.cell<Kept>("acquisition-quota", { total: empty, quotas: empty > 0 ? [first] : [] });
}

/** Uses bought and left, the next to expire first. */
export function quotaOf(world: World): { total: number; balance: number; quotas: Quota[] } {
  const { total, quotas } = kept(world);
  const living = quotas.filter((quota) => quota.expiresAt > world.now() && quota.balance > 0).sort((a, b) => a.expiresAt - b.expiresAt);
  return { total, balance: living.reduce((sum, quota) => sum + quota.balance, 0), quotas: living };
}

export function emitAcquisition(sim: Sim, changeType: string, fields: Record<string, string | number> = {}, subject = changeType): void {
  sim.callbacks.emit({ event: "customer_acquisition", changeType, fields, subject });
}

function set(sim: Sim, total: number, quotas: Quota[], before: number): void {
  const { world } = sim;
  world.keep("acquisition-quota", { total, quotas });
  const { balance } = quotaOf(world);
  if (before === 0 && balance > 0) emitAcquisition(sim, "balance_increased");
  if (balance >= before) return;
  if (balance === 0) emitAcquisition(sim, "balance_exhausted");
  else if (world.limits.allows("acquisition.balance-low", balance) && before > world.limits.max("acquisition.balance-low")) {
    emitAcquisition(sim, "balance_low");
  }
}

/** Takes one use, of what expires first. False when none is left. */
export function takeUse(sim: Sim): boolean {
  const { total, balance, quotas } = quotaOf(sim.world);
  const [next, ...others] = quotas;
  if (!next) return false;
  set(sim, total, [{ ...next, balance: next.balance - 1 }, ...others], balance);
  return true;
}

/** Plays the console: uses are bought for so many days. */
export function buyUses(sim: Sim, count: number, days: number): void {
  const { world } = sim;
  const { total, balance, quotas } = quotaOf(world);
  const expiresAt = world.now() + days * DAY_MS;
  set(sim, total + count, [...quotas, { expiresAt, balance: count }], balance);
  for (const day of WARNINGS) {
    if (day < days)
      world.schedule(expiresAt - day * DAY_MS, `ca-expire|${expiresAt}|${day}`, "acquisition-expiry", { expiresAt: String(expiresAt) });
  }
}

/** The effect of a warning day. */
export function warnOfExpiry(sim: Sim, expiresAt: number): void {
  const left = quotaOf(sim.world)
    .quotas.filter((quota) => quota.expiresAt === expiresAt)
    .reduce((sum, quota) => sum + quota.balance, 0);
  if (left > 0) emitAcquisition(sim, "quota_expire_soon", { ExpireTime: seconds(expiresAt), ExpireQuotaNum: left });
}
