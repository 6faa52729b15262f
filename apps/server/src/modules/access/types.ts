import type { Role } from "@shuke/contract";
import type { Actor } from "#kit/actor";

/** Somebody whom we know, in the corp that they work for. */
export type Caller = {
  corpId: string;
  role: Role;
  actor: Actor;
  /** What a browser sends by itself must be checked for its origin. */
  via: "cookie" | "key";
};
