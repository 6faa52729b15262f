import { api, type SendPlan } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { massTasks, reserve, touchLedger } from "#actions";
import type { Ctx } from "#kit/ctx";
import { groupId } from "#kit/ids";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { cancelSend, correctSend, remindSend, retargetSend } from "./call-off.ts";
import { forecastSend } from "./foresee.ts";
import { duties, handlers } from "./index.ts";
import { peopleOf } from "./people.ts";
import { createSend } from "./save-send.ts";
import { getSend, listRecipients, listSenders, listSends } from "./screens.ts";
import { saveSettings } from "./settings.ts";
import { approveSend, refuseSend, sendsToApprove, submitSend } from "./submit.ts";
import { trySend } from "./trial.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  for (const who of ["anna", "bert"]) await corp.staff(who);
  for (const who of ["wm1", "wm2", "wm3", "wm4"]) await corp.befriend(who, "anna", "");
  corp.advance(HOUR);
  for (const who of ["wm4", "wm5"]) await corp.befriend(who, "bert", "");
  await settle();
});

const read = () => corp.drainWith([massTasks, touchLedger, ...handlers]);
/** Until no duty has anything to do at this instant. */
async function settle(): Promise<void> {
  await read();
  for (const duty of duties) {
    while ((await duty.run(database.db, corp.corpId, corp.ctx().now)) > 0) await read();
  }
  await read();
}
const as = (id: string): Ctx => ({ ...corp.ctx(), actor: { kind: "user", id } });
const inHours = (hours: number) => new Date(corp.ctx().now.getTime() + hours * HOUR).toISOString();
async function made(more: Partial<SendPlan> = {}) {
  const plan = { name: "新品", to: "customers", audience: { everyone: true }, content: { text: "新品到店" }, until: inHours(5), ...more };
  return createSend(as("op"), api.sends.create.input.parse({ plan }));
}
async function gone(more: Partial<SendPlan> = {}) {
  const { id } = await made(more);
  await submitSend(as("op"), { id });
  await settle();
  return id;
}
const people = async (id: string) =>
  (
    await sql<{
      line: string;
    }>`select p.recipient || ' ' || coalesce(t.sender, '-') || ' ' || p.state || coalesce(' ' || p.reason, '') as line
      from (${peopleOf(corp.corpId, id)}) p left join send_task t on t.corp_id = ${corp.corpId} and t.send_id = ${id} and t.no = p.no
      order by 1`.execute(database.db)
  ).rows.map(({ line }) => line);
const creates = () => corp.actions("mass-task.create");
/** WeCom took the call of this member of staff. */
async function wecomTakes(sender: string, failed: string[] = []) {
  const found = (await creates()).findLast(({ payload }) => payload["sender"] === sender);
  if (!found) throw new Error(`no task for ${sender}`);
  const { rows } = await sql<{ recipient: string; planned_by: string }>`select recipient, planned_by from touch
    where corp_id = ${corp.corpId} and action_id = ${found.id} and budget <> 'staff' and state = 'reserved' order by 1`.execute(
    database.db,
  );
  const base = { msgid: `msg-${found.id}`, actionId: found.id, sender };
  await sql`update planned_action set status = 'sent' where corp_id = ${corp.corpId} and id = ${found.id}`.execute(database.db);
  const recipients = rows.map(({ recipient }) => recipient);
  await corp.tell("mass-task.created", { ...base, chatType: "single", recipients, failed, plannedBy: rows[0]?.planned_by ?? "" });
  await settle();
  return { ...base, recipients };
}
type Taken = Awaited<ReturnType<typeof wecomTakes>>;
async function confirms({ recipients, ...base }: Taken, status: Record<string, number> = {}) {
  const at = corp.ctx().now.toISOString();
  await corp.tell("mass-task.confirmed", { ...base, sentAt: at });
  const results = recipients.map((recipient) => ({ recipient, status: status[recipient] ?? 1, at }));
  await corp.tell("mass-task.delivered", { ...base, results });
  await corp.tell("mass-task.closed", { ...base, why: "complete", unsent: [] });
  await settle();
}
async function closes({ recipients, ...base }: Taken) {
  await corp.tell("mass-task.closed", { ...base, why: "not-confirmed", unsent: recipients });
  await settle();
}

