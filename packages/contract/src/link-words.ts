/** Apart from the schemas: the console reads them without loading the contract's. */
export const linkFollows = ["none", "task", "send"] as const;
export const followStates = ["waiting", "bought", "tasked", "sent", "refused", "late", "nobody", "off"] as const;
/** Interest is followed within three hours (REQUIREMENTS E10), and what is bought within three hours is the click's. */
export const FOLLOW_MINUTES = { least: 15, usual: 120, most: 180 } as const;
