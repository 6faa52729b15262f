/** States of a friendship between a member of staff and a customer. */
export type RelationState = "half" | "active" | "one-way" | "ended";
export type CustomerState = "friend" | "one-way" | "lost" | "stranger";

/** A row of `relation`. Instants are milliseconds, `createdSec` is WeCom's own second. */
export type Relation = {
  customerId: string;
  userId: string;
  externalUserId: string;
  createdSec: number;
  half: boolean;
  oneWayAt: number | null;
  endedAt: number | null;
  endedBy: string | null;
  detailedAt: number | null;
  remark: string;
  description: string;
  addWay: number | null;
  channelState: string;
  tagIds: string[];
  /** Number of the page of history that told of it; null where single facts did. */
  toldSeq: number | null;
};

/** A row of `customer`. */
export type Customer = {
  id: string;
  externalUserId: string;
  name: string | null;
  type: number | null;
  gender: number | null;
  unionid: string;
  avatar: string;
  detailedAt: number | null;
  state: CustomerState;
  addedSec: number;
  tagIds: string[];
};

/** The people whom one handler keeps; see kit/people-lanes.ts. */
export type Half = { lane: number; has(customerId: string): boolean };
