import type { AccountState, AuditKind, Role } from "@shuke/contract";
import { clean, flag, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

export const roles: readonly Role[] = ["owner", "headOfCommunities", "admin", "groupOwner", "storeManager", "guide", "analyst"];
export const states: readonly AccountState[] = ["active", "invited", "disabled", "left"];
export const kinds: readonly AuditKind[] = ["change", "view", "export"];

/** `userId`: one account; `invite`: the form for a new one. */
export const userSearch = (raw: Raw) =>
  clean({
    query: text(raw["query"]),
    role: oneOf(raw["role"], roles),
    state: oneOf(raw["state"], states),
    userId: text(raw["userId"]),
    invite: flag(raw["invite"]),
  });

export const auditSearch = (raw: Raw) =>
  clean({
    person: text(raw["person"]),
    kind: oneOf(raw["kind"], kinds),
    noun: text(raw["noun"]),
    subject: text(raw["subject"]),
    from: text(raw["from"]),
    to: text(raw["to"]),
    record: text(raw["record"]),
  });
