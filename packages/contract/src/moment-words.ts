/** Apart from the schemas: the console reads them without loading the contract's. */
/** asked: members of staff have it on their phones; done: over, what was published goes on being watched for a week. */
export const momentStates = ["draft", "scheduled", "asked", "done", "cancelled"] as const;
/** Why it ended, or never began. */
export const momentEnds = ["complete", "time-over", "cancelled", "nobody", "wecom-refused", "content-gone", "unknown"] as const;
/** asked: nothing seen yet; published; spared: not published, and called off; refused: not asked at all. */
export const momentStaffStates = ["asked", "published", "spared", "refused"] as const;
export const momentStaffReasons = ["staff-budget", "wecom-invalid"] as const;
/** Who posts so many a week, and how many of a hundred of them may sell (D10). */
export const MOMENT_PLAN = { perWeek: 5, sellingPercent: 20, days: 28 } as const;
