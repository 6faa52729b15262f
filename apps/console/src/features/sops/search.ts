import { boardUnits, sopStepStates } from "@shuke/contract/board-words";
import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";
import { shiftDay } from "../../kit/time.ts";

export const spans = ["7", "30", "90"] as const;
export type Span = (typeof spans)[number] | undefined;
const lights = ["red", "amber", "green", "unknown"] as const;

export const boardSearch = (raw: Raw) =>
  clean({ days: oneOf(text(raw["days"]), spans), store: text(raw["store"]), light: oneOf(raw["light"], lights) });

/** What is looked at on one SOP's board: the period, a store, whose people, and of which cell. */
export const sopBoardSearch = (raw: Raw) =>
  clean({
    days: oneOf(text(raw["days"]), spans),
    store: text(raw["store"]),
    by: oneOf(raw["by"], boardUnits),
    find: text(raw["find"]),
    step: text(raw["step"]),
    state: oneOf(raw["state"], sopStepStates),
    // "" is a value: those without a group.
    chat: typeof raw["chat"] === "string" ? raw["chat"] : undefined,
    staff: text(raw["staff"]),
    overdue: raw["overdue"] === true || raw["overdue"] === "true" ? (true as const) : undefined,
    metric: oneOf(raw["metric"], ["met", "not-met"] as const),
  });

/** The days of a span that ends today; none of all times. */
export const daysOf = (span: Span, today: string): { from?: string; to?: string } =>
  span === undefined ? {} : { from: shiftDay(today, 1 - Number(span)), to: today };
