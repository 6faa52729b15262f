import { sql } from "kysely";
import { NOBODY_LEFT, reaction, type Unit } from "#actions";
import { only, type StoredEvent } from "#log";
import { closeTasks, countTasks, finishSends } from "./settle.ts";

type Task = { sendId: string; no: number; actionId: string; msgid: string | null; accepted: number; sendState: string };

/** What became of the tasks of sends, as the platform tells it. What became of their people the gate's ledger has noted by then. */
export const sendResults = reaction({
  name: "sends.results",
  after: ["actions.touches"],
  on: ["mass-task.created", "mass-task.confirmed", "mass-task.delivered", "mass-task.closed", "action.failed", "action.ended"],
  async react(unit, batch) {
    const created = only(batch, "mass-task.created");
    const confirmed = only(batch, "mass-task.confirmed");
    const delivered = only(batch, "mass-task.delivered");
    const closed = only(batch, "mass-task.closed");
    const failed = only(batch, "action.failed").filter(({ data }) => data.kind === "mass-task.create");
    const ended = only(batch, "action.ended").filter(({ data }) => data.kind === "mass-task.create");
    const tasks = await tasksOf(
      unit,
      [...created, ...confirmed, ...delivered, ...closed, ...failed, ...ended].map(({ data }) => data.actionId),
    );
    if (tasks.size === 0) return;
    await note(unit, tasks, created, confirmed);
    await closeTasks(unit, [
      ...over(tasks, closed, ({ data }) => data.why),
      ...over(tasks, failed, ({ data }) => (data.error === NOBODY_LEFT ? "nobody-left" : "wecom-refused")),
      ...over(tasks, ended, ({ data }) => data.how),
    ]);
    await countTasks(unit, [...tasks.values()]);
    // Called off while its call was under way: called off there, too.
    for (const { data } of created) if (tasks.get(data.actionId)?.sendState === "cancelled") cancelTask(unit, data);
    await finishSends(
      unit,
      [...tasks.values()].map(({ sendId }) => sendId),
    );
  },
});

export function cancelTask(unit: Unit, { msgid, actionId, sender }: { msgid: string; actionId: string; sender: string }): void {
  unit.plan({
    kind: "mass-task.cancel",
    dedupeKey: `cancel:${msgid}`,
    plannedBy: `mass-task:${msgid}`,
    runAfter: unit.now,
    payload: { msgid, actionId, sender, why: "called off" },
  });
}

async function tasksOf(unit: Unit, actionIds: readonly string[]): Promise<Map<string, Task>> {
  if (actionIds.length === 0) return new Map();
  const { rows } =
    await sql<Task>`select t.send_id as "sendId", t.no, t.action_id as "actionId", t.msgid, t.accepted, s.state as "sendState"
    from send_task t join send s on s.corp_id = t.corp_id and s.id = t.send_id
    where t.corp_id = ${unit.corpId} and t.action_id = any(${[...new Set(actionIds)]})`.execute(unit.db);
  return new Map(rows.map((row) => [row.actionId, row]));
}

async function note(
  unit: Unit,
  tasks: ReadonlyMap<string, Task>,
  created: ReadonlyArray<StoredEvent<"mass-task.created">>,
  confirmed: ReadonlyArray<StoredEvent<"mass-task.confirmed">>,
): Promise<void> {
  const made = created.flatMap(({ data, occurredAt }) => rowOf(tasks, data.actionId, { msgid: data.msgid, at: occurredAt }));
  await sql`update send_task t set state = 'created', msgid = x.msgid, created_at = x.at
    from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as x("sendId" text, no int, msgid text, at timestamptz)
    where t.corp_id = ${unit.corpId} and t.send_id = x."sendId" and t.no = x.no and t.state in ('planned', 'open')`.execute(unit.db);
  const sure = confirmed.flatMap(({ data }) => rowOf(tasks, data.actionId, { at: data.sentAt }));
  await sql`with sure as (update send_task t set confirmed_at = x.at
      from (select "sendId", no, min(at) as at from jsonb_to_recordset(${JSON.stringify(sure)}::jsonb) as j("sendId" text, no int, at timestamptz)
        group by 1, 2) x
      where t.corp_id = ${unit.corpId} and t.send_id = x."sendId" and t.no = x.no and t.confirmed_at is null returning t.send_id)
    update send s set confirmed = s.confirmed + x.n from (select send_id, count(*)::int as n from sure group by 1) x
    where s.corp_id = ${unit.corpId} and s.id = x.send_id`.execute(unit.db);
}

const rowOf = <T>(tasks: ReadonlyMap<string, Task>, actionId: string, more: T) => {
  const task = tasks.get(actionId);
  return task ? [{ sendId: task.sendId, no: task.no, ...more }] : [];
};

function over<E extends { data: { actionId: string } }>(tasks: ReadonlyMap<string, Task>, events: readonly E[], why: (event: E) => string) {
  return events.flatMap((event) => rowOf(tasks, event.data.actionId, { reason: why(event) }));
}
