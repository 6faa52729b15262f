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