test("everybody is in the task of whoever she knows, the newer friend where there are two, and what came of it is kept", async () => {
  const id = await gone();
  expect(await people(id)).toEqual(["wm1 anna planned", "wm2 anna planned", "wm3 anna planned", "wm4 bert planned", "wm5 bert planned"]);
  expect((await creates()).map(({ payload }) => String(payload["sender"])).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["anna", "bert"]);
  await confirms(await wecomTakes("anna", ["wm3"]), { wm2: 2 });
  await closes(await wecomTakes("bert"));
  expect(await people(id)).toEqual([
    "wm1 anna delivered",
    "wm2 anna failed not-a-friend",
    "wm3 anna failed not-reachable",
    "wm4 bert unsent not-confirmed",
    "wm5 bert unsent not-confirmed",
  ]);
  const send = await getSend(as("op"), { id });
  expect(send).toMatchObject({
    state: "done",
    counts: { recipients: 5, delivered: 1, failed: 2, unsent: 2, planned: 0, tasks: 2, confirmed: 1 },
    reasons: [
      { reason: "not-confirmed", count: 2 },
      { reason: "not-a-friend", count: 1 },
      { reason: "not-reachable", count: 1 },
    ],
  });
});

test("whoever was talked to last is asked, also where somebody else came later", async () => {
  await sql`insert into archive_message (corp_id, seq, msgid, at, sender, room, customer, staff, kind, body)
    values (${corp.corpId}, 1, 'm', ${corp.ctx().now}, 'wm4', '', 'wm4', 'anna', 'text', '在吗')`.execute(database.db);
  expect(await people(await gone())).toContain("wm4 anna planned");
});

test("no task is planned twice, whatever happens in between", async () => {
  const id = await gone();
  const before = await creates();
  await sql`update send set state = 'planning', next_at = ${corp.ctx().now} where corp_id = ${corp.corpId} and id = ${id}`.execute(
    database.db,
  );
  await settle();
  expect(await creates()).toEqual(before);
});

test("who is left in peace by lot, who has no friend here, and whom the gate refuses are there with the reason", async () => {
  await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
    values (${corp.corpId}, 'wm1', 'none', 'page', ${corp.ctx().now})`.execute(database.db);
  const first = await gone();
  expect(await people(first)).toContain("wm1 anna refused preference");
  await gone();
  await gone();
  // Three a week; and the fourth would be the fourth confirmation of the day.
  const fourth = await gone({ until: inHours(40) });
  expect((await people(fourth)).filter((line) => line.includes("person-budget"))).toHaveLength(4);
  // Whoever nobody is left to send to is not asked to confirm, and the page says so.
  const none = api.sends.senders.output.parse(await listSenders(as("op"), { id: fourth, limit: 50 }));
  expect(none.items.map(({ state, reason }) => `${state} ${reason}`)).toContain("none nobody-left");
  const held = await getSend(as("op"), { id: await gone({ holdOutPercent: 50, until: inHours(60) }) });
  // Each draws her lot: of five nobody may be held out, once in thirty-two.
  const drawn = (await people(held.id)).filter((line) => line.endsWith("held-out hold-out"));
  expect(held.counts.heldOut).toBe(drawn.length);
  expect(held.counts.heldOut + held.counts.refused).toBe(5);
});

test("the hold-out is never sent to and the same people are drawn again for one send", async () => {
  const id = await gone({ holdOutPercent: 40 });
  const lines = await people(id);
  const out = lines.filter((line) => line.includes("held-out"));
  expect(lines.filter((line) => line.includes("planned")).length + out.length).toBe(5);
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from touch where corp_id = ${corp.corpId} and budget = 'person'`.execute(database.db);
  expect(rows[0]?.n).toBe(5 - out.length);
});

