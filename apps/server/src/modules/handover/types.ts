/** `resigned`: 离职继承, the account is gone; `onjob`: 在职继承, the member still works here. */
export type HandoverKind = "resigned" | "onjob";
export type HandoverReason = "left" | "leave" | "moves";
export type HandoverState = "planned" | "running" | "done" | "cancelled";

export type ItemKind = "customer" | "group";
/**
 * planned → asked (a call is planned or under way) → waiting (WeCom has taken it; a day passes) → done. What WeCom or the customer
 * refuses comes back as back, and from there planned (again, or to another) or person (somebody decides). kept and gone are ends without a taker.
 */
export type ItemState = "planned" | "asked" | "waiting" | "back" | "done" | "person" | "kept" | "gone" | "cancelled";

export const ENDED: readonly ItemState[] = ["done", "kept", "gone", "cancelled"];

/** Something of the leaver, and what speaks for whom. Places are `store:…` and `department:…`. */
export type Held = {
  kind: ItemKind;
  /** External user id or chat id. */
  key: string;
  places: readonly string[];
  /** Other members of staff who are her friends. */
  friends: readonly string[];
  /** Who had her in this plan already and could not keep her. */
  not?: readonly string[] | undefined;
  /** Local day from which WeCom lets it be moved again (2 moves in 90 days). */
  notBefore?: string | undefined;
};

export type Taker = {
  userId: string;
  places: readonly string[];
  customers: number;
  groups: number;
};

export type Why = "friend" | "store" | "department" | "fewest" | "person" | "again";
export type Given = { kind: ItemKind; key: string; to: string; why: Why };
export type Unplaced = { kind: ItemKind; key: string; reason: "no-taker" | "groups-full" | "customers-full" };

/** One thing on its day. */
export type Dated = Given & { day: string };

/** A plan as its rows say it. */
export type Handover = {
  id: string;
  userId: string;
  kind: HandoverKind;
  reason: HandoverReason;
  state: HandoverState;
  message: string;
  takers: string[];
  spoiled: string[];
  perTaker: number;
  undoOf: string | null;
  plannedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  quiet: boolean;
  listed: boolean;
};

export type Item = {
  handoverId: string;
  kind: ItemKind;
  key: string;
  to: string;
  why: string;
  state: ItemState;
  reason: string | null;
  runAt: Date | null;
  tries: number;
  askedAt: Date | null;
  waitUntil: Date | null;
  doneAt: Date | null;
  tried: string[];
};
