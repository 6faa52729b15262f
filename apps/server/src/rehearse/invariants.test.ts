import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { queue } from "../../test/middle/workers.ts";
import { system } from "#kit/actor";
import { append, type NewEvent } from "#log";
import { checkInvariants, stepsFinal } from "./invariants.ts";
import { phonesShowStepsOnce } from "./phones.ts";

let database: TestDatabase;
let corpId = "";
let corps = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corps += 1;
  corpId = `corp${corps}`;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${local("03-01", "08:00")})`.execute(database.db);
});

/** A local time of 2026 in China. */
const local = (day: string, time: string) => new Date(`2026-${day}T${time}:00+08:00`);
const seconds = (at: Date, n: number) => new Date(at.getTime() + n * 1000);

async function tell(at: Date, ...events: NewEvent[]): Promise<void> {
  await database.db.transaction().execute((tx) => append(tx, corpId, events, { actor: system("test"), now: at }));
}

async function verdict(name: string) {
  const found = (await checkInvariants(database.db, corpId)).find((one) => one.name === name);
  return found && [found.checked, found.violations];
}

/** A member of staff was asked, tapped, and these people got it. */
async function send(n: number, at: Date, recipients: string[], more: { sender?: string; plannedBy?: string } = {}): Promise<void> {
  const base = { msgid: `msg${n}`, actionId: `act${n}`, sender: more.sender ?? "lin" };
  const plannedBy = more.plannedBy ?? `sop:s/step${n}`;
  const results = recipients.map((recipient) => ({ recipient, status: 1, at: at.toISOString() }));
  await tell(
    at,
    {
      type: "mass-task.created",
      subject: "staff:lin",
      occurredAt: at,
      data: { ...base, chatType: "single", recipients, failed: [], plannedBy },
    },
    { type: "mass-task.delivered", subject: "staff:lin", occurredAt: at, data: { ...base, results } },
  );
}

describe("what was kept is found kept, what was broken is found broken", () => {
  test("a welcome within 20 s", async () => {
    const at = local("03-02", "10:00");
    const added = (who: string, welcomeCode: string, recordedAt: Date) =>
      tell(recordedAt, {
        type: "relation.added",
        subject: `customer:${who}`,
        occurredAt: at,
        data: { externalUserId: who, userId: "lin", state: "lc", welcomeCode, createdSec: at.getTime() / 1000 },
      });
    const welcomed = (who: string, when: Date) =>
      tell(when, {
        type: "welcome.sent",
        subject: `customer:${who}`,
        occurredAt: when,
        data: { externalUserId: who, userId: "lin", liveCodeId: "lc", text: "", lateMs: 0 },
      });
    expect(await verdict("welcomeWithin20s")).toBeUndefined();
    await added("wm1", "a", seconds(at, 2));
    await welcomed("wm1", seconds(at, 20));
    // Came with eight seconds left: nobody could have kept it.
    await added("wm2", "b", seconds(at, 12));
    expect(await verdict("welcomeWithin20s")).toEqual([1, 0]);
    await added("wm3", "c", seconds(at, 3));
    await welcomed("wm3", seconds(at, 21));
    await added("wm4", "d", seconds(at, 3));
    expect(await verdict("welcomeWithin20s")).toEqual([3, 2]);
  });

  test("a customer's three in seven days, both ends counted", async () => {
    for (const [n, day] of ["03-02", "03-04", "03-06"].entries()) await send(n, local(day, "10:20"), ["wmA", "wmB"]);
    await send(10, local("03-09", "10:21"), ["wmA"]);
    expect(await verdict("personBudget")).toEqual([2, 0]);
    await send(11, local("03-09", "10:20"), ["wmB"]);
    expect(await verdict("personBudget")).toEqual([2, 1]);
  });

  test("posts in groups spend no customer's budget", async () => {
    for (const n of [1, 2, 3, 4]) await send(n, local("03-02", `1${n}:00`), ["wrGroup"]);
    expect(await verdict("personBudget")).toBeUndefined();
  });

  test("a member of staff's three confirmations a local day", async () => {
    for (const [n, time] of ["09:00", "12:00", "20:00"].entries()) await send(n, local("03-02", time), [`wm${n}`]);
    await send(3, local("03-03", "09:00"), ["wm3"]);
    await send(4, local("03-02", "20:10"), ["wm4"], { sender: "zhou" });
    expect(await verdict("staffAttention")).toEqual([3, 0]);
    await send(5, local("03-02", "21:00"), ["wm5"]);
    expect(await verdict("staffAttention")).toEqual([3, 1]);
  });

  test("and her five tasks by hand", async () => {
    const open = (n: number) =>
      tell(local("03-02", "15:00"), {
        type: "task.opened",
        subject: `task:t${n}`,
        occurredAt: local("03-02", "15:00"),
        data: { taskId: `t${n}`, kind: "sop-step", assignee: "lin", subject: "chat:c", dueAt: "", params: {}, plannedBy: "", why: "" },
      });
    for (const n of [1, 2, 3, 4, 5]) await open(n);
    expect(await verdict("staffAttention")).toEqual([1, 0]);
    await open(6);
    expect(await verdict("staffAttention")).toEqual([1, 1]);
  });

  test("the quiet hours, for customers and for staff", async () => {
    await send(1, local("03-02", "08:30"), ["wm1"]);
    await send(2, local("03-02", "21:29"), ["wm2"]);
    expect(await verdict("quietHours")).toEqual([2, 0]);
    await send(3, local("03-02", "21:30"), ["wm3"]);
    await send(4, local("03-03", "08:29"), ["wm4"]);
    const notice = { actionId: "act9", kind: "staff-notice.send", plannedBy: "task:t", result: {} };
    await tell(local("03-03", "02:00"), { type: "action.sent", subject: "action:act9", occurredAt: local("03-03", "02:00"), data: notice });
    expect(await verdict("quietHours")).toEqual([5, 3]);
  });

  test("no step twice for one person", async () => {
    await send(1, local("03-02", "10:20"), ["wm1", "wm2"], { plannedBy: "sop:s/d1" });
    await send(2, local("03-03", "10:20"), ["wm1"], { plannedBy: "sop:s/d2" });
    expect(await verdict("stepOnce")).toEqual([3, 0]);
    await send(3, local("03-04", "10:20"), ["wm1"], { plannedBy: "sop:s/d1" });
    expect(await verdict("stepOnce")).toEqual([3, 1]);
  });

  test("numbers without a gap", async () => {
    await send(1, local("03-02", "10:20"), ["wm1"]);
    await send(2, local("03-02", "11:20"), ["wm1"]);
    expect(await verdict("gaplessEvents")).toEqual([4, 0]);
    await sql`update event set seq = seq + 1 where corp_id = ${corpId} and seq = 4`.execute(database.db);
    expect(await verdict("gaplessEvents")).toEqual([4, 1]);
  });
});

describe("laws over rows", () => {
  const until = local("03-05", "10:00");
  const step = (key: string, state: string, evidence: string | null) =>
    sql`insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state, evidence)
      values (${corpId}, 'enr1', ${key}, 'sop1', 'wm1', 'lin', ${until}, ${until}, ${state}, ${evidence})`.execute(database.db);

  test("whatever is done has evidence that is really there", async () => {
    await send(1, local("03-02", "10:20"), ["wm1"]);
    const opened = { externalUserId: "wm1", page: "welfare", via: "sop1.b.tsk_1" };
    await tell(until, { type: "page.opened", subject: "customer:cus_1", occurredAt: until, data: opened });
    const claim = { taskId: "t", by: "lin", note: "" };
    await tell(until, { type: "task.claimed", subject: "task:t", occurredAt: until, data: claim });
    await step("a", "done", "mass-task:msg1");
    await step("b", "done", "event:3");
    expect(await verdict("doneHasEvidence")).toEqual([2, 0]);
    await step("c", "done", "mass-task:msg2");
    await step("d", "done", "event:1");
    await step("e", "done", null);
    // A word is no evidence.
    await step("f", "done", "event:4");
    expect(await verdict("doneHasEvidence")).toEqual([6, 4]);
  });

  test("every step of everybody who was enrolled is in one state", async () => {
    const definition = JSON.stringify({ steps: [{ key: "a" }, { key: "b" }] });
    await sql`insert into sop_version (corp_id, sop_id, version, definition, created_at)
      values (${corpId}, 'sop1', 1, ${definition}, ${until})`.execute(database.db);
    await sql`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, started_at, state)
      values (${corpId}, 'enr1', 'sop1', 1, 'customer', 'wm1', 'lin', ${until}, 'active')`.execute(database.db);
    await step("a", "waiting", null);
    expect(await verdict("stepStatesSum")).toEqual([1, 1]);
    await step("b", "missed", null);
    expect(await verdict("stepStatesSum")).toEqual([1, 0]);
  });

  test("steps whose windows are over have ended", async () => {
    await step("a", "missed", null);
    expect(await stepsFinal(database.db, corpId, seconds(until, 5 * 3600))).toBeNull();
    expect(await stepsFinal(database.db, corpId, seconds(until, 7 * 3600))).toMatchObject({ checked: 1, violations: 0 });
    await step("b", "waiting", null);
    await step("c", "planned", null);
    expect(await stepsFinal(database.db, corpId, seconds(until, 7 * 3600))).toMatchObject({ checked: 3, violations: 2 });
  });

  test("pieces of stock are where the rows say, and nobody is told twice of one arrival", async () => {
    await sql`insert into stock_arrival (corp_id, id, product_id, arrived, taken, held, at, by) values
      (${corpId}, 'a1', 'p', 5, 2, 4, ${until}, 'x'), (${corpId}, 'a2', 'p', 5, 0, 0, ${until}, 'x')`.execute(database.db);
    await sql`insert into stock_hold (corp_id, arrival_id, wave_no, customer_id, want_id, quantity, until) values (${corpId}, 'a1', 1, 'c', 'w', 4, ${until})`.execute(
      database.db,
    );
    expect(await verdict("stockLedger")).toEqual([2, 1]);
    await sql`insert into stock_sale (corp_id, order_no, product_id, arrival_id, quantity, at) values (${corpId}, 'o', 'p', 'a1', 2, ${until})`.execute(
      database.db,
    );
    expect(await verdict("stockLedger")).toEqual([2, 0]);
    await sql`update stock_hold set quantity = 3 where corp_id = ${corpId}`.execute(database.db);
    expect(await verdict("stockLedger")).toEqual([2, 1]);
    await sql`insert into stock_wave (corp_id, arrival_id, no, id, starts_at, until, people, pieces, rate)
      select ${corpId}, 'a1', n, 'wav' || n, ${until}, ${until}, 1, 1, 0.3 from generate_series(1, 2) n`.execute(database.db);
    await send(1, local("03-02", "10:20"), ["wm1", "wm2"], { plannedBy: "send:wav1" });
    expect(await verdict("stockToldOnce")).toEqual([2, 0]);
    await send(2, local("03-03", "10:20"), ["wm1"], { plannedBy: "send:wav2" });
    expect(await verdict("stockToldOnce")).toEqual([2, 1]);
  });

  test("no call is left open", async () => {
    const action = async (id: string, status: string) => {
      await sql`insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, run_until, status, dedupe_key, planned_by, created_at)
        values (${corpId}, ${id}, 'tag.mark', '{}', 'l', 'none', ${until}, ${until}, ${status}, ${id}, 'x', ${until})`.execute(database.db);
      await queue(database.db, corpId);
    };
    await send(1, local("03-02", "10:20"), ["wm1"]);
    await action("a", "sent");
    await action("b", "planned");
    expect(await verdict("actionsSettled")).toEqual([2, 0]);
    await send(2, local("03-06", "10:20"), ["wm1"]);
    await action("c", "unknown");
    expect(await verdict("actionsSettled")).toEqual([3, 2]);
    await action("d", "failed");
    expect(await verdict("actionsSettled")).toEqual([4, 2]);
    // What waits although it was sent, what waits nowhere, and what somebody still has in hand.
    await sql`update planned_action set status = 'sent' where corp_id = ${corpId} and id = 'd'`.execute(database.db);
    expect(await verdict("actionsSettled")).toEqual([4, 3]);
    await sql`delete from action_unsent where corp_id = ${corpId} and id = 'd'`.execute(database.db);
    await action("e", "failed");
    await sql`delete from action_unsent where corp_id = ${corpId} and id = 'e'`.execute(database.db);
    expect(await verdict("actionsSettled")).toEqual([5, 3]);
    await sql`insert into action_held (corp_id, lease_by, lane, ids) values (${corpId}, 'w', 'l', '{a}')`.execute(database.db);
    expect(await verdict("actionsSettled")).toEqual([5, 4]);
  });
});

test("phones tell when a step came twice, and only then", () => {
  const message = (text: string) => ({ from: "lin", at: "2026-03-02T02:20:00.000Z", text });
  const phone = (who: string, kind: string, texts: string[]) => ({ who, chats: [{ with: "lin", kind, messages: texts.map(message) }] });
  const texts = new Set(["第一步", "第二步"]);
  expect(phonesShowStepsOnce([phone("c1", "single", ["第一步", "第二步", "好", "好"])], texts)).toMatchObject({
    checked: 2,
    violations: 0,
  });
  expect(phonesShowStepsOnce([phone("c1", "single", ["第一步", "第一步"])], texts)).toMatchObject({ checked: 1, violations: 1 });
  // A group's post stands on every member's phone and is one post.
  expect(phonesShowStepsOnce([phone("a", "group", ["第一步"]), phone("b", "group", ["第一步"])], texts)).toMatchObject({ violations: 0 });
});
