import type { Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { tasksByIds } from "#modules/tasks";
import type { TalkRow } from "./read.ts";
import { itemEnds } from "./rules.ts";

type Of = Pick<TalkRow, "id" | "plan" | "starts_at" | "round">;

/** The host's task. A session that is moved has new tasks with the new hour: whoever has one is told anew. */
export const hostTask = (corpId: string, { id, round }: Pick<Of, "id" | "round">): string =>
  round === 0 ? derivedId("tsk", corpId, "talk", id) : derivedId("tsk", corpId, "talk", id, String(round));
export const itemTask = (corpId: string, { id, round }: Pick<Of, "id" | "round">, n: number): string =>
  derivedId("tsk", corpId, "talk", id, String(round), "item", String(n));

/** Items that name somebody: each is a task of theirs. Whoever leads needs none for what nobody else does. */
const named = ({ plan }: Of) => plan.runSheet.map((item, n) => ({ item, n })).filter(({ item }) => item.owner !== "");

export function openTasks(unit: Unit, talk: Of): void {
  const { id, plan, starts_at } = talk;
  const after = (minutes: number) => new Date(starts_at.getTime() + minutes * 60_000);
  const open = (taskId: string, task: { kind: string; assignee: string; dueAt: Date; title: string; text: string; at: Date }) =>
    unit.fact({
      type: "task.opened",
      subject: `task:${taskId}`,
      occurredAt: unit.now,
      sourceKey: `task:${taskId}`,
      data: {
        taskId,
        kind: task.kind,
        assignee: task.assignee,
        subject: `talk:${id}`,
        dueAt: task.dueAt.toISOString(),
        params: { name: { zh: task.title, en: task.title }, text: task.text, at: task.at.toISOString(), evidence: "claim" },
        plannedBy: `talk:${id}`,
        why: `talk:${id}`,
      },
    });
  const host = { kind: "lead-talk", assignee: plan.host, dueAt: after(plan.minutes), title: plan.title, text: "", at: starts_at };
  open(hostTask(unit.corpId, talk), host);
  for (const { item, n } of named(talk)) {
    open(itemTask(unit.corpId, talk, n), {
      kind: "talk-item",
      assignee: item.owner,
      dueAt: after(itemEnds(plan, n)),
      title: `${plan.title} · ${item.title}`,
      text: item.text,
      at: after(item.minute),
    });
  }
}

/** All of them go: it does not take place, or not then. */
export function dropTasks(unit: Unit, talk: Of, reason: string): void {
  cancel(unit, [hostTask(unit.corpId, talk), ...named(talk).map(({ n }) => itemTask(unit.corpId, talk, n))], reason);
}

/** These items were led past: what was somebody's own is done, by what whoever leads did here. */
export function itemsDone(unit: Unit, talk: Of, from: number, to: number): void {
  done(
    unit,
    named(talk).flatMap(({ n }) => (n >= from && n < to ? [itemTask(unit.corpId, talk, n)] : [])),
    talk.id,
  );
}

/** It was held: the host's is done. Items that nobody came to are over; who gave their word for one keeps it. */
export async function endTasks(unit: Unit, talk: TalkRow): Promise<void> {
  done(unit, [hostTask(unit.corpId, talk)], talk.id);
  const left = named(talk).flatMap(({ n }) => (n >= talk.place ? [itemTask(unit.corpId, talk, n)] : []));
  const open = (await tasksByIds(unit, left)).flatMap(({ id, state }) => (state === "open" ? [id] : []));
  cancel(unit, open, "talk-ended");
}

function done(unit: Unit, taskIds: readonly string[], talkId: string): void {
  for (const taskId of taskIds) {
    unit.fact({
      type: "task.done",
      subject: `task:${taskId}`,
      occurredAt: unit.now,
      sourceKey: `task-done:${taskId}`,
      data: { taskId, grade: "B", evidence: `talk:${talkId}` },
    });
  }
}

function cancel(unit: Unit, taskIds: readonly string[], reason: string): void {
  for (const taskId of taskIds) {
    unit.fact({
      type: "task.cancelled",
      subject: `task:${taskId}`,
      occurredAt: unit.now,
      sourceKey: `task-end:${taskId}`,
      data: { taskId, reason },
    });
  }
}
