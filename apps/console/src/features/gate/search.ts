import { gateRefusals, touchKinds } from "@shuke/contract/gate-words";
import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

/** What the list of refusals is filtered by. */
export const refusalSearch = (raw: Raw) =>
  clean({
    reason: oneOf(raw["reason"], gateRefusals),
    kind: oneOf(raw["kind"], touchKinds),
    span: oneOf(raw["span"], ["day", "week", "month"] as const),
    customer: text(raw["customer"]),
  });
