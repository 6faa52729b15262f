import { fill, h5 } from "@shuke/phrases";
import { sql } from "kysely";
import {
  actionId,
  arrived,
  type Gate,
  gateSettings,
  type GateSettings,
  giveBack,
  isQuiet,
  lastConfirm,
  nextOpen,
  openGate,
  reaction,
  RECALLED,
  runUnit,
  type TouchRequest,
  type Unit,
} from "#actions";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { derivedId } from "#kit/ids";
import { only } from "#log";
import { activeRelations, namesOf } from "#modules/customers";
import { servingStaff } from "#modules/org";
import { linkPeopleProjection } from "./project.ts";
import { type LinkRow, pathOf } from "./read.ts";
import { LATE_MS } from "./rules.ts";

const MINUTE = 60_000;
/** People whose time is up within the same quarter of an hour share one confirmation of their friend (law 11). */
const GRID_MS = 15 * MINUTE;
const BATCH = 500;
const TASK_HOURS = 2;

/** The first click on an offer begins her one follow-up; another click, or a second day, begins none. */
export const beginFollow = reaction({
  name: "links.follow",
  on: ["link.clicked"],
  after: [linkPeopleProjection.name],
  async react(unit, batch) {
    const clicks = only(batch, "link.clicked").map(({ data, occurredAt }) => ({
      link: data.linkId,
      who: data.externalUserId,
      at: occurredAt.toISOString(),
    }));
    await sql`insert into link_follow (corp_id, link_id, external_user_id, clicked_at, due_at)
      select l.corp_id, l.id, r.who, min(r.at),
        date_bin(${`${GRID_MS} milliseconds`}::interval, min(r.at) + l.follow_minutes * interval '1 minute', 'epoch'::timestamptz)
      from jsonb_to_recordset(${JSON.stringify(clicks)}::jsonb) as r(link text, who text, at timestamptz)
        join short_link l on l.corp_id = ${unit.corpId} and l.id = r.link
      where l.follow <> 'none' and l.archived_at is null
      group by l.corp_id, l.id, r.who, l.follow_minutes order by l.id, r.who
      on conflict do nothing`.execute(unit.db);
  },
});

type Due = Pick<LinkRow, "code" | "name" | "follow" | "follow_text"> & {
  linkId: string;
  who: string;
  clickedAt: Date;
  bought: boolean;
  archived: boolean;
};

export const followDuty: Duty = {
  name: "links.follow",
  dueAt: (corp) => sql`select min(due_at) from link_follow where corp_id = ${corp} and due_at is not null`,
  async run(db, corpId, now) {
    return db.transaction().execute((tx) => runUnit({ db: tx, corpId, now, actor: system("links.follow") }, followUp));
  },
};

type Ending = { state: string; reason?: string; userId?: string };

async function followUp(unit: Unit): Promise<number> {
  const { rows } = await sql<Due>`select f.link_id as "linkId", f.external_user_id as who, f.clicked_at as "clickedAt",
      l.code, l.name, l.follow, l.follow_text, l.archived_at is not null as archived, coalesce(p.bought_at is not null, false) as bought
    from link_follow f join short_link l on l.corp_id = f.corp_id and l.id = f.link_id
      left join link_person p on p.corp_id = f.corp_id and p.link_id = f.link_id and p.external_user_id = f.external_user_id
    where f.corp_id = ${unit.corpId} and f.due_at <= ${unit.now}
    order by f.due_at, f.link_id, f.external_user_id limit ${BATCH} for update of f skip locked`.execute(unit.db);
  if (rows.length === 0) return 0;
  const settings = await gateSettings(unit.db, unit.corpId);
  const left = rows.filter((row) => !settledBefore(row));
  for (const row of rows) {
    const ending = settledBefore(row);
    if (ending) await end(unit, row, ending);
  }
  await interrupt(unit, left, settings);
  return rows.length;
}

const settledBefore = ({ bought, archived, follow }: Due): Ending | null =>
  bought ? { state: "bought" } : archived || follow === "none" ? { state: "off" } : null;

