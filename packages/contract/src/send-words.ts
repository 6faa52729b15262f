import { gateRefusals } from "./gate-words.ts";

/** The words of mass sends, apart from the schemas: the console reads them without loading the contract's. */
export const sendStates = ["draft", "waiting", "scheduled", "planning", "running", "done", "cancelled"] as const;
export const recipientStates = ["planned", "delivered", "failed", "unsent", "refused", "held-out"] as const;
/** Why somebody was not reached; what the gate says is among them. */
export const sendReasons = [
  "no-sender",
  "hold-out",
  ...gateRefusals,
  "duplicate",
  "no-hour",
  "content-gone",
  "nobody-left",
  "left-out",
  "not-reachable",
  "not-a-friend",
  "over-wecom-cap",
  "not-confirmed",
  "cancelled",
  "expired",
  "wecom-refused",
  "complete",
] as const;
/** Why nothing is said of what a send changed. */
export const effectUnknowns = ["groups", "no-hold-out", "not-begun", "too-few"] as const;
/** Of fewer people, on either side, nothing is said. */
export const EFFECT_LEAST = 30;
/** Days after a send in which what people do may follow from it. */
export const EFFECT_DAYS = { least: 1, usual: 7, most: 60 } as const;
