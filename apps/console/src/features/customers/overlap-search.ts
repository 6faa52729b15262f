import { clean, flag, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

/** The filters of those who are in several groups. */
export const overlapSearch = (raw: Raw) =>
  clean({
    store: text(raw["store"]),
    city: text(raw["city"]),
    atLeast: oneOf(String(raw["atLeast"]), ["2", "3", "5", "10"] as const),
    marked: flag(raw["marked"]),
  });
