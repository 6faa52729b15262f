import type { NextStep, SidebarTask, Stage } from "@shuke/contract";

/** What the proposal goes by; all of it is known before it is asked. */
export type Situation = {
  now: Date;
  /** Open tasks of the one who looks, about this chat. */
  tasks: ReadonlyArray<Pick<SidebarTask, "id" | "title" | "state" | "overdue" | "dueAt">>;
  /** Wordings whose own step waits. */
  steps: ReadonlyArray<{ key: string; sop: string; step: string; dueAt: Date; until: Date }>;
  /** Since when her last word waits for an answer. */
  question: Date | null;
  stage: Stage | null;
  lastContactAt: Date | null;
  /** What could be said to somebody who was away. */
  contentKey: string | null;
  closed: "budget" | "quiet" | "preference" | null;
  opensAt: Date | null;
};

/** A question is somebody's who is not answered within minutes, and nobody's after days. */
const QUESTION_FROM_MS = 5 * 60_000;
const QUESTION_TO_MS = 3 * 86_400_000;
/** Without a life cycle, as long as this without a word counts as away. */
const AWAY_MS = 30 * 86_400_000;

/**
 * One proposal: what somebody promised (a task), then what an SOP wants now and nobody has sent, then a question that waits, then
 * somebody who was away for long. What we would begin of our own accord waits for the gate; tasks and answers never do.
 */
export function nextStepOf(at: Situation): NextStep {
  const [task] = at.tasks
    .filter(({ state }) => state === "open")
    .toSorted((a, b) => Number(b.overdue) - Number(a.overdue) || Date.parse(a.dueAt) - Date.parse(b.dueAt) || (a.id < b.id ? -1 : 1));
  if (task) return { kind: "task", taskId: task.id, title: task.title, overdue: task.overdue, dueAt: task.dueAt };

  const wait: NextStep | null = at.closed && { kind: "wait", why: at.closed, until: at.opensAt?.toISOString() ?? null };
  const [step] = at.steps
    .filter(({ dueAt, until }) => dueAt <= at.now && until > at.now)
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.key < b.key ? -1 : 1));
  const asks = isOpenQuestion(at) ? at.question : null;
  if (step && !wait) return { kind: "step", contentKey: step.key, sop: step.sop, step: step.step, dueAt: step.dueAt.toISOString() };
  if (asks) return { kind: "question", since: asks.toISOString() };
  if (step && wait) return wait;

  if (!isAway(at)) return { kind: "none" };
  if (wait) return wait;
  const { lastContactAt } = at;
  const days = lastContactAt && Math.floor((at.now.getTime() - lastContactAt.getTime()) / 86_400_000);
  return { kind: "reactivate", lastAt: lastContactAt?.toISOString() ?? null, days, contentKey: at.contentKey };
}

function isOpenQuestion({ question, now }: Situation): boolean {
  const age = question === null ? -1 : now.getTime() - question.getTime();
  return age >= QUESTION_FROM_MS && age <= QUESTION_TO_MS;
}

function isAway({ stage, lastContactAt, now }: Situation): boolean {
  if (stage === "silent" || stage === "lost") return true;
  return stage === null && lastContactAt !== null && now.getTime() - lastContactAt.getTime() >= AWAY_MS;
}
