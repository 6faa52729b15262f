import { sql } from "kysely";
import { actionId, type GateSettings, gateSettings, giveBack, openGate, reserveMany, type TouchRequest, type Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { confirmUntil, laterDays, slotsOf, windowOf } from "./rules.ts";
import { setAside } from "./settle.ts";
import type { OpenTask, SendRow } from "./types.ts";
import { type Words, wordsNow } from "./words.ts";

/** Recipients of one transaction: everybody else who asks the gate waits for it. */
const BATCH = 60_000;
const MOST_TASKS = 2_000;
/** Where a member of staff has no room, so many days after are asked. */
const MOST_DAYS = 6;

type Given = OpenTask & { at: Date; until: Date; action: string; dedupeKey: string; staffKey: string };

/**
 * Asks the gate for the next tasks and plans them; answers how many it decided. First each member of staff's attention, at her hour or on a
 * later day of the window, then her recipients. Everything of a task is decided in this one transaction, so that a crash leaves it either open or planned.
 */
export async function planTasks(unit: Unit, send: SendRow): Promise<number> {
  const tasks = await nextTasks(unit, send.id);
  if (tasks.length === 0) return 0;
  const settings = await gateSettings(unit.db, unit.corpId);
  const words = await wordsNow(unit, send.id, send.plan);
  const [written, gone] = [tasks.filter(({ cell }) => words[cell]), tasks.filter(({ cell }) => !words[cell])];
  const { given, none } = await askStaff(unit, send, written, settings);
  const refused = await askRecipients(unit, send, given);
  const reasons = countReasons(refused);
  const left = new Map(given.map(({ no, size }) => [no, size - sum(reasons.get(no))]));
  const planned = given.filter(({ no }) => (left.get(no) ?? 0) > 0);
  for (const task of planned) planOne(unit, send, task, words[task.cell]);
  // Nobody is left to send to: then nobody is asked to confirm either.
  const empty = given.filter(({ no }) => (left.get(no) ?? 0) <= 0);
  for (const task of empty) await giveBack(unit, task.staffKey, "nobody-left");
  const lost = await setAside(
    unit,
    [...none, ...gone.map(({ no }) => ({ no, reason: "content-gone" }))].map(({ no, reason }) => ({
      sendId: send.id,
      no,
      state: "refused",
      reason,
    })),
  );
  await writeAsked(unit, send.id, given, left, reasons);
  await sql`update send set refused = refused + ${refused.length + lost}::int where corp_id = ${unit.corpId} and id = ${send.id}`.execute(
    unit.db,
  );
  return tasks.length;
}

async function nextTasks(unit: Unit, sendId: string): Promise<OpenTask[]> {
  const { rows } = await sql<OpenTask>`select no, sender, cell, size from send_task
    where corp_id = ${unit.corpId} and send_id = ${sendId} and state = 'open' order by no limit ${MOST_TASKS}`.execute(unit.db);
  let sum = 0;
  const end = rows.findIndex(({ size }) => (sum += size) > BATCH);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}

/** The attention of whoever confirms. A correction asks for it too, but is not refused for lack of it. */
async function askStaff(unit: Unit, send: SendRow, tasks: readonly OpenTask[], settings: GateSettings) {
  const window = windowOf(send.plan, unit.now);
  const slots = slotsOf(window, settings);
  const later = new Map(slots.map((slot) => [slot.getTime(), laterDays(slot, window, settings).slice(0, MOST_DAYS)]));
  const plannedBy = `send:${send.id}`;
  const asked = tasks.map((task) => {
    const dedupeKey = `${plannedBy}/${task.no}`;
    const action = actionId(unit.corpId, dedupeKey);
    const slot = slots[(task.no - 1) % Math.max(1, slots.length)];
    const hours = slot ? [slot, ...(later.get(slot.getTime()) ?? [])] : [];
    const requests = hours.map((at): TouchRequest => ({
      budget: "staff",
      recipient: task.sender,
      kind: "confirmation",
      key: `${dedupeKey}|staff|${at.toISOString()}`,
      actionId: action,
      weight: send.kind === "correction" ? 0 : 1,
      at,
      plannedBy,
    }));
    return { task, dedupeKey, action, requests };
  });
  const gate = await openGate(
    unit,
    asked.flatMap(({ requests }) => requests),
  );
  const given: Given[] = [];
  const none: Array<{ no: number; reason: string }> = [];
  for (const { task, dedupeKey, action, requests } of asked) {
    const won = requests.find((request) => gate.ask(request).accepted);
    if (won) given.push({ ...task, at: won.at, until: confirmUntil(won.at, window.until, settings), action, dedupeKey, staffKey: won.key });
    else none.push({ no: task.no, reason: requests.length === 0 ? "no-hour" : "staff-budget" });
  }
  await gate.record();
  return { given, none };
}

function askRecipients(unit: Unit, send: SendRow, given: readonly Given[]) {
  const rows = sql`select t.no as n, t.recipients from send_task t where t.corp_id = ${unit.corpId}
    and t.send_id = ${send.id} and t.no = any(${given.map(({ no }) => no)}::int[])`;
  const { selling, topic, to } = send.plan;
  return reserveMany(
    unit,
    {
      budget: to === "groups" ? "group" : "person",
      kind: to === "groups" ? "group-post" : "mass-send",
      // Who was told a wrong price is owed the right one.
      weight: send.kind === "correction" ? 0 : 1,
      selling: selling && send.kind !== "correction",
      ...(topic === null ? {} : { topic }),
      plannedBy: `send:${send.id}`,
      step: `send:${send.id}`,
      idPrefix: `${derivedId("tch", unit.corpId, send.id)}_`,
    },
    given.map(({ no, action, at }) => ({ n: no, actionId: action, at })),
    rows,
  );
}

function planOne(unit: Unit, send: SendRow, task: Given, words: Words | null | undefined): void {
  if (!words) throw new Error(`task ${task.no} of ${send.id} has no words`);
  unit.plan({
    kind: "mass-task.create",
    dedupeKey: task.dedupeKey,
    plannedBy: `send:${send.id}`,
    runAfter: task.at,
    runUntil: task.until,
    payload: { chatType: send.plan.to === "groups" ? "group" : "single", sender: task.sender, ...words },
  });
}

/** From here on the gate's ledger says who is in a task. One for whom nobody is left is none. */
async function writeAsked(
  unit: Unit,
  sendId: string,
  given: readonly Given[],
  left: ReadonlyMap<number, number>,
  reasons: Reasons,
): Promise<void> {
  if (given.length === 0) return;
  const rows = given.map(({ no, action, at, until }) => ({
    no,
    action,
    at,
    until,
    accepted: left.get(no) ?? 0,
    reasons: Object.fromEntries(reasons.get(no) ?? []),
  }));
  await sql`update send_task t set state = case when r.accepted > 0 then 'planned' else 'none' end, action_id = r.action, run_after = r.at,
      run_until = r.until, accepted = r.accepted, reasons = r.reasons, recipients = null,
      reason = case when r.accepted = 0 then 'nobody-left' end, closed_at = case when r.accepted = 0 then ${unit.now}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(no int, action text, at timestamptz, until timestamptz, accepted int, reasons jsonb)
    where t.corp_id = ${unit.corpId} and t.send_id = ${sendId} and t.no = r.no`.execute(unit.db);
}

type Reasons = ReadonlyMap<number, ReadonlyMap<string, number>>;

function countReasons(refused: ReadonlyArray<{ n: number; reason: string }>): Reasons {
  const found = new Map<number, Map<string, number>>();
  for (const { n, reason } of refused) {
    const of = found.get(n) ?? new Map<string, number>();
    found.set(n, of.set(reason, (of.get(reason) ?? 0) + 1));
  }
  return found;
}

const sum = (counts: ReadonlyMap<string, number> | undefined) => [...(counts?.values() ?? [])].reduce((all, n) => all + n, 0);