/** Never at night, and not when it is too late in the evening for anybody to confirm; what would come half a day later does not come. */
async function interrupt(unit: Unit, rows: readonly Due[], settings: GateSettings): Promise<void> {
  const { now } = unit;
  const until = lastConfirm(now, settings);
  const closed = (row: Due) => isQuiet(now, settings) || (row.follow === "send" && until <= now);
  const opens = nextOpen(new Date(Math.max(now.getTime(), until.getTime()) + MINUTE), settings);
  const open: Due[] = [];
  for (const row of rows) {
    const at = closed(row) ? opens : now;
    if (at.getTime() - row.clickedAt.getTime() > LATE_MS) await end(unit, row, { state: "late" });
    else if (at > now) await postpone(unit, row, at);
    else open.push(row);
  }
  const friends = await friendsOfAll(unit, open);
  const packs = new Map<string, { sender: string; rows: Due[] }>();
  for (const row of open) {
    const sender = friends.get(row.who);
    if (sender === undefined) {
      await end(unit, row, { state: "nobody" });
      continue;
    }
    // A task is about one person; a confirmation about all who are his.
    const key = `${row.linkId}|${sender}${row.follow === "task" ? `|${row.who}` : ""}`;
    const pack = packs.get(key);
    if (pack) pack.rows.push(row);
    else packs.set(key, { sender, rows: [row] });
  }
  const questions = [...packs.values()].map((pack) => questionsOf(unit, pack));
  if (questions.length === 0) return;
  const gate = await openGate(
    unit,
    questions.flatMap(({ staff, people }) => [staff, ...people]),
  );
  const names = await namesOf(
    unit,
    open.map(({ who }) => who),
  );
  for (const question of questions) await ask(unit, gate, question, { until, names });
  await gate.record();
}

/** Whoever became her friend last and is at work. */
async function friendsOfAll(unit: Unit, rows: readonly Due[]): Promise<Map<string, string>> {
  const relations = await activeRelations(unit, [...new Set(rows.map(({ who }) => who))]);
  const staff = [...new Set([...relations.values()].flat().map(({ userId }) => userId))];
  const serving = new Set((await servingStaff(unit, staff)).map(({ userId }) => userId));
  return new Map(
    [...relations].flatMap(([who, all]) => {
      const last = all.findLast(({ userId }) => serving.has(userId));
      return last ? [[who, last.userId] as const] : [];
    }),
  );
}

type Question = { sender: string; rows: Due[]; action: string; dedupeKey: string; staff: TouchRequest; people: TouchRequest[] };
const touchKey = (linkId: string, who: string) => `link:${linkId}:${who}`;
const taskOf = (unit: Pick<Unit, "corpId">, { linkId, who }: Pick<Due, "linkId" | "who">) =>
  derivedId("tsk", unit.corpId, "link", linkId, who);

function questionsOf(unit: Unit, { sender, rows }: { sender: string; rows: Due[] }): Question {
  const [first] = rows;
  if (!first) throw new Error("a pack of nobody");
  const plannedBy = `link:${first.linkId}`;
  const dedupeKey = [plannedBy, sender, unit.now.toISOString(), first.who].join("|");
  const isTask = first.follow === "task";
  const action = isTask ? taskOf(unit, first) : actionId(unit.corpId, dedupeKey);
  const common = { actionId: action, weight: 1, at: unit.now, plannedBy };
  return {
    sender,
    rows,
    action,
    dedupeKey,
    staff: { ...common, budget: "staff", recipient: sender, kind: isTask ? "hand-task" : "confirmation", key: `${dedupeKey}|staff` },
    people: rows.map(({ linkId, who }) => ({
      ...common,
      budget: "person",
      recipient: who,
      // A task ends in her chat by her friend's own hand.
      kind: isTask ? "sidebar" : "mass-send",
      key: touchKey(linkId, who),
    })),
  };
}

type Words = { until: Date; names: ReadonlyMap<string, string> };

