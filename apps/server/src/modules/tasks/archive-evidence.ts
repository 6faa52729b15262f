import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";
import { archivedTexts } from "#modules/archive";
import { proven } from "./evidence.ts";
import { expectedProof, LATE_PROOF_MS, type ProofTask, saysSo } from "./proof.ts";

type Row = ProofTask & { id: string; assignee: string; state: string; opened_at: Date; due_at: Date };

/**
 * The archive has what somebody wrote: to the one or into the group that her task is about, after she was asked, and saying what was to
 * be said (A). Written after the task's time it counts for nothing; read later than that it still does.
 */
export const archiveEvidence = reaction({
  name: "tasks.archive-evidence",
  on: ["archive.messages"],
  after: ["tasks"],
  async react(unit, batch) {
    const said = only(batch, "archive.messages").flatMap((event) =>
      event.data.messages
        .filter((message) => message.sender === message.staff && message.sender !== "")
        .map((message) => ({ ...message, to: message.room === "" ? message.customer : message.room, event })),
    );
    if (said.length === 0) return;
    const { rows } = await sql<Row>`select id, kind, params, assignee, state, opened_at, due_at from task
      where corp_id = ${unit.corpId} and assignee = any(${[...new Set(said.map(({ sender }) => sender))]})
        and state in ('open', 'claimed', 'unproven') and due_at > ${new Date(unit.now.getTime() - LATE_PROOF_MS)} order by id`.execute(
      unit.db,
    );
    const tasks = rows.filter((task) => ["message", "link"].includes(expectedProof(task)));
    const fits = (task: Row, message: (typeof said)[number]) => {
      const at = Date.parse(message.at);
      const inTime = at >= task.opened_at.getTime() && at <= task.due_at.getTime();
      return inTime && message.sender === task.assignee && message.to === task.params.recipient;
    };
    const near = said.filter((message) => tasks.some((task) => fits(task, message)));
    const texts = await archivedTexts(
      unit,
      near.map(({ msgid }) => msgid),
    );
    for (const task of tasks) {
      const proof = near.find((message) => fits(task, message) && saysSo(task.params.text ?? "", texts.get(message.msgid) ?? ""));
      if (proof) proven(unit, task.id, "A", `archive:${proof.msgid}`, { seq: proof.event.seq, occurredAt: new Date(proof.at) });
    }
  },
});
