import type { Content } from "@shuke/contract";

export const stateTone = { draft: "plain", waiting: "watch", refused: "bad", live: "good" } as const satisfies Record<
  Content["state"],
  string
>;
export const mediaTone = { none: "plain", up: "good", waiting: "plain", failing: "bad" } as const satisfies Record<
  Content["media"],
  string
>;