test("a rule and a drawn wording make tasks of their own, each with one content", async () => {
  const id = await gone({
    rules: [{ userIds: ["bert"], storeIds: [], content: { text: "给 Bert 的客户" } }],
    variants: [{ text: "另一种说法" }],
  });
  const texts = (await creates()).map(({ payload }) => `${String(payload["sender"])} ${String(payload["text"])}`);
  expect(texts).toContain("bert 给 Bert 的客户");
  expect(texts.filter((line) => line.startsWith("anna")).every((line) => /新品到店|另一种说法/.test(line))).toBe(true);
  expect(new Set(texts).size).toBe(texts.length);
  expect((await listSenders(as("op"), { id, limit: 50 })).items).toHaveLength(texts.length);
});

test("groups are reached through their owners, and exceptions hold", async () => {
  await corp.staff("owner");
  for (const chat of ["g1", "g2", "g3"]) await corp.group(chat, chat);
  await settle();
  const audience = { everyone: true, segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };
  const except = { segmentIds: [], tagIds: [], groupIds: [groupId(corp.corpId, "g2")], storeIds: [] };
  const id = await gone({ to: "groups", audience: { ...audience, except } });
  expect(await people(id)).toEqual(["g1 owner planned", "g3 owner planned"]);
  expect((await creates())[0]?.payload).toMatchObject({ chatType: "group", sender: "owner" });
  const { items } = await listRecipients(as("op"), { id, limit: 1 });
  expect(items.map(({ name }) => name)).toEqual(["g1"]);
});

test("above a size somebody else must let it go; it can be sent back with the reason", async () => {
  await saveSettings(as("op"), { approvalAbove: 4 });
  const { id } = await made();
  expect(await submitSend(as("op"), { id })).toMatchObject({ state: "waiting", mayApprove: false });
  await expect(approveSend(as("op"), { id })).rejects.toMatchObject({ code: "sendOwnApproval" });
  expect([await sendsToApprove(as("op")), await sendsToApprove(as("boss"))]).toEqual([0, 1]);
  expect(await refuseSend(as("boss"), { id, why: "价格不对" })).toMatchObject({ state: "draft", refusal: "价格不对" });
  await submitSend(as("op"), { id });
  await settle();
  expect(await creates()).toEqual([]);
  expect(await approveSend(as("boss"), { id })).toMatchObject({ state: "scheduled", approvedBy: "boss" });
  await settle();
  expect(await creates()).toHaveLength(2);
});

test("the red button: the unsent is called off, and the right words go only to those who got the wrong ones", async () => {
  const id = await gone();
  const anna = await wecomTakes("anna");
  await corp.tell("mass-task.delivered", { ...anna, results: [{ recipient: "wm1", status: 1, at: corp.ctx().now.toISOString() }] });
  await settle();
  const correction = await correctSend(as("op"), { id, content: { text: "刚才价格写错了" } });
  await settle();
  expect(await getSend(as("op"), { id })).toMatchObject({ state: "cancelled" });
  expect((await corp.actions("mass-task.cancel")).map(({ payload }) => payload["msgid"])).toEqual([anna.msgid]);
  expect(await people(id)).toEqual([
    "wm1 anna delivered",
    "wm2 anna planned",
    "wm3 anna planned",
    "wm4 bert unsent cancelled",
    "wm5 bert unsent cancelled",
  ]);
  expect(await people(correction.id)).toEqual(["wm1 anna planned"]);
  // Somebody had confirmed before the cancelling came through, and it shows later.
  await corp.tell("mass-task.delivered", { ...anna, results: [{ recipient: "wm2", status: 1, at: corp.ctx().now.toISOString() }] });
  await corp.tell("mass-task.closed", { ...anna, why: "cancelled", unsent: ["wm3"] });
  corp.advance(HOUR);
  await settle();
  expect(await people(correction.id)).toEqual(["wm1 anna planned", "wm2 anna planned"]);
  expect((await creates()).filter(({ payload }) => payload["text"] === "刚才价格写错了")).toHaveLength(2);
});

test("a call that WeCom took after it was called off is called off there", async () => {
  const id = await gone();
  const [first] = await creates();
  await sql`update planned_action set status = 'claimed' where corp_id = ${corp.corpId} and id = ${first?.id ?? ""}`.execute(database.db);
  await cancelSend(as("op"), { id, why: "" });
  await settle();
  const taken = await wecomTakes(String(first?.payload["sender"]));
  expect((await corp.actions("mass-task.cancel")).map(({ payload }) => payload["msgid"])).toContain(taken.msgid);
});

