import { pair } from "../world/world.ts";
import type { World } from "../world/world.ts";
import { archiveConfig, permitted } from "./config.ts";

export interface Agreement {
  status: "Agree" | "Disagree" | "Default_Agree";
  /** Unix seconds; 0 when nothing was ever answered */
  changedAt: number;
}

/** What this person said to being archived with a member or in a group. Silence is no consent, unless the corp's console says so. */
export function agreementOf(world: World, withId: string, who: string): Agreement {
  const row = world.consents.get(pair(withId, who));
  if (row) return { status: row.status, changedAt: Math.floor(row.changedAt / 1000) };
  return { status: archiveConfig(world).defaultAgree ? "Default_Agree" : "Disagree", changedAt: 0 };
}

/** May what the two say be kept? */
export function agreed(world: World, withId: string, who: string): boolean {
  return agreementOf(world, withId, who).status !== "Disagree";
}

/** Is somebody who comes into this group to be asked? */
export function asksInGroup(world: World, chatId: string, who: string): boolean {
  const kept = permitted(world);
  if (kept.length === 0 || agreed(world, chatId, who)) return false;
  const inside = world.membersOf.of(chatId);
  return kept.some((userid) => inside.has(userid));
}

/** Is a customer's answer still awaited before this member may greet (41053)? */
export function awaitsConsent(world: World, userid: string, who: string): boolean {
  return permitted(world).includes(userid) && !agreed(world, userid, who);
}
