import type { Permission, Role } from "@shuke/contract";
import type { Membership } from "./users.ts";

const reads: Permission[] = ["customers.read", "groups.read", "entrances.read", "plays.read", "tasks.read", "insight.read", "orders.read"];
const everything: Permission[] = [
  ...reads,
  "phones.read",
  "customers.write",
  "groups.write",
  "entrances.write",
  "stores.write",
  "orders.write",
  "plays.write",
  "tasks.write",
  "system.read",
  "system.write",
  "accounts.read",
  "accounts.write",
  "audit.read",
];

/** What each role may do. Of whom, is its data scope (scope.ts). */
const permissions: Record<Role, readonly Permission[]> = {
  owner: everything,
  headOfCommunities: everything,
  groupOwner: [...reads, "phones.read", "customers.write", "groups.write", "tasks.write"],
  admin: [...reads, "phones.read", "customers.write", "groups.write", "tasks.write"],
  storeManager: [
    "phones.read",
    "customers.read",
    "groups.read",
    "entrances.read",
    "plays.read",
    "tasks.read",
    "tasks.write",
    "insight.read",
    "orders.read",
  ],
  guide: ["phones.read", "customers.read", "groups.read", "plays.read", "tasks.read", "tasks.write"],
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

const ranks: Record<Role, number> = {
  owner: 3,
  headOfCommunities: 2,
  groupOwner: 1,
  admin: 1,
  storeManager: 1,
  guide: 1,
  analyst: 1,
};

/** Nobody gives a role above his own, or touches the account of whoever has one. */
export const reaches = (own: Role, other: Role): boolean => ranks[own] >= ranks[other];

/** `session` needs nothing but a known caller, `public` not even that. */
export function may(role: Role, need: Permission): boolean {
  return need === "public" || need === "session" || permissions[role].includes(need);
}
