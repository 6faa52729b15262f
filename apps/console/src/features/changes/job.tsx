import type { BulkJob } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";

const tones: Record<BulkJob["state"], Tone> = { running: "primary", done: "good", cancelled: "plain", failed: "bad" };

export function JobState({ job }: { job: BulkJob }) {
  const { t, phrases } = useWords();
  return (
    <StatusTag tone={job.undone ? "plain" : tones[job.state]}>
      {job.undone ? t("changes.undone") : phrases.changes.states[job.state]}
    </StatusTag>
  );
}

/** How many were changed, of how many; an estimate is said to be one. */
export function JobPeople({ job }: { job: BulkJob }) {
  const { t, language } = useWords();
  return (
    <>
      {countWords(job.changed, language)} / {job.totalExact ? "" : t("changes.about")}
      {countWords(job.total, language)}
    </>
  );
}
