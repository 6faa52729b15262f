import type { Permission, Role } from "@shuke/contract";
import type { Membership } from "./users.ts";

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

/** What each role may do. Of whom, is its data scope (scope.ts). */
const permissions: Record<Role, readonly Permission[]> = {
  owner: everything,
  headOfCommunities: everything,
  groupOwner: [...reads, "customers.write", "groups.write", "tasks.write"],
  admin: [...reads, "customers.write", "groups.write", "tasks.write"],
  storeManager: ["customers.read", "groups.read", "entrances.read", "tasks.read", "tasks.write", "insight.read", "orders.read"],
  guide: ["customers.read", "groups.read", "tasks.read", "tasks.write"],
  analyst: [...reads, "system.read"],
};

/** Who sees a part of the corp only: these roles, and whoever else was given stores or departments. Heads see everything. */
export function isNarrow({ role, storeIds, departmentIds }: Pick<Membership, "role" | "storeIds" | "departmentIds">): boolean {
  if (role === "owner" || role === "headOfCommunities") return false;
  if (role === "admin" || role === "analyst") return storeIds.length + departmentIds.length > 0;
  return true;
}

export const isBound = ({
  staffUserId,
  storeIds,
  departmentIds,
}: Pick<Membership, "staffUserId" | "storeIds" | "departmentIds">): boolean =>
  staffUserId !== null || storeIds.length + departmentIds.length > 0;

export const permissionsOf = (role: Role): readonly Permission[] => permissions[role];

/** `session` needs nothing but a known caller, `public` not even that. */
export function may(role: Role, need: Permission): boolean {
  return need === "public" || need === "session" || permissions[role].includes(need);
}
