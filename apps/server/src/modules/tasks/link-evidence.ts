import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";
import { everMembers } from "#modules/groups";
import { proven } from "./evidence.ts";
import { expectedProof, LATE_PROOF_MS, type ProofTask, taskOfLink } from "./proof.ts";

type Row = ProofTask & { id: string; state: string; due_at: Date };

/**
 * A task's own link was opened by the one it was for, or by somebody of the group: so it was sent (B). Nobody else can have had it from
 * the task, and staff who open it themselves are no customers. After its time it only shows that a claim was true.
 */
export const linkEvidence = reaction({
  name: "tasks.link-evidence",
  on: ["page.opened"],
  after: ["tasks", "groups"],
  async react(unit, batch) {
    const opened = only(batch, "page.opened").flatMap((event) => {
      const taskId = taskOfLink(event.data.via);
      return taskId === null ? [] : [{ taskId, who: event.data.externalUserId, event }];
    });
    if (opened.length === 0) return;
    const { rows } = await sql<Row>`select id, kind, params, state, due_at from task where corp_id = ${unit.corpId}
      and id = any(${[...new Set(opened.map(({ taskId }) => taskId))]}) and state in ('open', 'claimed', 'unproven')`.execute(unit.db);
    const tasks = new Map(rows.map((row) => [row.id, row]));
    const chatOf = (taskId: string) => tasks.get(taskId)?.params.chatId ?? "";
    const members = await everMembers(
      unit,
      opened.map(({ taskId, who }) => ({ chatId: chatOf(taskId), memberId: who })),
    );
    for (const { taskId, who, event } of opened) {
      const task = tasks.get(taskId);
      if (!task || !["message", "link"].includes(expectedProof(task))) continue;
      const { recipient } = task.params;
      const hers = recipient === who || (recipient === chatOf(taskId) && members.has(`${chatOf(taskId)} ${who}`));
      const lateMs = event.occurredAt.getTime() - task.due_at.getTime();
      const inTime = lateMs <= (task.state === "open" ? 0 : LATE_PROOF_MS);
      if (!hers || !inTime) continue;
      proven(unit, taskId, "B", `event:${event.seq}`, event);
      tasks.delete(taskId);
    }
  },
});
