import type { Translated } from "../types.ts";
import type { archive as source } from "../zh-CN/console-archive.ts";

export const archive: Translated<typeof source> = {
  archive: {
    title: "Chat archive",
    hint: "A paid feature of WeCom. With it, what staff really wrote in groups and chats shows that a task was done. Nothing is kept of a customer who has not agreed.",
    states: { never: "Not set up", off: "Not read", on: "Working", failing: "Cannot be read" },
    never:
      "It is not set up on the server. Everything works without it: opened links and group notices show tasks, too. To set it up, the administrator runs on the server:",
    completeAt: "Read up to",
    messages: "Messages kept",
    messagesSay: "{{all}} in all, {{day}} in the last day",
    consents: "Customers",
    consentsSay: "{{agree}} agreed, {{refuse}} did not (nothing is kept)",
    sealed: "Key missing",
    sealedSay:
      "{{count}} messages are sealed for public key {{version}}, and the server has no such private key. Once it has, they are opened by themselves",
    trouble: "WeCom says: {{message}} ({{code}})",
    troubleSince: "Unreadable since",
    gaps: "Gaps",
    gapsSay:
      "WeCom keeps messages for five days only. These times were not read and are lost for good: a task of that time without evidence may have been done.",
    gap: "{{from}} to {{to}}",
    gapStart: "Before {{to}} (before it was read)",
    noGaps: "No gaps",
    keepDays: "Days for which words are kept",
    keepHint: "Older words are deleted every night; who wrote when stays as a fact.",
    save: "Save",
    saved: "Saved",
    stop: "Stop reading",
    start: "Read on",
    stopped: "Stopped; nothing is lost if it goes on within five days",
    started: "Reading on",
  },
};
