import type { CustomerItem } from "@shuke/contract";
import type { Tone } from "@shuke/kit-ui";

export const customerTone: Record<CustomerItem["state"], Tone> = { friend: "good", "one-way": "watch", lost: "bad", stranger: "plain" };
export const relationTone: Record<"active" | "one-way" | "ended", Tone> = { active: "good", "one-way": "watch", ended: "bad" };
