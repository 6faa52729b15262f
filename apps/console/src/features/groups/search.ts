import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

/** The filters of the groups. */
export const groupSearch = (raw: Raw) =>
  clean({
    // Links that only know WeCom's own id of a group find it by that.
    query: text(raw["query"]) ?? text(raw["chatId"]),
    store: text(raw["store"]),
    state: oneOf(raw["state"], ["open", "full", "needs-setup", "dismissed"] as const),
  });
