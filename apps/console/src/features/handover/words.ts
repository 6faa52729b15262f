import type { HandoverPlan, HandoverState } from "@shuke/contract";
import type { Tone } from "@shuke/kit-ui";
import type { ConsolePhrases } from "../../i18n.ts";

export const planTones: Record<HandoverState, Tone> = { planned: "accent", running: "primary", done: "good", cancelled: "plain" };

/** A word that we know, else WeCom's own code. */
export const reasonWords = (reason: string | null, phrases: ConsolePhrases): string =>
  reason === null || reason === "" ? "" : (phrases.handover.reasons[reason] ?? phrases.handover.code.replace("{{code}}", reason));

const UNDER_WAY = ["asked", "waiting", "back"];

export type Progress = { total: number; done: number; ended: number; underWay: number; waiting: number; person: number };

export function progressOf({ states }: HandoverPlan): Progress {
  const count = (...wanted: string[]) => states.reduce((n, row) => (wanted.includes(row.state) ? n + row.count : n), 0);
  return {
    total: states.reduce((n, row) => n + row.count, 0),
    done: count("done"),
    ended: count("done", "kept", "gone", "cancelled"),
    underWay: count(...UNDER_WAY),
    waiting: count("waiting"),
    person: count("person"),
  };
}
