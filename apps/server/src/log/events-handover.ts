/** Handing over what a leaver held. */
export type HandoverEvents = {
  "handover.planned": {
    handoverId: string;
    userId: string;
    kind: "resigned" | "onjob";
    reason: "left" | "leave" | "moves";
    message: string;
    takers: string[];
    perTaker: number;
    undoOf: string | null;
  };
  /** Who gets what and when, at most 500 in one fact; the last word on each thing counts until it is asked for. */
  "handover.given": {
    handoverId: string;
    items: Array<{ kind: "customer" | "group"; key: string; to: string; runAt: string; why: string }>;
  };
  "handover.started": { handoverId: string };
  /** The call that asks WeCom for these is planned. */
  "handover.asked": { handoverId: string; kind: "customer" | "group"; to: string; keys: string[]; actionId: string };
  /** What WeCom said to that call. Code 0: the call was never made, or nobody knows. */
  "handover.answered": {
    handoverId: string;
    kind: "customer" | "group";
    to: string;
    actionId: string;
    accepted: string[];
    refused: Array<{ key: string; errcode: number }>;
    /** Until when a customer may refuse. */
    waitUntil: string;
  };
  /** WeCom is asked what became of these; `againAt`: when they are asked about again should no answer come. */
  "handover.checking": { handoverId: string; kind: "customer" | "group"; to: string; keys: string[]; againAt: string };
  /** What became of what WeCom had taken. */
  "handover.resulted": {
    handoverId: string;
    kind: "customer" | "group";
    to: string;
    results: Array<{ key: string; how: "done" | "waiting" | "customer-refused" | "taker-full" | "no-record"; at: string }>;
    /** When those who still wait are asked about again. */
    againAt: string;
  };
  "handover.set-aside": {
    handoverId: string;
    items: Array<{ kind: "customer" | "group"; key: string; state: "person" | "kept" | "gone" | "done"; reason: string }>;
  };
  /** A taker whom WeCom refused for good. */
  "handover.taker-spoiled": { handoverId: string; userId: string; errcode: number };
  /** WeCom's list of what nobody has taken over yet is being read. */
  "handover.listing": { handoverId: string; actionId: string };
  /** What the leaver still holds by that list (or by our rows); whatever the plan did not know comes in. */
  "handover.found": { handoverId: string; items: Array<{ kind: "customer" | "group"; key: string }>; complete: boolean };
  "handover.ended": { handoverId: string; how: "done" | "cancelled" };
};
