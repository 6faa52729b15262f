import { fill, h5 } from "@shuke/phrases";
import { reaction, type Unit } from "#actions";
import { only, type StoredEvent } from "#log";
import { corpLanguage } from "#modules/org";
import { handOverTasks, tasksByIds } from "#modules/tasks";
import { readRows, ticketsProjection } from "./project.ts";
import { isLive } from "./rules.ts";
import { readSettings } from "./settings.ts";
import { subjectOf } from "./subject.ts";
import { replyPath, ticketTaskId } from "./task-id.ts";
import type { TicketRow } from "./types.ts";

const HOUR = 3_600_000;

/**
 * Whoever has a case has a task: reminded before the agreed time, her manager told after it. The answer is a claim, until the archive
 * or her opening of the answer shows it.
 */
export const ticketTasks = reaction({
  name: "tickets.tasks",
  on: ["ticket.noted", "ticket.assigned", "ticket.moved", "ticket.answered", "ticket.closed", "ticket.reopened"],
  after: [ticketsProjection.name, "tasks"],
  async react(unit, batch) {
    const events = batch.filter((event) => "ticketId" in event.data);
    const ids = [
      ...new Set(events.flatMap(({ data }) => ("ticketId" in data && typeof data.ticketId === "string" ? [data.ticketId] : []))),
    ];
    const rows = new Map((await readRows(unit.db, unit.corpId, ids)).map((row) => [row.id, row]));
    const { remindMinutes } = await readSettings(unit);
    const { reply } = h5[await corpLanguage(unit)].ask;
    const idOf = (row: TicketRow, round = row.round) => ticketTaskId(unit.corpId, row.id, round);
    const tasks = new Map(
      (
        await tasksByIds(
          unit,
          [...rows.values()].map((row) => idOf(row)),
        )
      ).map((task) => [task.id, task]),
    );
    for (const { data, seq } of [...only(batch, "ticket.moved"), ...only(batch, "ticket.reopened")]) {
      const row = rows.get(data.ticketId);
      if (row) end(unit, idOf(row, data.round - 1), "moved", seq);
    }
    for (const { data, seq, occurredAt } of only(batch, "ticket.answered")) {
      const row = rows.get(data.ticketId);
      // What nobody had is nobody's task.
      if (!row || row.owner === null || row.answered_at?.getTime() !== occurredAt.getTime()) continue;
      unit.fact({
        type: "task.claimed",
        subject: `task:${idOf(row)}`,
        occurredAt,
        causeSeq: seq,
        sourceKey: `claim:${idOf(row)}`,
        data: { taskId: idOf(row), by: data.by, note: "" },
      });
    }
    for (const { data, seq } of only(batch, "ticket.closed")) {
      const row = rows.get(data.ticketId);
      if (row?.state === "closed" && row.answered_at === null) end(unit, idOf(row), `ticket-${data.why}`, seq);
    }
    for (const row of rows.values()) {
      if (!isLive(row.state) || row.owner === null) continue;
      const task = tasks.get(idOf(row));
      if (!task) open(unit, row, { remindMinutes, reply }, lastOf(events, row.id));
      else if (task.assignee !== row.owner) handOverTasks(unit, task.assignee, [{ taskId: task.id, to: row.owner }], "ticket");
    }
  },
});

const lastOf = (events: readonly StoredEvent[], ticketId: string) =>
  events.findLast(({ data }) => "ticketId" in data && data.ticketId === ticketId);

function open(
  unit: Unit,
  row: TicketRow,
  { remindMinutes, reply }: { remindMinutes: number; reply: string },
  cause: StoredEvent | undefined,
): void {
  const taskId = ticketTaskId(unit.corpId, row.id, row.round);
  const occurredAt = cause?.occurredAt ?? unit.now;
  const hours = Math.max(0, (row.due_at.getTime() - occurredAt.getTime()) / HOUR);
  const recipient = row.external_user_id ?? row.chat_id;
  const short = row.text.length > 40 ? `${row.text.slice(0, 39)}…` : row.text;
  unit.fact({
    type: "task.opened",
    subject: `task:${taskId}`,
    sourceKey: `task:${taskId}`,
    occurredAt,
    ...(cause ? { causeSeq: cause.seq } : {}),
    data: {
      taskId,
      kind: "answer-ticket",
      assignee: row.owner ?? "",
      subject: `ticket:${row.id}`,
      dueAt: row.due_at.toISOString(),
      params: {
        ticketId: row.id,
        name: { zh: short, en: short },
        chatId: row.chat_id,
        ...(recipient === null
          ? { evidence: "claim" }
          : {
              evidence: "link",
              recipient,
              text: fill(reply, { text: short }),
              // Her opening it shows that she got the answer; the page says nothing before there is one.
              link: { title: short, path: replyPath(unit.corpId, row) },
            }),
        ticketKind: row.kind,
        reminderHours: Math.max(0, hours - remindMinutes / 60),
        escalationHours: hours,
      },
      plannedBy: `ticket:${row.id}`,
      why: `ticket:${row.id}`,
    },
  });
}

function end(unit: Unit, taskId: string, reason: string, causeSeq: number): void {
  unit.fact({
    type: "task.cancelled",
    subject: `task:${taskId}`,
    occurredAt: unit.now,
    causeSeq,
    sourceKey: `task-end:${taskId}`,
    data: { taskId, reason },
  });
}

/** What shows that she got the answer; and a colleague who took over the task has the case. */
export const ticketProof = reaction({
  name: "tickets.proof",
  on: ["task.done", "task.handed-over"],
  after: [ticketsProjection.name, "tasks"],
  async react(unit, batch) {
    const taskIds = [...only(batch, "task.done"), ...only(batch, "task.handed-over")].map(({ data }) => data.taskId);
    const tasks = new Map((await tasksByIds(unit, taskIds)).filter(({ kind }) => kind === "answer-ticket").map((task) => [task.id, task]));
    const ticketOf = (taskId: string) => tasks.get(taskId)?.subject.slice("ticket:".length) ?? "";
    const rows = new Map((await readRows(unit.db, unit.corpId, [...tasks.keys()].map(ticketOf))).map((row) => [row.id, row]));
    for (const { data, seq, occurredAt } of only(batch, "task.done")) {
      const row = rows.get(ticketOf(data.taskId));
      if (!row || data.grade === "C") continue;
      unit.fact({
        type: "ticket.shown",
        subject: subjectOf(unit.corpId, row.id, row.external_user_id),
        occurredAt,
        causeSeq: seq,
        sourceKey: `ticket-shown:${data.taskId}`,
        data: { ticketId: row.id, grade: data.grade, evidence: data.evidence },
      });
    }
    for (const { data, seq, occurredAt } of only(batch, "task.handed-over")) {
      const row = rows.get(ticketOf(data.taskId));
      if (!row || !isLive(row.state) || row.owner === tasks.get(data.taskId)?.assignee) continue;
      unit.fact({
        type: "ticket.assigned",
        subject: subjectOf(unit.corpId, row.id, row.external_user_id),
        occurredAt,
        causeSeq: seq,
        data: { ticketId: row.id, owner: data.to, why: data.why },
      });
    }
  },
});
