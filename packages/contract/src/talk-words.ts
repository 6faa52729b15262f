/** The words of sessions, apart from the schemas: the console reads them without loading the contract's. */
export const talkKinds = ["newcomer", "guest", "live"] as const;
/** Group classes: groups under a store's codes, and groups under codes of no store. A group under no code has none. */
export const groupClasses = ["store", "general"] as const;
export const talkStates = ["draft", "announced", "collecting", "live", "digest", "closed", "cancelled"] as const;
