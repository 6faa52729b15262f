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

/** What a member shows to those who may ask; members of this world agree to everything. */
export function personal(world: World, user: User) {
  const email = emailOf(user);
  return {
    userid: user.userid,
    gender: String(user.gender),
    avatar: avatarOf(world, user.userid),
    qr_code: `${world.origin}/_sandbox/member/${user.userid}`,
    mobile: mobileOf(world, user),
    email,
    biz_mail: email,
    address: "",
  };
}
