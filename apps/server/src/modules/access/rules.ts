import type { Permission, Role } from "@shuke/contract";

const reads: Permission[] = ["customers.read", "groups.read", "entrances.read", "plays.read", "tasks.read", "insight.read", "orders.read"];
const everything: Permission[] = [
  ...reads,
  "customers.write",
  "groups.write",
  "entrances.write",
  "stores.write",
  "orders.write",
  "plays.write",
  "tasks.write",
  "system.read",
  "system.write",
];

/**
 * What each role may do. Whose customers, groups and stores somebody may see (a store manager: the own stores) is the
 * data scope, which is not built yet: until then a role sees all rows of what it may read.
 */
const permissions: Record<Role, readonly Permission[]> = {
  owner: everything,
  headOfCommunities: everything,
  groupOwner: [...reads, "customers.write", "groups.write", "tasks.write"],
  admin: [...reads, "customers.write", "groups.write", "tasks.write"],
  storeManager: ["customers.read", "groups.read", "entrances.read", "tasks.read", "tasks.write", "insight.read", "orders.read"],
  guide: ["customers.read", "groups.read", "tasks.read", "tasks.write"],
  analyst: [...reads, "system.read"],
};

export const permissionsOf = (role: Role): readonly Permission[] => permissions[role];

/** `session` needs nothing but a known caller, `public` not even that. */
export function may(role: Role, need: Permission): boolean {
  return need === "public" || need === "session" || permissions[role].includes(need);
}
