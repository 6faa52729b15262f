import type { TimelineItem } from "@shuke/contract";
import type { ConsolePhrases } from "../../i18n.ts";
import { word } from "../../i18n.ts";

const alias: Record<string, readonly string[]> = {
  staff: ["staff", "staffName", "senderName", "assigneeName", "userName", "userId", "sender", "assignee", "by"],
  group: ["group", "groupName", "chatName", "chatId"],
  store: ["store", "storeName", "storeId"],
  code: ["code", "codeName", "liveCodeName", "liveCodeId"],
  sop: ["sop", "sopName", "sopId"],
  step: ["step", "stepName"],
  playbook: ["playbook", "playbookName"],
};

const first = (params: Record<string, unknown>, names: readonly string[]): string => {
  for (const name of names) {
    const value = params[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
};

const listed = (value: unknown): string => {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "object" && item !== null && "name" in item ? String(item.name) : String(item))).join("、");
  return typeof value === "string" ? value : "";
};

/** One line of the story in words. Readable names win over ids; codes of reasons and pages become words. */
export function timelineWords(item: Pick<TimelineItem, "type" | "params">, phrases: ConsolePhrases): string {
  const { params } = item;
  const values: Record<string, unknown> = { ...params };
  for (const [gap, names] of Object.entries(alias)) values[gap] = first(params, names);
  values["tags"] = listed(params["tags"]) || listed(params["tagNames"]) || listed(params["add"]);
  for (const gap of ["reason", "why"]) {
    const value = params[gap];
    if (typeof value === "string") values[gap] = word(phrases.timeline.reasons, value);
  }
  if (typeof params["page"] === "string") values["page"] = word(phrases.timeline.pages, params["page"]);
  return word(phrases.timeline.types, item.type, values)
    .replace(/\s{2,}/g, " ")
    .replace(/[:：]\s*$/, "");
}

/** What is behind a line: names as they are, her own ways of looking and WeCom itself in the reader's language. */
export function whyWords(why: { kind: string; label: string }, phrases: ConsolePhrases): string {
  if (why.kind === "search") return word(phrases.timeline.searchHow, why.label);
  return why.kind in phrases.timeline.whoElse ? word(phrases.timeline.whoElse, why.kind) : why.label;
}

export type TimelineTone = "good" | "watch" | "bad" | "primary" | "plain";

const tones: Record<string, TimelineTone> = {
  "relation.added": "good",
  "group.member-joined": "good",
  "welcome.sent": "good",
  "sop.metric-met": "good",
  "sop.step-done": "good",
  "task.done": "good",
  "relation.ended": "bad",
  "group.member-left": "bad",
  "welcome.missed": "bad",
  "action.failed": "bad",
  "seat.refused": "watch",
  "sop.step-closed": "watch",
  "sop.exited": "watch",
  "store.chosen": "primary",
  "page.opened": "primary",
  "store.searched": "primary",
  "mass-task.delivered": "primary",
  "sop.enrolled": "primary",
};
export const timelineTone = (type: string): TimelineTone => tones[type] ?? "plain";
