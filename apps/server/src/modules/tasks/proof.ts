import type { SopEvidence } from "@shuke/contract";
import { lettersOf } from "#kit/letters";

/** What of a task its proofs go by; `params` as whoever opened it wrote them. */
export type ProofTask = {
  kind: string;
  params: { evidence?: string; before?: string; text?: string; recipient?: string; chatId?: string | null };
};

/** What must be seen for this task to be done. Setting up a group is shown by its notice; what nobody said anything about, by a word. */
export function expectedProof({ kind, params }: ProofTask): SopEvidence {
  if (kind === "finish-group-setup") return "notice";
  const { evidence } = params;
  return evidence === "notice" || evidence === "message" || evidence === "link" ? evidence : "claim";
}

/** The notice that hangs in the group now was hung up for this task: an old one shows nothing. */
export function shownByNotice(task: ProofTask, notice: string): boolean {
  return expectedProof(task) === "notice" && notice !== "" && notice !== (task.params.before ?? "");
}

/** By how much of the wanted text somebody's own words must repeat it. A greeting before it or a smiley behind it is her own affair. */
const SHARE = 0.6;
/** Of so few letters all must be there. */
const SHORT = 8;

const pairs = (text: string) => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));

/** Does what was written carry the text that was to be sent? Without a text any words do. */
export function saysSo(wanted: string, written: string): boolean {
  const [goal, said] = [lettersOf(wanted), lettersOf(written)];
  if (said === "") return false;
  if (said.includes(goal)) return true;
  if (goal.length < SHORT) return false;
  const parts = pairs(goal);
  const got = pairs(said);
  return [...parts].filter((part) => got.has(part)).length >= SHARE * parts.size;
}

/** Opened links that carry a task's own mark: `sopId.step.taskId`. */
export const taskOfLink = (via: string | null): string | null => /^[^.]+\.[^.]+\.(tsk_[^.]+)$/u.exec(via ?? "")?.[1] ?? null;

/** Links and messages that came after its time still show that a claim was true, so long. */
export const LATE_PROOF_MS = 7 * 86_400_000;
/** After its time a claim has so long to be shown by what is on its way, then it is one for good. */
export const GRACE_MS = 2 * 3_600_000;
