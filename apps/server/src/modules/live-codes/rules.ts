import type { GroupClass } from "@shuke/contract";

/** Raised when a decision below changes its meaning; facts carry it. */
export const RULE_VERSION = 1;

/** WeCom lets a join way lead to five groups at most (page 92229). */
export const WAY_GROUPS = 5;

/** A welcome code lives 20 s (page 92137); what arrives with less than half of that is not tried (DESIGN §5b). */
export const WELCOME_LIFE_MS = 20_000;
const WELCOME_LEAST_MS = 10_000;

/** The class of a group by whose code it stands under. */
export const groupClassOf = (storeId: string | null): GroupClass => (storeId === null ? "general" : "store");

export type SeatInput = {
  readonly state: "active" | "paused";
  readonly hasQr: boolean;
  readonly seatLimit: number;
  readonly autoCreate: boolean;
  /** Members of each living group of the pool. */
  readonly members: readonly number[];
  /** Seats kept for others who have not joined yet. */
  readonly held: number;
};

/**
 * Seats that may still be promised. A group above its limit has none but takes none from its neighbours. With automatic
 * creation WeCom opens one further group when the pool is full, so one group's worth more can be promised, not more.
 */
export function seatsLeft({ state, hasQr, seatLimit, autoCreate, members, held }: SeatInput): number {
  if (state === "paused" || !hasQr) return 0;
  const free = members.reduce((sum, count) => sum + Math.max(0, seatLimit - count), 0);
  return Math.max(0, free + (autoCreate ? seatLimit : 0) - held);
}

export type Refusal = "closed" | "too-far" | "paused" | "full";

export type Candidate = {
  readonly open: boolean;
  /** Null when the visitor did not say where she is: then no distance is too far. */
  readonly distanceM: number | null;
  /** The store's group codes. */
  readonly codes: readonly SeatInput[];
};

/** Why a store cannot be offered, or null when it can. A store without a group code is as good as paused. */
export function refusalOf({ open, distanceM, codes }: Candidate, maxDistanceM: number): Refusal | null {
  if (!open) return "closed";
  if (distanceM !== null && distanceM > maxDistanceM) return "too-far";
  const usable = codes.filter((code) => code.state === "active" && code.hasQr);
  if (usable.length === 0) return "paused";
  return usable.some((code) => seatsLeft(code) > 0) ? null : "full";
}

export type PoolGroup = { readonly chatId: string; readonly members: number; readonly inWay: boolean };

/**
 * The groups that the join way should lead to: those with room, oldest first, five at most. A group that was taken out
 * comes back only when some seats are free again, else one who leaves would move the code back and forth. When all are
 * full the newest stays, for WeCom needs one to go on from.
 */
export function wayGroups(pool: readonly PoolGroup[], seatLimit: number): string[] {
  const slack = Math.max(1, Math.ceil(seatLimit / 20));
  const roomy = pool.filter(({ members, inWay }) => members < seatLimit - (inWay ? 0 : slack - 1));
  const chosen = roomy.length > 0 ? roomy.slice(0, WAY_GROUPS) : pool.slice(-1);
  return chosen.map(({ chatId }) => chatId);
}

/** Whether WeCom opened this group for a code: the code's prefix and a running number, nothing else. */
export function isNextGroupOf(baseName: string, groupName: string): boolean {
  return baseName !== "" && groupName.startsWith(baseName) && /^\d{1,6}$/u.test(groupName.slice(baseName.length).trim());
}

export type WelcomeInput = {
  readonly welcomeCode: string | undefined;
  readonly addedAt: Date;
  readonly recordedAt: Date;
  /** Found by comparing with WeCom: its callback was lost, and the code with it. */
  readonly foundBySync: boolean;
};

/** Whether the welcome can still arrive in time (B1). */
export function welcomeVerdict(input: WelcomeInput): "send" | "late" | "no-code" | "lost-callback" {
  if (!input.welcomeCode) return input.foundBySync ? "lost-callback" : "no-code";
  const left = input.addedAt.getTime() + WELCOME_LIFE_MS - input.recordedAt.getTime();
  return left < WELCOME_LEAST_MS ? "late" : "send";
}

/** A remark without the separators that an unknown variable leaves behind; 20 characters are WeCom's limit. */
export function tidyRemark(text: string): string {
  const tidy = text.replace(/\s+/gu, " ").replace(/^[\s\-_|｜·—、,，]+|[\s\-_|｜·—、,，]+$/gu, "");
  return [...tidy].slice(0, 20).join("");
}

/** WeCom's limit for names of tags and tag groups is 30 characters. */
export const tagName = (name: string) => [...name].slice(0, 30).join("");
