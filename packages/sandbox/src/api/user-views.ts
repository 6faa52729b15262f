import type { User } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** A number from a range that no operator gives out. */
export function mobileOf(world: World, user: User): string {
  return user.mobile ?? `199${String(world.randomInt(0, 99_999_999, "mobile", user.userid)).padStart(8, "0")}`;
}

export function emailOf(user: User): string {
  return user.email ?? `${user.userid}@corp.example`;
}

export function avatarOf(world: World, who: string): string {
  return `${world.origin}/_sandbox/avatar/${who}.svg`;
}
