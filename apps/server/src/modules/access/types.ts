import type { Role } from "@shuke/contract";
import type { Actor } from "#kit/actor";
import type { Membership } from "./users.ts";

/** Somebody whom we know, in the corp that they work for. */
export type Caller = {
  corpId: string;
  role: Role;
  actor: Actor;
  /** Null: a key, which opens the whole corp. */
  member: Membership | null;
  /** What a browser sends by itself must be checked for its origin. */
  via: "cookie" | "key";
};
