import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import { only, type StoredEvent } from "#log";
import { stepTaskId } from "#modules/sops";
import { expectedProof, type ProofTask, shownByNotice } from "./proof.ts";

type Row = ProofTask & { id: string; subject: string };

/**
 * Ends tasks by what the platform shows: a group whose notice was set was set up (A). A tick is a claim; where nothing could ever
 * show more, the task ends as claimed. A step of an SOP whose time is over takes its task with it.
 */
export const taskEvidence = reaction({
  name: "tasks.evidence",
  on: ["group.detailed", "group.dismissed", "task.claimed", "sop.exited", "sop.step-closed"],
  after: ["tasks", "sops"],
  async react(unit, batch) {
    const detailed = only(batch, "group.detailed").filter((event) => event.data.notice !== "");
    const dismissed = only(batch, "group.dismissed");
    const claims = only(batch, "task.claimed");
    const exited = only(batch, "sop.exited");
    const missed = new Map(
      only(batch, "sop.step-closed")
        .filter((event) => event.data.state === "missed")
        .flatMap((event) => event.data.enrolmentIds.map((id) => [stepTaskId(unit.corpId, id, event.data.step), event] as const)),
    );
    const subjects = [
      ...detailed.map((event) => `chat:${event.data.chatId}`),
      ...dismissed.map((event) => `chat:${event.data.chatId}`),
      ...exited.map((event) => `enrolment:${event.data.enrolmentId}`),
    ];
    const { rows } = await sql<Row>`select id, subject, kind, params from task where corp_id = ${unit.corpId}
      and state in ('open', 'claimed')
      and (subject = any(${subjects}) or id = any(${[...claims.map((event) => event.data.taskId), ...missed.keys()]})) order by id`.execute(
      unit.db,
    );
    for (const task of rows) {
      const gone =
        dismissed.find((event) => `chat:${event.data.chatId}` === task.subject) ??
        exited.find((event) => `enrolment:${event.data.enrolmentId}` === task.subject);
      const shown = detailed.find((event) => `chat:${event.data.chatId}` === task.subject && shownByNotice(task, event.data.notice));
      const claim = claims.find((event) => event.data.taskId === task.id);
      const over = missed.get(task.id);
      if (gone) cancel(unit, task.id, "subject-gone", gone);
      else if (shown) proven(unit, task.id, "A", `event:${shown.seq}`, shown);
      else if (claim && expectedProof(task) === "claim") unproven(unit, task.id, "word-only", claim);
      else if (over) cancel(unit, task.id, "window-over", over);
    }
  },
});

type Cause = Pick<StoredEvent, "seq" | "occurredAt">;
const base = (taskId: string, { seq, occurredAt }: Cause) => ({ subject: `task:${taskId}`, occurredAt, causeSeq: seq });

function cancel(unit: Unit, taskId: string, reason: string, cause: Cause): void {
  unit.fact({ ...base(taskId, cause), sourceKey: `task-end:${taskId}`, type: "task.cancelled", data: { taskId, reason } });
}

function unproven(unit: Unit, taskId: string, reason: "word-only" | "window-over", cause: Cause): void {
  unit.fact({ ...base(taskId, cause), sourceKey: `task-end:${taskId}`, type: "task.unproven", data: { taskId, reason } });
}

/** Something shows the work. It may come after the task ended as claimed. */
export function proven(unit: Pick<Unit, "fact">, taskId: string, grade: "A" | "B", evidence: string, cause: Cause): void {
  unit.fact({ ...base(taskId, cause), sourceKey: `task-done:${taskId}`, type: "task.done", data: { taskId, grade, evidence } });
}
