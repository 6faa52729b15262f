import type { BulkJob } from "@shuke/contract";
import type { ConsolePhrases, Translate } from "../../i18n.ts";

/** What each kind of change is called where it begins. */
export const kindWord = {
  add: "changes.addTags",
  remove: "changes.removeTags",
  field: "changes.setField",
  mark: "changes.mark",
} as const;
export type ChangeKind = keyof typeof kindWord;
export const changeKinds = ["add", "remove", "field", "mark"] as const satisfies readonly ChangeKind[];

/** Tags that come and go, in one line. */
export const tagWords = ({ add, remove }: { add: readonly string[]; remove: readonly string[] }): string =>
  [...add.map((name) => `+ ${name}`), ...remove.map((name) => `− ${name}`)].join("  ");

/** What was changed, in one line. */
export function jobWords(job: BulkJob, t: Translate, phrases: ConsolePhrases): string {
  const { what, names } = job;
  const [first = "", second] = names;
  switch (what.do) {
    case "tags":
      return names.join("  ");
    case "field": {
      if (what.value === null) return t("changes.what.fieldCleared", { name: first });
      const value = typeof what.value === "boolean" ? phrases.fields.answers[what.value ? "yes" : "no"] : (second ?? "");
      return t("changes.what.field", { name: first, value });
    }
    case "mark":
      return t(what.on ? "changes.what.marked" : "changes.what.unmarked", { mark: phrases.customers.marks[what.mark] });
    case "undo":
      return t("changes.what.undo");
  }
}

/** Minutes until the rest is at WeCom, by the pace so far; null while nothing can be said. */
export function minutesLeft(job: BulkJob, now: Date): number | null {
  const spent = (now.getTime() - Date.parse(job.at)) / 60_000;
  if (job.state !== "running" || job.looked === 0 || spent <= 0) return null;
  return Math.max(1, Math.ceil(((job.total - job.looked) / job.looked) * spent));
}