async function ask(unit: Unit, gate: Gate, question: Question, { until, names }: Words): Promise<void> {
  const { rows, staff, people, sender } = question;
  const answer = gate.ask(staff);
  if (!answer.accepted) {
    for (const row of rows) await end(unit, row, { state: "refused", reason: answer.reason, userId: sender });
    return;
  }
  const accepted: Due[] = [];
  for (const [n, row] of rows.entries()) {
    const request = people[n];
    if (!request) continue;
    const one = gate.ask(request);
    if (one.accepted) accepted.push(row);
    else await end(unit, row, { state: "refused", reason: one.reason, userId: sender });
  }
  const [first] = accepted;
  if (!first) return gate.giveBack(staff.key, "nobody-left");
  if (first.follow === "task") {
    openTask(unit, first, sender, names.get(first.who));
    return end(unit, first, { state: "tasked", userId: sender });
  }
  unit.plan({
    kind: "mass-task.create",
    dedupeKey: question.dedupeKey,
    plannedBy: staff.plannedBy,
    runAfter: unit.now,
    runUntil: until,
    payload: {
      chatType: "single",
      sender,
      text: first.follow_text,
      attachments: [{ msgtype: "link", link: { title: first.name, url: pathOf(first.code) } }],
    },
  });
  for (const row of accepted) await end(unit, row, { state: "sent", userId: sender });
}

function openTask(unit: Unit, row: Due, assignee: string, name: string | undefined): void {
  const taskId = taskOf(unit, row);
  const titleIn = (language: "zh-CN" | "en") => {
    const words = h5[language].follow;
    return fill(words.title, { name: name ?? words.somebody, link: row.name });
  };
  unit.fact({
    type: "task.opened",
    subject: `task:${taskId}`,
    sourceKey: `task:${taskId}`,
    occurredAt: unit.now,
    data: {
      taskId,
      kind: "follow-link",
      assignee,
      subject: `link:${row.linkId}`,
      dueAt: new Date(unit.now.getTime() + TASK_HOURS * 60 * MINUTE).toISOString(),
      params: {
        name: { zh: titleIn("zh-CN"), en: titleIn("en") },
        recipient: row.who,
        evidence: "link",
        text: row.follow_text,
        // Her opening it shows that she got it.
        link: { title: row.name, path: `${pathOf(row.code)}?v=lnk.follow.${taskId}` },
        reminderHours: TASK_HOURS / 2,
        escalationHours: TASK_HOURS * 12,
      },
      plannedBy: `link:${row.linkId}`,
      why: `link:${row.linkId}`,
    },
  });
}

async function end(unit: Unit, { linkId, who }: Due, { state, reason, userId }: Ending): Promise<void> {
  await sql`update link_follow set state = ${state}, reason = ${reason ?? null}, user_id = ${userId ?? null}, due_at = null
    where corp_id = ${unit.corpId} and link_id = ${linkId} and external_user_id = ${who}`.execute(unit.db);
}

async function postpone(unit: Unit, { linkId, who }: Due, at: Date): Promise<void> {
  await sql`update link_follow set due_at = ${at}
    where corp_id = ${unit.corpId} and link_id = ${linkId} and external_user_id = ${who}`.execute(unit.db);
}

/** What a task had reserved of her attention is spent once it is shown, and given back when nobody wrote to her. */
export const taskEnded = reaction({
  name: "links.task-ended",
  on: ["task.done", "task.unproven", "task.cancelled"],
  after: ["tasks"],
  async react(unit, batch) {
    const ended = [...only(batch, "task.done"), ...only(batch, "task.unproven"), ...only(batch, "task.cancelled")];
    const { rows } = await sql<{ id: string; linkId: string; who: string }>`select id, substr(subject, 6) as "linkId",
        params ->> 'recipient' as who from task where corp_id = ${unit.corpId} and kind = 'follow-link'
      and id = any(${ended.map(({ data }) => data.taskId)})`.execute(unit.db);
    const tasks = new Map(rows.map((row) => [row.id, row]));
    for (const { type, data } of ended) {
      const task = tasks.get(data.taskId);
      if (!task) continue;
      const key = touchKey(task.linkId, task.who);
      await (type === "task.done" ? arrived(unit, key) : giveBack(unit, key, RECALLED));
    }
  },
});
