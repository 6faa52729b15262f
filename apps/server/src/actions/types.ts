import type { Db } from "#db/connect";
import type { NewEvent } from "#log";
import type { ActionKind, ActionPayloads } from "./kinds.ts";

export type ActionStatus = "planned" | "awaiting_approval" | "claimed" | "sent" | "failed" | "expired" | "cancelled" | "unknown";

/** One WeCom call that somebody wants made. */
export type PlanRequest<K extends ActionKind = ActionKind> = {
  [Kind in K]: {
    kind: Kind;
    payload: ActionPayloads[Kind];
    /** The same key is planned once for ever; the action's id derives from it. */
    dedupeKey: string;
    /** Who wanted it: `live-code:…`, `sop:…/step`, `verb:…`. */
    plannedBy: string;
    runAfter: Date;
    /** After this it is expired instead of sent. */
    runUntil?: Date;
    causeSeq?: number;
  };
}[K];

export type ClaimedAction<K extends ActionKind = ActionKind> = {
  [Kind in K]: {
    id: string;
    corpId: string;
    kind: Kind;
    payload: ActionPayloads[Kind];
    plannedBy: string;
    dedupeKey: string;
    attempts: number;
    createdAt: Date;
    runAfter: Date;
    /** Recipients whose touch is still reserved, sorted. */
    recipients: string[];
    /** The row of `action_held` that says in whose hand it is. */
    held: string;
    /** Whether it was unknown, and is in hand to be asked about. */
    isAsked: boolean;
  };
}[K];

export type Outcome =
  | { status: "sent"; result: Record<string, unknown>; facts?: NewEvent[]; delivered?: readonly string[] }
  | { status: "failed"; error: string; errcode?: number; facts?: NewEvent[] }
  /** Not done and surely not half done: try again at this time. */
  | { status: "retry"; at: Date; error: string; laneBlocked?: boolean }
  /** Nobody knows whether it was done: the sender's `settle` finds out (law 4). */
  | { status: "unknown"; error: string };

/** How an answer that never came is settled. `repeat`: the call may be made again without harm. */
export type Settlement = Outcome | { status: "repeat" };

export type SenderIo = {
  readonly db: Db;
  readonly corpId: string;
  readonly now: Date;
};

export type Sender<K extends ActionKind = ActionKind> = {
  readonly kind: K;
  send(io: SenderIo, action: ClaimedAction<K>): Promise<Outcome>;
  settle(io: SenderIo, action: ClaimedAction<K>): Promise<Settlement>;
};

/** One sender per kind. */
export type Senders = { readonly [K in ActionKind]: Sender<K> };
