/** The words of columns and the calendar, apart from the schemas: the console reads them without loading the contract's. */
/** What a post gives its members (article 001): information 信息, benefit 利益, opinion 观点, learning 学习, connection 链接. */
export const columnValues = ["information", "benefit", "opinion", "learning", "connection"] as const;
export const columnFormats = ["text", "topic", "vote", "review", "arrivals", "offer", "guest", "digest"] as const;
/** A column that opens or closes the day; null: neither. */
export const greetings = ["morning", "evening"] as const;
/** send: the official group send, which owners confirm; hand: a task of each owner, one post into all her groups. */
export const slotRoads = ["send", "hand"] as const;
/** draft: only here; published: goes at its hour; waiting: a second person must let it go; given: with whoever sends it. */
export const slotStates = ["draft", "published", "waiting", "given", "missed", "cancelled"] as const;
/** opened: of the members reached, who opened the post's link; talked: who wrote in the group within two hours; delivered: groups that it reached. */
export const columnMetrics = ["opened", "talked", "delivered"] as const;
/** Where a post's link leads: the offer, the nearest group, or the week's calendar. */
export const slotPages = ["welfare", "find-store", "week"] as const;

/** What cannot be delivered: nothing is published with one of these. */
export const refusals = [
  "past",
  "quiet",
  "no-words",
  "gaps",
  "content-gone",
  "content-files",
  "no-groups",
  "no-owner",
  "official-full",
  "selling-full",
  "confirmations-full",
  "tasks-full",
  "column-archived",
] as const;
/** What harms the week, and may be meant. */
export const cautions = ["two-selling", "no-morning", "no-evening", "no-mark", "odd-hour", "too-close", "selling-heavy"] as const;
/** Why the proposal puts a column there. */
export const reasons = ["greeting", "best", "mix", "only", "unknown"] as const;
