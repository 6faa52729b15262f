/** Apart from the schemas: the console reads them without loading the contract's. */
export const answerChannels = ["welcome", "kf", "sidebar", "console"] as const;
export const answerStates = ["draft", "live"] as const;
