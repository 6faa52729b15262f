/** The words of boards, goals and the way in, apart from the schemas: the console reads them without loading the contract's. */
export const boardUnits = ["store", "group", "staff"] as const;
export const sopStepStates = ["waiting", "planned", "claimed", "done", "missed", "skipped", "refused", "exited"] as const;

/** The way in, after article 004's seven steps. `scanned` is never known: WeCom tells no scans. */
export const entrySteps = ["scanned", "added", "welcomed", "opened", "chosen", "joined", "kept7"] as const;

/** What a goal may be measured by. Each has a definition in words (phrases `goals.metrics`) and says what it needs. */
export const goalMetrics = [
  "groups-of-size",
  "group-members",
  "friends-added",
  "tagged-people",
  "segment-people",
  "member-orders",
  "member-revenue",
  "repurchase-rate",
  "step-rate",
  "evidence-rate",
  "group-churn",
  "break-even",
] as const;
