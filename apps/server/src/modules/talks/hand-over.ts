import { sql } from "kysely";
import type { TalkPlan } from "@shuke/contract";
import { reaction, type Unit } from "#actions";
import { only } from "#log";
import { handOverTasks, tasksByIds } from "#modules/tasks";
import { readTalk, type TalkRow } from "./read.ts";
import { hostTask, itemTask } from "./talk-tasks.ts";

/** Whoever gets a session's task from a colleague leads the session, or has that item of its run sheet, from then on. */
export const followTasks = reaction({
  name: "talks.along",
  on: ["task.handed-over"],
  after: ["tasks"],
  async react(unit, batch) {
    const moves = only(batch, "task.handed-over").map(({ data }) => data);
    const tasks = await tasksByIds(
      unit,
      moves.map(({ taskId }) => taskId),
    );
    const talkOf = new Map(tasks.flatMap(({ id, subject }) => (subject.startsWith("talk:") ? [[id, subject.slice(5)] as const] : [])));
    for (const { taskId, from, to } of moves) {
      const talkId = talkOf.get(taskId);
      if (talkId === undefined) continue;
      const talk = await readTalk(unit, talkId, true);
      const { plan } = talk;
      const host = hostTask(unit.corpId, talk) === taskId && plan.host === from ? to : plan.host;
      const runSheet = plan.runSheet.map((item, n) =>
        item.owner === from && itemTask(unit.corpId, talk, n) === taskId ? { ...item, owner: to } : item,
      );
      await keep(unit, talk, { ...plan, host, runSheet });
    }
  },
});

/**
 * Sessions that somebody leads or has a part in, drafts too, go to the takers, each session whole to one of them, with the tasks that are
 * still open. What is over stays as it was held.
 */
export async function passOnTalks(unit: Unit, from: string, takers: readonly string[], why: string): Promise<void> {
  if (takers.length === 0) return;
  const { rows } = await sql<{ id: string }>`select id from talk where corp_id = ${unit.corpId} and state not in ('closed', 'cancelled')
    and (host = ${from} or plan->'runSheet' @> ${JSON.stringify([{ owner: from }])}::jsonb) order by starts_at, id`.execute(unit.db);
  for (const [n, { id }] of rows.entries()) {
    const talk = await readTalk(unit, id, true);
    const to = takers[n % takers.length] ?? from;
    const { plan } = talk;
    const runSheet = plan.runSheet.map((item) => (item.owner === from ? { ...item, owner: to } : item));
    await keep(unit, talk, { ...plan, host: plan.host === from ? to : plan.host, runSheet });
    const ids = [hostTask(unit.corpId, talk), ...runSheet.map((_, at) => itemTask(unit.corpId, talk, at))];
    const theirs = (await tasksByIds(unit, ids)).filter(({ assignee, state }) => assignee === from && ["open", "claimed"].includes(state));
    handOverTasks(
      unit,
      from,
      theirs.map((task) => ({ taskId: task.id, to })),
      why,
    );
  }
}

/** Nobody saved it, but it is another plan than was read before. */
async function keep(unit: Unit, { id, plan: before }: TalkRow, plan: TalkPlan): Promise<void> {
  const json = JSON.stringify(plan);
  if (json === JSON.stringify(before)) return;
  await sql`update talk set host = ${plan.host}, plan = ${json}, revision = revision + 1, saved_by = null, saved_at = ${unit.now}
    where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
}
