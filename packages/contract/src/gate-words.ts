/** The words of the gate, apart from the schemas: the console reads them without loading the contract's. */
export const gateRefusals = [
  "person-budget",
  "group-budget",
  "group-selling",
  "staff-budget",
  "wecom-cap",
  "preference",
  "quiet-hours",
] as const;
export const touchKinds = ["mass-send", "sidebar", "group-post", "hand-post", "confirmation", "hand-task", "moment"] as const;
export const preferenceLevels = ["usual", "fewer", "stock-only", "none"] as const;
