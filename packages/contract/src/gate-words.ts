/** The words of the gate, apart from the schemas: the console reads them without loading the contract's. */
export const gateRefusals = [
  "person-budget",
  "group-budget",
  "group-selling",
  "staff-budget",
  "wecom-cap",
  "preference",
  "quiet-hours",
  "displaced",
] as const;
export const touchKinds = ["mass-send", "sidebar", "group-post", "hand-post", "confirmation", "hand-task", "moment"] as const;
export const preferenceLevels = ["usual", "fewer", "stock-only", "none"] as const;
/** What a send to customers may be about, where it says so. */
export const contactTopics = ["offers", "news", "events", "stock"] as const;
/** Those that a customer may do without one by one; stock notices are what she asked for. */
export const leavableTopics = ["offers", "news", "events"] as const;
