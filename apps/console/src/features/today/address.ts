/** A path of ours from the server; anything else leads to Today rather than out of the house. */
export const addressOf = (to: string): string => (to.startsWith("/") && !to.startsWith("//") ? to : "/today");
