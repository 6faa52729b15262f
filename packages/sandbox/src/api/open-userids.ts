import type { World } from "../world/world.ts";

/** The encrypted userid that providers see. */
export function openUserid(world: World, userid: string): string {
  return world.id("wo", 30, "open-userid", userid);
}

/** Every member by the encrypted id. */
export function byOpenUserid(world: World): Map<string, string> {
  return new Map([...world.users.values()].map((user) => [openUserid(world, user.userid), user.userid]));
}
