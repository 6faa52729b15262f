import { sql } from "kysely";
import { gateSettings, giveBack, isQuiet, nextQuiet, openGate, type TouchRequest, type Unit, withUnit } from "#actions";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { derivedId } from "#kit/ids";
import { tasksByIds } from "#modules/tasks";
import { chatsOf, type OwnedChat } from "./reach.ts";
import { readColumn, SLOT } from "./rows.ts";
import { WAIT_MS } from "./rules.ts";
import type { SlotRow } from "./types.ts";

/** So many slots in one transaction: whoever else asks the gate waits for it. */
const BATCH = 5;

/**
 * Posts by hand whose hour has come: one task for each owner of the class's groups, one post into all of hers, through the gate. An hour
 * that was slept through (the server was down) is made up for as long as the post could still be meant; later it is missed.
 */
export const givePosts: Duty = {
  name: "calendar.posts",
  async run(db, corpId, now) {
    const settings = await gateSettings(db, corpId);
    return withUnit({ db, corpId, actor: system("calendar.posts"), now }, async (unit) => {
      const { rows } = await sql<SlotRow>`select ${SLOT} from calendar_slot s where s.corp_id = ${corpId} and s.state = 'published'
        and s.due_at <= ${now} order by s.due_at, s.id limit ${BATCH} for update skip locked`.execute(unit.db);
      for (const slot of rows) {
        const set = (patch: ReturnType<typeof sql>) =>
          sql`update calendar_slot set ${patch} where corp_id = ${corpId} and id = ${slot.id}`.execute(unit.db);
        const until = new Date(Math.min(slot.dueAt.getTime() + WAIT_MS, nextQuiet(slot.dueAt, settings).getTime()));
        // The official ones are sends, which see to themselves.
        if (slot.road === "send") await set(sql`state = 'given'`);
        else if (now >= until || isQuiet(now, settings)) await set(sql`state = 'missed', reason = 'late'`);
        else {
          const { planned, refused, reason } = await give(unit, slot, until);
          if (planned === 0) await set(sql`state = 'missed', reason = ${reason ?? "no-groups"}, planned = 0, refused = ${refused}`);
          else await set(sql`state = 'given', planned = ${planned}, refused = ${refused}, reason = ${reason}`);
        }
      }
      return rows.length;
    });
  },
  dueAt: (corp) => sql`select s.due_at from calendar_slot s where s.corp_id = ${corp} and s.state = 'published' order by s.due_at limit 1`,
};

const taskOf = (corpId: string, slotId: string, owner: string) => derivedId("tsk", corpId, "calendar", slotId, owner);
const staffKey = (slotId: string, owner: string) => `calendar:${slotId}|${owner}|staff`;
export const groupKey = (slotId: string, chatId: string) => `calendar:${slotId}/${chatId}`;

type Question = { owner: string; chats: OwnedChat[]; staff: TouchRequest; groups: TouchRequest[] };

async function give(unit: Unit, slot: SlotRow, until: Date) {
  const { plan } = await readColumn(unit, slot.columnId);
  const all = await chatsOf(unit, slot.classKey);
  const out: { planned: number; refused: number; reason: string | null } = { planned: 0, refused: 0, reason: null };
  const refuse = (n: number, reason: string) => {
    out.refused += n;
    if (n > 0) out.reason ??= reason;
  };
  refuse(all.filter(({ serves }) => !serves).length, "owner-left");
  const plannedBy = `calendar:${slot.id}`;
  const owners = Map.groupBy(
    all.filter(({ serves }) => serves),
    ({ owner }) => owner,
  );
  const questions = [...owners].map(([owner, chats]): Question => {
    const common = { actionId: taskOf(unit.corpId, slot.id, owner), weight: 1, at: unit.now, plannedBy };
    return {
      owner,
      chats,
      staff: { ...common, budget: "staff", recipient: owner, kind: "hand-task", key: staffKey(slot.id, owner) },
      groups: chats.map(({ chatId }) => ({
        ...common,
        budget: "group",
        recipient: chatId,
        kind: "hand-post",
        selling: plan.selling,
        key: groupKey(slot.id, chatId),
      })),
    };
  });
  const gate = await openGate(
    unit,
    questions.flatMap(({ staff, groups }) => [staff, ...groups]),
  );
  for (const { owner, chats, staff, groups } of questions) {
    const attention = gate.ask(staff);
    if (!attention.accepted) {
      refuse(groups.length, attention.reason);
      continue;
    }
    const taken = chats.filter((_, n) => {
      const group = groups[n];
      const decision = group && gate.ask(group);
      if (decision && !decision.accepted) refuse(1, decision.reason);
      return decision?.accepted === true;
    });
    if (taken.length === 0) gate.giveBack(staff.key, "nobody-left");
    else openTask(unit, slot, { owner, chats: taken, until, name: plan.name });
    out.planned += taken.length;
  }
  await gate.record();
  return out;
}

type Asked = { owner: string; chats: readonly OwnedChat[]; until: Date; name: string };

function openTask(unit: Unit, slot: SlotRow, { owner, chats, until, name }: Asked): void {
  const taskId = taskOf(unit.corpId, slot.id, owner);
  const { link } = slot.plan;
  unit.fact({
    type: "task.opened",
    subject: `task:${taskId}`,
    occurredAt: unit.now,
    sourceKey: `task:${taskId}`,
    data: {
      taskId,
      kind: "hand-post",
      assignee: owner,
      subject: `calendar:${slot.id}`,
      dueAt: until.toISOString(),
      params: {
        name: { zh: name, en: name },
        text: slot.words,
        evidence: "message",
        chats: chats.map((one) => ({ chatId: one.chatId, name: one.name })),
        // Who of a group opens it shows that it was posted there.
        ...(link === null ? {} : { link: { title: link.title, path: `/m/${link.page}?v=calendar.${slot.id}.${taskId}` } }),
      },
      plannedBy: `calendar:${slot.id}`,
      why: `calendar:${slot.id}`,
    },
  });
}

/** Takes back the tasks that nobody has begun with; false where there is none. What was reserved for them is free again. */
export async function dropTasks(unit: Unit, slot: SlotRow): Promise<boolean> {
  const { rows } = await sql<{ taskId: string; chats: string[] }>`select task_id as "taskId", array_agg(chat_id) as chats from calendar_post
    where corp_id = ${unit.corpId} and slot_id = ${slot.id} group by 1`.execute(unit.db);
  const tasks = await tasksByIds(
    unit,
    rows.map(({ taskId }) => taskId),
  );
  const open = tasks.filter(({ state }) => state === "open");
  for (const { id, assignee } of open) {
    unit.fact({
      type: "task.cancelled",
      subject: `task:${id}`,
      occurredAt: unit.now,
      sourceKey: `task-end:${id}`,
      data: { taskId: id, reason: "withdrawn" },
    });
    await giveBack(unit, staffKey(slot.id, assignee), "withdrawn");
    for (const chatId of rows.find(({ taskId }) => taskId === id)?.chats ?? [])
      await giveBack(unit, groupKey(slot.id, chatId), "withdrawn");
  }
  return open.length > 0;
}
