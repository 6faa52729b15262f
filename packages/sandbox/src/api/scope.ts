import { fail } from "../kit/errors.ts";
import { appOf, seesUser, visibleDepartments } from "../world/apps.ts";
import { memberByUserid } from "../world/org.ts";
import type { App, User } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** The part of a call that says what it may see. */
export interface Eyes {
  world: World;
  agentId: number;
}

export function appOfCall({ world, agentId }: Eyes): App | undefined {
  return appOf(world, agentId);
}

/** Does the app see this member? What it does not see does not exist for it. */
export function sees(eyes: Eyes, userid: string): boolean {
  return seesUser(eyes.world, appOfCall(eyes), userid);
}

/** The member that a call names; 60111 when there is none, or none that the app sees. */
export function memberNamed(eyes: Eyes, userid: string): User {
  const user = memberByUserid(eyes.world, userid);
  if (!sees(eyes, userid)) throw fail(60111, `userid not found: ${userid}`);
  return user;
}

/** Members that the app sees, in stable order; `active` leaves out those who left. */
export function visibleUsers(eyes: Eyes, active = true): User[] {
  const app = appOfCall(eyes);
  const all = [...eyes.world.users.values()].filter((user) => !active || user.status === 1);
  return app?.range ? all.filter((user) => seesUser(eyes.world, app, user.userid)) : all;
}

/** Departments that the app sees; null = all. */
export function departmentsOf(eyes: Eyes): Set<number> | null {
  return visibleDepartments(eyes.world, appOfCall(eyes));
}
