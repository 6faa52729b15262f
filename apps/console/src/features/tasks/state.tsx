import type { Task } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { gradeTone } from "../groups/tone.ts";

const tones: Record<Task["state"], Tone> = { open: "primary", claimed: "watch", done: "good", unproven: "watch", cancelled: "plain" };

export function TaskState({ task }: { task: Pick<Task, "state" | "overdue"> }) {
  const { t, phrases } = useWords();
  if (task.overdue && task.state === "open") return <StatusTag tone="bad">{t("tasks.overdue")}</StatusTag>;
  return <StatusTag tone={tones[task.state]}>{phrases.tasks.states[task.state]}</StatusTag>;
}

/** How we know, in a word: never a bare letter. */
export function GradeTag({ grade }: { grade: Task["grade"] }) {
  const { t, phrases } = useWords();
  if (grade === null) return <span className="faint">{t("tasks.noEvidence")}</span>;
  return (
    <StatusTag tone={gradeTone[grade]} title={phrases.tasks.gradeHints[grade]}>
      {phrases.tasks.grades[grade]}
    </StatusTag>
  );
}
