import type { Command } from "./command.ts";
export const doctor: Command = { words: ["doctor"], usage: "doctor", run: () => Promise.resolve(0) };
