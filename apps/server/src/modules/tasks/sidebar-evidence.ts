import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";
import { proven } from "./evidence.ts";
import { expectedProof, LATE_PROOF_MS, type ProofTask } from "./proof.ts";

type Row = ProofTask & { id: string; assignee: string; state: string; due_at: Date };

/**
 * The sidebar put a task's own content into the chat that it was for, and the client says that it stands there: so it was sent (B).
 * After its time that only shows that a claim was true.
 */
export const sidebarEvidence = reaction({
  name: "tasks.sidebar-evidence",
  on: ["sidebar.sent"],
  after: ["tasks"],
  async react(unit, batch) {
    const sent = only(batch, "sidebar.sent").filter(({ data }) => data.taskId !== null);
    if (sent.length === 0) return;
    const { rows } = await sql<Row>`select id, kind, params, assignee, state, due_at from task where corp_id = ${unit.corpId}
      and id = any(${sent.map(({ data }) => data.taskId)}) and state in ('open', 'claimed', 'unproven')`.execute(unit.db);
    for (const task of rows) {
      const event = sent.find(({ data }) => data.taskId === task.id);
      if (!event || !["message", "link"].includes(expectedProof(task))) continue;
      const hers = event.data.userId === task.assignee && event.data.recipient === (task.params.recipient ?? task.params.chatId);
      const lateMs = event.occurredAt.getTime() - task.due_at.getTime();
      if (hers && lateMs <= (task.state === "open" ? 0 : LATE_PROOF_MS)) proven(unit, task.id, "B", `event:${event.seq}`, event);
    }
  },
});