test("sending again goes to those only whom it did not reach and another try may", async () => {
  const id = await gone();
  await confirms(await wecomTakes("anna"), { wm2: 2, wm3: 3 });
  await closes(await wecomTakes("bert"));
  const { id: again } = await retargetSend(as("op"), { id });
  await submitSend(as("op"), { id: again });
  await settle();
  expect(await people(again)).toEqual(["wm3 anna planned", "wm4 bert planned", "wm5 bert planned"]);
  expect((await getSend(as("op"), { id })).children).toMatchObject([{ id: again, kind: "again" }]);
});

test("whose place something more pressing took is told so, counts as not sent to, and may be sent to again", async () => {
  const ctx = corp.ctx();
  const ask = (key: string, plannedBy: string) => {
    const touch = { budget: "person", kind: "mass-send", recipient: "wm2", key, actionId: `act_${key}`, weight: 1 } as const;
    return database.db.transaction().execute((tx) => reserve({ ...ctx, db: tx }, [{ ...touch, at: ctx.now, plannedBy }]));
  };
  for (const key of ["one", "two"]) await ask(key, "sop:sop_x/d1");
  const id = await gone();
  await ask("three", "sop:sop_x/d2");
  expect(await people(id)).toContain("wm2 anna refused displaced");
  const taken = await wecomTakes("anna");
  expect(taken.recipients).toEqual(["wm1", "wm3"]);
  await confirms(taken, {});
  await closes(await wecomTakes("bert"));
  const { counts, reasons } = await getSend(as("op"), { id });
  expect(counts).toMatchObject({ recipients: 5, delivered: 2, refused: 1, unsent: 2, planned: 0 });
  expect(reasons).toContainEqual({ reason: "displaced", count: 1 });
  const { id: again } = await retargetSend(as("op"), { id });
  await submitSend(as("op"), { id: again });
  await settle();
  // Her three are spoken for; whoever is over budget is asked again as anybody is.
  expect(await people(again)).toEqual(["wm2 anna refused person-budget", "wm4 bert planned", "wm5 bert planned"]);
});

test("a reminder by hand goes once to whoever has not confirmed", async () => {
  const id = await gone();
  await wecomTakes("anna");
  await confirms(await wecomTakes("bert"));
  expect(await remindSend(as("op"), { id })).toEqual({ reminded: 1 });
  expect(await remindSend(as("op"), { id })).toEqual({ reminded: 0 });
});

test("what is foreseen is what is planned", async () => {
  await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
    values (${corp.corpId}, 'wm1', 'none', 'page', ${corp.ctx().now})`.execute(database.db);
  const { id } = await made();
  const seen = await forecastSend(as("op"), { id });
  expect(seen).toMatchObject({ audience: 5, reachable: 4, tasks: 2, exact: true, not: [{ reason: "preference", count: 1 }] });
  expect(seen.confirmed.low).toBeLessThanOrEqual(seen.confirmed.expected);
  expect(await forecastSend(as("op"), { id })).toEqual(seen);
  expect(await creates()).toEqual([]);
  await submitSend(as("op"), { id });
  await settle();
  const { counts, forecast } = await getSend(as("op"), { id });
  expect(counts.planned).toBe(forecast?.reachable);
});

test("somebody else's words are not handed in unseen, and what was handed in does not change", async () => {
  const { id, revision } = await made();
  await createSend(as("boss"), api.sends.create.input.parse({ id, plan: { ...(await getSend(as("op"), { id })).plan, name: "改过" } }));
  await expect(submitSend(as("op"), { id, revision })).rejects.toMatchObject({ code: "sendSavedMeanwhile" });
  const { id: other } = await made({ until: inHours(0.2) });
  await expect(submitSend(as("op"), { id: other })).rejects.toMatchObject({ code: "sendNoHour" });
  await expect(trySend(as("op"), { id })).rejects.toMatchObject({ code: "sendNoPhone" });
  expect((await listSends(as("op"), { limit: 1 })).nextCursor).not.toBeNull();
});
