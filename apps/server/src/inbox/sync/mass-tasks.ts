import { createHash } from "node:crypto";
import { collect, WecomError, type WecomClient } from "@shuke/wecom";
import { sql } from "kysely";
import { type Unit, reaction, runUnit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { log } from "#kit/log";
import { only, type Handler } from "#log";
import type { WecomClients } from "../../wecom-clients.ts";

const POLL_MS = 30 * 60_000;
const REMIND_AFTER_MS = 3 * 3_600_000;
const LAST_REMINDER_MS = 3_600_000;

/** Nobody tells us that a member of staff has confirmed (wecom-api §7.6 no. 23): each task is asked about until it ends. */
export const watchMassTasks: Handler = reaction({
  name: "inbox.watch-mass-tasks",
  on: ["mass-task.created"],
  async react(unit, batch) {
    const rows = only(batch, "mass-task.created").map(({ data }) => ({ key: data.msgid }));
    await sql`insert into sync_due (corp_id, family, key, due_at, reason)
      select ${unit.corpId}, 'mass-task', key, ${nextPoll(unit.now)}, 'created'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(key text) on conflict do nothing`.execute(unit.db);
  },
});

/** On a half-hour grid, so that many tasks are asked about in one go. */
const nextPoll = (now: Date) => new Date(Math.floor(now.getTime() / POLL_MS) * POLL_MS + POLL_MS);

type Task = {
  msgid: string;
  action_id: string;
  sender: string;
  chat_type: "single" | "group";
  created_at: Date;
  confirmed: boolean;
  run_until: Date | null;
  cancel: string | null;
  open: string[] | null;
};

type Seen = { sentAt: Date | null; results: Array<{ recipient: string; status: number; at: string }> };

export function massTaskDuty(wecom: WecomClients): Duty {
  return {
    name: "sync.mass-tasks",
    async run(db, corpId, now) {
      const tasks = await readDue(db, corpId, now);
      for (const task of tasks) {
        try {
          const seen = await ask(await wecom.of(corpId), task);
          await db
            .transaction()
            .execute((tx) => runUnit({ db: tx, corpId, actor: system("sync.mass-tasks"), now }, (unit) => conclude(unit, task, seen)));
        } catch (error) {
          await putOff(db, corpId, task.msgid, new Date(now.getTime() + 60_000), error);
        }
      }
      return tasks.length;
    },
    dueAt: (corp) => sql`select min(due_at) from sync_due where corp_id = ${corp} and family = 'mass-task'`,
  };
}

async function readDue(db: Db, corpId: string, now: Date): Promise<Task[]> {
  const { rows } = await sql<Task>`select m.msgid, m.action_id, m.sender, m.chat_type, m.created_at,
      m.confirmed_at is not null as confirmed, a.run_until,
      (select c.status from planned_action c where c.corp_id = m.corp_id and c.dedupe_key = 'cancel:' || m.msgid) as cancel,
      (select array_agg(t.recipient order by t.recipient) from touch t where t.corp_id = m.corp_id
        and t.action_id = m.action_id and t.budget <> 'staff' and t.state = 'reserved') as open
    from sync_due d join mass_task m on m.corp_id = d.corp_id and m.msgid = d.key
    join planned_action a on a.corp_id = m.corp_id and a.id = m.action_id
    where d.corp_id = ${corpId} and d.family = 'mass-task' and d.due_at <= ${now} order by m.msgid limit 100`.execute(db);
  return rows;
}

async function ask(client: WecomClient, task: Task): Promise<Seen> {
  const { msgid, sender } = task;
  const tasks = await collect(client.massMessage.tasksPages({ msgid }), (page) => page.task_list);
  const mine = tasks.find((one) => one.userid === sender);
  const sentAt = mine?.status === 2 ? new Date((mine.send_time ?? 0) * 1000) : null;
  const sent = await collect(client.massMessage.resultsPages({ msgid, userid: sender }), (page) => page.send_list);
  const results = sent
    .filter((one) => one.status !== 0)
    .map((one) => ({
      recipient: (task.chat_type === "single" ? one.external_userid : one.chat_id) ?? "",
      status: one.status,
      at: new Date((one.send_time || Math.floor((sentAt ?? task.created_at).getTime() / 1000)) * 1000).toISOString(),
    }));
  return { sentAt, results };
}

async function conclude(unit: Unit, task: Task, seen: Seen): Promise<void> {
  const base = { msgid: task.msgid, actionId: task.action_id, sender: task.sender };
  const subject = `staff:${task.sender}`;
  const open = new Set(task.open);
  if (seen.sentAt && !task.confirmed) {
    unit.fact({
      type: "mass-task.confirmed",
      subject,
      occurredAt: seen.sentAt,
      sourceKey: `${task.msgid}:${task.sender}:confirmed`,
      data: { ...base, sentAt: seen.sentAt.toISOString() },
    });
  }
  const fresh = seen.results.filter((result) => open.has(result.recipient));
  for (const result of fresh) open.delete(result.recipient);
  if (fresh.length > 0) {
    const key = createHash("sha256").update(JSON.stringify(fresh)).digest("hex").slice(0, 24);
    unit.fact({
      type: "mass-task.delivered",
      subject,
      occurredAt: unit.now,
      sourceKey: `${task.msgid}:delivered:${key}`,
      data: { ...base, results: fresh },
    });
  }
  const closeAt = task.run_until ?? new Date(task.created_at.getTime() + 24 * 3_600_000);
  if (open.size === 0) return close(unit, task, [], "complete");
  // Called off by somebody, or at its end: what it did until then is known now.
  if (task.cancel === "sent" || task.cancel === "failed") {
    return close(unit, task, [...open], unit.now < closeAt ? "cancelled" : "not-confirmed");
  }
  if (unit.now < closeAt) {
    remind(unit, task, seen, closeAt);
    return due(unit, task.msgid, nextPoll(unit.now) < closeAt ? nextPoll(unit.now) : closeAt);
  }
  // Ended before the quiet hours or with the offer, so that a late tap sends nothing (E8); then asked once more.
  unit.plan({
    kind: "mass-task.cancel",
    dedupeKey: `cancel:${task.msgid}`,
    plannedBy: `mass-task:${task.msgid}`,
    runAfter: unit.now,
    payload: { ...base, why: "not confirmed in time" },
  });
  return due(unit, task.msgid, new Date(unit.now.getTime() + 60_000));
}

/** Two reminders go by themselves, after three hours and an hour before the end; WeCom allows three a day, and one is left to people. */
function remind(unit: Unit, task: Task, seen: Seen, closeAt: Date) {
  if (seen.sentAt || task.cancel !== null) return;
  const since = unit.now.getTime() - task.created_at.getTime();
  const isLast = closeAt.getTime() - unit.now.getTime() <= LAST_REMINDER_MS && since >= 2 * LAST_REMINDER_MS;
  if (since < REMIND_AFTER_MS && !isLast) return;
  unit.plan({
    kind: "mass-task.remind",
    dedupeKey: `remind:${task.msgid}:${isLast ? 2 : 1}`,
    plannedBy: `mass-task:${task.msgid}`,
    runAfter: unit.now,
    payload: { msgid: task.msgid, actionId: task.action_id, sender: task.sender },
  });
}

async function close(unit: Unit, task: Task, unsent: readonly string[], why: string) {
  unit.fact({
    type: "mass-task.closed",
    subject: `staff:${task.sender}`,
    occurredAt: unit.now,
    sourceKey: `${task.msgid}:closed`,
    data: { msgid: task.msgid, actionId: task.action_id, sender: task.sender, why, unsent: [...unsent] },
  });
  await sql`delete from sync_due where corp_id = ${unit.corpId} and family = 'mass-task' and key = ${task.msgid}`.execute(unit.db);
}

async function due(unit: Unit, msgid: string, at: Date) {
  await sql`update sync_due set due_at = ${at}, attempts = 0, last_error = null
    where corp_id = ${unit.corpId} and family = 'mass-task' and key = ${msgid}`.execute(unit.db);
}

async function putOff(db: Db, corpId: string, msgid: string, at: Date, error: unknown) {
  const text = error instanceof Error ? error.message : String(error);
  // 41063: WeCom is still handing the task out. Everything else is worth a line.
  if (!(error instanceof WecomError && error.errcode === 41063)) log.warn({ msgid, err: text }, "a mass task was not answered");
  await sql`update sync_due set due_at = ${at}, attempts = attempts + 1, last_error = ${text.slice(0, 500)}
    where corp_id = ${corpId} and family = 'mass-task' and key = ${msgid}`.execute(db);
}
