import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

/** The filters of the live codes. */
export const codeSearch = (raw: Raw) =>
  clean({
    query: text(raw["query"]),
    kind: oneOf(raw["kind"], ["staff", "group"] as const),
    state: oneOf(raw["state"], ["active", "paused"] as const),
    store: text(raw["store"]),
  });
