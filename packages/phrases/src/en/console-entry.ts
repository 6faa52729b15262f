import type { Translated } from "../types.ts";
import type { entry as source } from "../zh-CN/console-entry.ts";

export const entry: Translated<typeof source> = {
  entry: {
    title: "Entry funnel",
    sentence: "Seven steps from seeing a code to the right group: how many pass each, and how many get lost.",
    funnel: "The seven steps",
    funnelOf: "The seven steps: {{channel}}",
    compared: "Against {{from}} to {{to}}, after as much time",
    notMeasured: "Not measured: WeCom does not say who saw or scanned it",
    before: "{{change}} against the period before ({{count}})",
    dropped: "{{count}} went no further",
    toNext: "Half of them took less than {{time}} to the next step",
    steps: {
      scanned: { name: "Saw it, scanned it", means: "Posters, ad slots, guide pages" },
      added: { name: "Added a friend", means: "Went to WeChat and added staff" },
      welcomed: { name: "Was welcomed", means: "The automatic answer went out" },
      opened: { name: "Opened the page", means: "Tapped the page in the welcome" },
      chosen: { name: "Chose a store", means: "So we know her group" },
      joined: { name: "Joined a group", means: "The store's group" },
      kept7: { name: "Still here after 7 days", means: "Of those who joined seven days ago: neither left nor unfriended" },
    },
    unitTitle: "Where most get lost",
    unitHints: {
      store: "Only who has chosen a store counts for one, so it begins with that step",
      channel: "A row is a channel; its name shows that channel alone",
    },
    by: { channel: "By channel", store: "By store" },
    units: { channel: "Channel", store: "Store" },
    none: { channel: "Through no code of ours", store: "No store chosen" },
    lost: "Did not join",
    people: { done: "Who did “{{step}}”", dropped: "Who stopped before “{{step}}”" },
    columns: { name: "Customer", addedAt: "Added", doneAt: "Did this step" },
    nobody: "Nobody.",
    empty: "Nobody was added in this period.",
  },
};
