import { fail } from "../kit/errors.ts";
import type { User } from "./types.ts";
import type { World } from "./world.ts";

/** A member that an API call names; 60111 when there is none. */
export function memberByUserid(world: World, userid: string): User {
  const user = world.users.get(userid);
  if (!user) throw fail(60111, `userid not found: ${userid}`);
  return user;
}

/** Departments below and including `id`, in order of id. */
export function subtree(world: World, id: number): number[] {
  const found = [id];
  for (let at = 0; at < found.length; at++) {
    for (const department of world.departments.values()) {
      if (department.parentid === found[at]) found.push(department.id);
    }
  }
  return found.sort((a, b) => a - b);
}

/** Active members of the departments themselves (not of those below), in stable order. */
export function usersOf(world: World, departments: readonly number[]): User[] {
  const wanted = new Set(departments);
  return [...world.users.values()].filter((user) => user.status === 1 && user.department.some((id) => wanted.has(id)));
}

/** A member who may have customers: active, with the 客户联系 permission. */
export function isServing(user: User | undefined): user is User {
  return user !== undefined && user.status === 1 && user.contact;
}
