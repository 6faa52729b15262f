import { word } from "../../i18n.ts";

export type PlannedBy = { family: string; id: string; step: string };

/** `sop:ID/step`, `live-code:ID`, `playbook:KEY`: who stands behind a call or a task, as planners write it. */
export function readPlannedBy(text: string): PlannedBy | null {
  const [, family, id = "", step = ""] = /^([a-z-]+):([^/|]+)(?:\/([^|]+))?/.exec(text) ?? [];
  return family === undefined ? null : { family, id, step };
}

/** 「SOP · 七天新人 · day1」: the family in words, then the name where it is known. A text without a family stays as it is. */
export function plannedByWords(
  text: string,
  words: Readonly<Record<string, string>>,
  nameOf: (by: PlannedBy) => string = ({ id }) => id,
): string {
  const by = readPlannedBy(text);
  if (by === null) return word(words, text);
  return [word(words, by.family), nameOf(by), by.step].filter((part) => part !== "").join(" · ");
}

/** Where in the console the thing behind it is. */
export function plannedByPath(text: string): string | null {
  const by = readPlannedBy(text);
  if (by?.family === "sop") return `/sops/${encodeURIComponent(by.id)}${by.step === "" ? "" : `?step=${encodeURIComponent(by.step)}`}`;
  if (by?.family === "live-code") return `/codes/${encodeURIComponent(by.id)}`;
  if (by?.family === "playbook") return `/playbooks/${encodeURIComponent(by.id)}`;
  if (by?.family === "task") return `/tasks?task=${encodeURIComponent(by.id)}`;
  return null;
}
