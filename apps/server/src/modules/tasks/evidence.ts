import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";
import { stepTaskId } from "#modules/sops";

type Row = { id: string; subject: string; kind: string; params: { evidence?: string } };

/**
 * Closes tasks by what the platform shows: a group whose notice is set was set up (A). A tick stays a claim until then;
 * where nothing could ever show it, somebody's word is the evidence (C). A step of an SOP whose time is over takes its task
 * with it.
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
      const shown = detailed.find((event) => `chat:${event.data.chatId}` === task.subject);
      const claim = claims.find((event) => event.data.taskId === task.id);
      const byNotice = task.kind === "finish-group-setup" || task.params.evidence === "notice";
      const over = missed.get(task.id);
      const base = { subject: `task:${task.id}`, sourceKey: `task-end:${task.id}` };
      if (gone) {
        const data = { taskId: task.id, reason: "subject-gone" };
        unit.fact({ ...base, type: "task.cancelled", occurredAt: gone.occurredAt, causeSeq: gone.seq, data });
      } else if (shown && byNotice) {
        const data = { taskId: task.id, grade: "A" as const, evidence: `event:${shown.seq}` };
        unit.fact({ ...base, type: "task.done", occurredAt: shown.occurredAt, causeSeq: shown.seq, data });
      } else if (claim && !byNotice) {
        const data = { taskId: task.id, grade: "C" as const, evidence: `event:${claim.seq}` };
        unit.fact({ ...base, type: "task.done", occurredAt: claim.occurredAt, causeSeq: claim.seq, data });
      } else if (over) {
        const data = { taskId: task.id, reason: "window-over" };
        unit.fact({ ...base, type: "task.cancelled", occurredAt: over.occurredAt, causeSeq: over.seq, data });
      }
    }
  },
});
