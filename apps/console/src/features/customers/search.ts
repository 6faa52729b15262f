import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

/** What the address of the customer list says. */
export const customerSearch = (raw: Raw) =>
  clean({
    query: text(raw["query"]),
    tags: text(raw["tags"]),
    staff: text(raw["staff"]),
    store: text(raw["store"]),
    code: text(raw["code"]),
    state: oneOf(raw["state"], ["friend", "one-way", "lost", "stranger"] as const),
    anyTags: text(raw["anyTags"]),
    noTags: text(raw["noTags"]),
    segment: text(raw["segment"]),
    stage: oneOf(raw["stage"], ["new", "active", "loyal", "silent", "lost", "none"] as const),
    mark: oneOf(raw["mark"], ["none", "any", "staff", "test", "supplier", "competitor"] as const),
    field: text(raw["field"]),
    sort: oneOf(raw["sort"], ["newest", "oldest"] as const),
  });
