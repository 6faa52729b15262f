/** The words of forgetting, apart from the schemas: the console reads them without loading the contract's. */
export const forgettingStates = ["asked", "ending", "erasing", "done"] as const;
/** Why somebody is forgotten: she wants it, or the house has no reason left to keep her. */
export const forgettingWhys = ["asked", "house"] as const;
export const forgettingFates = ["ended", "deleted", "anonymous"] as const;
/** What there is of somebody, as people call it. */
export const heldKinds = [
  "friendships",
  "groups",
  "plans",
  "tasks",
  "cases",
  "contacts",
  "messages",
  "notes",
  "fields",
  "orders",
  "keys",
  "facts",
] as const;
