import type { Tone } from "@shuke/kit-ui";

export const sopTone: Readonly<Record<string, Tone>> = { active: "good", paused: "watch", stopped: "plain" };
