/** The words of sessions, apart from the schemas: the console reads them without loading the contract's. */
export const talkKinds = ["newcomer", "guest", "live"] as const;
export const talkStates = ["draft", "announced", "collecting", "live", "digest", "closed", "cancelled"] as const;
