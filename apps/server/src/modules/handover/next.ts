import type { HandoverKind, ItemKind } from "./types.ts";

/** What came of one thing: WeCom's code for a refused call, or what its result says. */
export type Setback =
  /** Refused when asked; 0: the call was never made or nobody knows. */
  | { how: "refused-call"; errcode: number }
  /** The customer said no within the day. */
  | { how: "customer-refused" }
  /** The taker's list was full when the day was over. */
  | { how: "taker-full" }
  /** WeCom has no record of it. */
  | { how: "no-record" };

export type Next =
  /** The same taker again, on a later day. */
  | { do: "again" }
  /** Somebody else; `spoiled`: that taker gets nothing further of this plan. */
  | { do: "another"; spoiled: boolean }
  | { do: "person"; reason: PersonReason }
  /** There is nothing left to hand over. */
  | { do: "gone" }
  | { do: "done" };

export type PersonReason = "refused" | "too-often" | "no-taker" | "confirm-in-client" | "refused-by-wecom";

/** So often something is tried before a person decides. */
export const MOST_TRIES = 3;

/** Not friends any more, no customer, no group of customers, dissolved. */
const GONE = new Set([40096, 40131, 84061, 610004, 49008, 90501, 90509]);
/** Under way already, a day's limit, not left yet (or left already) in WeCom's eyes, or no answer at all. */
const LATER = new Set([0, -1, 40100, 40129, 45009, 45033, 90507, 40097, 90500, 90502]);
/** Full, not verified, banned, no permission, not activated, not logged in for a year, or no such account. */
const TAKER = new Set([40003, 40098, 40099, 40143, 40205, 60111, 84074, 90510]);
/** The group has that owner. */
const DONE = new Set([90504, 90508]);
const TOO_OFTEN = 40128;
/** Too many WeChat members: the group's new owner must say yes in the client. */
const IN_CLIENT = 90503;

/**
 * What follows from a setback (codes: wecom-api §4.7). `tries` counts calls that were made for it, this one included. A customer who
 * refuses in service stays where she is, so a person decides; one of somebody who left is offered another taker once.
 */
export function nextOf(item: { kind: ItemKind; tries: number; handover: HandoverKind }, setback: Setback): Next {
  const tired = item.tries >= MOST_TRIES;
  switch (setback.how) {
    case "customer-refused":
      if (item.handover === "onjob" || item.tries > 1) return { do: "person", reason: "refused" };
      return { do: "another", spoiled: false };
    case "taker-full":
      return tired ? { do: "person", reason: "no-taker" } : { do: "another", spoiled: true };
    case "no-record":
      return tired ? { do: "person", reason: "refused-by-wecom" } : { do: "again" };
    case "refused-call":
      return afterCode(setback.errcode, tired);
  }
}

function afterCode(errcode: number, tired: boolean): Next {
  if (GONE.has(errcode)) return { do: "gone" };
  if (DONE.has(errcode)) return { do: "done" };
  if (errcode === TOO_OFTEN) return { do: "person", reason: "too-often" };
  if (errcode === IN_CLIENT) return { do: "person", reason: "confirm-in-client" };
  if (tired) return { do: "person", reason: TAKER.has(errcode) ? "no-taker" : "refused-by-wecom" };
  if (TAKER.has(errcode)) return { do: "another", spoiled: true };
  return LATER.has(errcode) ? { do: "again" } : { do: "person", reason: "refused-by-wecom" };
}
