import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

const statuses = ["planned", "awaiting_approval", "claimed", "sent", "failed", "expired", "cancelled", "unknown"] as const;

/** What the list of planned actions is filtered by. */
export const actionSearch = (raw: Raw) =>
  clean({ status: oneOf(raw["status"], statuses), kind: text(raw["kind"]), plannedBy: text(raw["plannedBy"]) });
