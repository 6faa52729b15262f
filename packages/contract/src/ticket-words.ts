/** The words of the queue, apart from the schemas: the console reads them without loading the contract's. */
export const ticketKinds = ["question", "complaint", "suggestion"] as const;
export const ticketStates = ["open", "promised", "answered", "closed", "reopened"] as const;
export const ticketSources = ["staff", "page", "archive", "talk", "kf"] as const;
export const ticketReasons = ["answered", "duplicate", "not-ours", "no-reply", "withdrawn", "other"] as const;
