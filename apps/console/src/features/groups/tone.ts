import type { GroupItem } from "@shuke/contract";
import type { Tone } from "@shuke/kit-ui";

export const groupTone: Record<GroupItem["state"], Tone> = { open: "good", full: "primary", "needs-setup": "watch", dismissed: "plain" };
export const gradeTone: Record<"A" | "B" | "C", Tone> = { A: "good", B: "primary", C: "watch" };

/** Share of the seats that is taken, 0 … 1. */
export const filled = (members: number, limit: number | null): number | null => (limit && limit > 0 ? Math.min(1, members / limit) : null);
