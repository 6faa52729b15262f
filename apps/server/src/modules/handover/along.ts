import { reaction, type Unit } from "#actions";
import { only } from "#log";
import { passOnSteps, recipientsOf } from "#modules/sops";
import { passOnTalks } from "#modules/talks";
import { handOverTasks, openTasksOf } from "#modules/tasks";
import { readHandover, readItems } from "./read.ts";
import { readTakers } from "./takers.ts";
import type { Handover } from "./types.ts";
import { sql } from "kysely";

type Moved = { key: string; to: string };

/**
 * What was begun goes along: whoever is taken over goes on in her SOPs with the taker, and so do the tasks about her and about the
 * group. Tasks about nobody in the plan, and sessions, go to the takers at once, in turn, whoever has the fewest customers first.
 */
export const passAlong = reaction({
  name: "handover.along",
  on: ["handover.started", "handover.resulted", "handover.set-aside"],
  after: ["handover", "sops", "tasks"],
  async react(unit, batch) {
    for (const { data } of only(batch, "handover.started")) await passOnFree(unit, await readHandover(unit, data.handoverId));
    const done = new Map<string, Moved[]>();
    const add = (id: string, moved: readonly Moved[]) => void (moved.length > 0 && done.set(id, [...(done.get(id) ?? []), ...moved]));
    for (const { data } of only(batch, "handover.resulted")) {
      add(
        data.handoverId,
        data.results.flatMap(({ key, how }) => (how === "done" ? [{ key, to: data.to }] : [])),
      );
    }
    for (const { data } of only(batch, "handover.set-aside")) {
      const keys = data.items.flatMap((item) => (item.state === "done" ? [item.key] : []));
      if (keys.length === 0) continue;
      add(data.handoverId, await readItems(unit, sql`i.handover_id = ${data.handoverId} and i.key = any(${keys})`, keys.length * 2));
    }
    for (const [id, moved] of done) await follow(unit, await readHandover(unit, id), moved);
  },
});

async function follow(unit: Unit, { id, userId }: Handover, moved: readonly Moved[]): Promise<void> {
  await passOnSteps(
    unit,
    userId,
    moved.map(({ key, to }) => ({ recipient: key, to })),
  );
  const to = new Map(moved.map((one) => [one.key, one.to]));
  const about = await subjectsOf(unit, userId);
  const tasks = about.flatMap(({ taskId, key }) => {
    const taker = to.get(key ?? "");
    return taker === undefined ? [] : [{ taskId, to: taker }];
  });
  handOverTasks(unit, userId, tasks, `handover:${id}`);
}

async function passOnFree(unit: Unit, plan: Handover): Promise<void> {
  const takers = (await readTakers(unit, plan)).toSorted((a, b) => a.customers - b.customers || (a.userId < b.userId ? -1 : 1));
  const ids = takers.map(({ userId }) => userId);
  await freeTasks(unit, plan, ids);
  // Whoever gives customers back keeps the sessions that are hers.
  if (plan.undoOf === null) await passOnTalks(unit, plan.userId, ids, `handover:${plan.id}`);
}

async function freeTasks(unit: Unit, plan: Handover, takers: readonly string[]): Promise<void> {
  const about = await subjectsOf(unit, plan.userId);
  const items = await readItems(unit, sql`i.handover_id = ${plan.id} and i.key = any(${about.flatMap(({ key }) => key ?? [])})`, 2000);
  const known = new Set(items.map(({ key }) => key));
  const free = about.filter(({ key }) => key === null || !known.has(key));
  if (free.length === 0) return;
  const moves = free.flatMap(({ taskId }, n) => {
    const taker = takers[n % takers.length];
    return taker === undefined ? [] : [{ taskId, to: taker }];
  });
  handOverTasks(unit, plan.userId, moves, `handover:${plan.id}`);
}

/** Open tasks of the leaver with the customer or group that each is about. */
async function subjectsOf(unit: Unit, userId: string): Promise<Array<{ taskId: string; key: string | null }>> {
  // Those of a session go with it, all to one taker.
  const tasks = (await openTasksOf(unit, userId)).filter(({ subject }) => !subject.startsWith("talk:"));
  const after = (subject: string, prefix: string) => (subject.startsWith(prefix) ? subject.slice(prefix.length) : null);
  const recipients = await recipientsOf(
    unit,
    tasks.flatMap(({ subject }) => after(subject, "enrolment:") ?? []),
  );
  return tasks.map(({ id, subject }) => {
    const enrolment = after(subject, "enrolment:");
    return { taskId: id, key: enrolment === null ? after(subject, "chat:") : (recipients.get(enrolment) ?? null) };
  });
}
