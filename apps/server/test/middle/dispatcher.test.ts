import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ActionKind, answerLanes, lanes, otherLanes, reserve, type Sender, type Senders, takeWorkerLock } from "#actions";
import { lockKey } from "#kit/ids";
import { glanceAt } from "../../src/actions/glance.ts";
import { goneWorkers } from "../../src/actions/worker-lock.ts";
import { laneOf, reachOf } from "../../src/actions/kinds.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { at, createCorp, ctxOf, HOUR, MINUTE, MORNING } from "./corp.ts";
import { createFakeWecom, type Fate, fakeSenders } from "./fake-wecom.ts";
import { actionKinds } from "./kinds.ts";
import { actions, plan, queue, startWorker, type Worker } from "./workers.ts";

let database: TestDatabase;
let corpId: string;
let now: Date;
let wecom: ReturnType<typeof createFakeWecom>;
const workers: Worker[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ max: 12 });
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
  now = MORNING;
  wecom = createFakeWecom();
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
});
afterAll(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await database.drop();
});

async function worker(
  fates: Fate[] = [],
  change: (senders: Senders) => Senders = (senders) => senders,
  concurrency = 1,
  served?: readonly string[],
): Promise<Worker> {
  const hooks = (self: Worker) => ({
    fate: () => fates.shift() ?? "works",
    die: async () => {
      await self.kill();
      return new Promise<never>(() => {});
    },
  });
  const made = await startWorker(
    database,
    () => now,
    (self) => change(fakeSenders(wecom, hooks(self))),
    { concurrency, ...(served ? { lanes: served } : {}) },
  );
  workers.push(made);
  return made;
}
const one = async (key = "a") => (await actions(database, corpId)).find((row) => row.key === key);
const round = (who: Worker) => Promise.race([who.dispatcher.round(corpId), who.killed.then(() => -1)]);
const add = (key: string, kind: ActionKind = "remark.set", runAfter = now, runUntil?: Date) =>
  plan(database, corpId, [{ key, kind, runAfter, ...(runUntil ? { runUntil } : {}) }], now);

describe("a worker that dies", () => {
  test("before the call: nothing was done, and another does it once", async () => {
    await add("a", "mass-task.create");
    expect(await round(await worker(["dies-before"]))).toBe(-1);
    expect((await one())?.status).toBe("claimed");
    const next = await worker();
    await round(next);
    expect(await one()).toMatchObject({ status: "unknown", lease_by: null });
    now = at(now, 2000);
    await round(next);
    await round(next);
    expect([(await one())?.status, wecom.effects.get("a")]).toEqual(["sent", 1]);
  });

  test("after the call: it is asked about and not made again", async () => {
    await add("a", "mass-task.create");
    await round(await worker(["dies-after"]));
    const next = await worker();
    await round(next);
    now = at(now, 2000);
    await round(next);
    expect([(await one())?.status, wecom.effects.get("a"), wecom.calls.length]).toEqual(["sent", 1, 1]);
  });

  test("and is repeated by kinds that bear it, as a second attempt", async () => {
    await add("a", "remark.set");
    await round(await worker(["dies-after"]));
    const next = await worker();
    await round(next);
    now = at(now, 2000);
    await round(next);
    await round(next);
    expect([await one(), wecom.effects.get("a")]).toMatchObject([{ status: "sent", attempts: 2 }, 2]);
  });

  test("with a welcome in hand: whoever comes gives it in the first round and at that instant, since twenty seconds run", async () => {
    await add("a", "welcome.send");
    await add("b", "remark.set");
    await round(await worker(["dies-before"]));
    await round(await worker());
    expect([await one(), wecom.effects.get("a")]).toMatchObject([{ status: "sent", attempts: 2 }, 1]);
    expect(await one("b")).toMatchObject({ status: "unknown" });
  });
});

test("the living are told from the dead, also when two look at once", async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => takeWorkerLock(database.pool)));
  await Promise.all(all.slice(0, 3).map((identity) => identity.release()));
  const ids = all.map(({ id }) => id);
  const looks = await Promise.all([goneWorkers(database.db, ids), goneWorkers(database.db, ids)]);
  for (const gone of looks) expect(gone.toSorted()).toEqual(ids.slice(0, 3).toSorted());
  await Promise.all(all.slice(3).map((identity) => identity.release()));
});

/** Senders whose remark is called and gets no answer until the test gives it. */
function hanging() {
  const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
  const { promise: calling, resolve: called } = Promise.withResolvers<void>();
  const change = (senders: Senders): Senders => ({
    ...senders,
    "remark.set": {
      ...senders["remark.set"],
      send: async (...call: Parameters<Sender<"remark.set">["send"]>) => {
        called();
        await slow;
        return senders["remark.set"].send(...call);
      },
    },
  });
  return { change, calling, answer };
}

test("what a living worker has in hand is never taken over, however long it takes", async () => {
  await add("a");
  const { change, calling, answer } = hanging();
  const busy = await worker([], change);
  const working = round(busy);
  await calling;
  const other = await worker();
  now = at(now, 3 * HOUR);
  expect(await round(other)).toBe(0);
  expect((await glanceAt(database.db, corpId)).holders).toEqual([busy.identity.id]);
  expect(await other.dispatcher.nextDueAt(corpId)).toBeNull();
  answer();
  expect(await working).toBe(1);
  expect([(await one())?.status, wecom.calls.length]).toEqual(["sent", 1]);
});

test("a call that hangs holds nobody up who serves other lanes", async () => {
  await add("a", "remark.set");
  const { change, calling, answer } = hanging();
  const stuck = round(await worker([], change, 1, otherLanes));
  await calling;
  await add("b", "welcome.send");
  expect(await round(await worker([], undefined, 1, answerLanes))).toBe(1);
  expect([(await one("a"))?.status, (await one("b"))?.status]).toEqual(["claimed", "sent"]);
  answer();
  await stuck;
  expect((await one("a"))?.status).toBe("sent");
});

test("a worker whose session is lost claims nothing until it holds its lock again", async () => {
  await add("a");
  const who = await worker();
  const key = lockKey("worker", who.identity.id);
  const { rows } = await database.pool.query<{ pid: number }>(`select pid from pg_locks where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())`);
  // Somebody who waits for the same lock gets it when the session ends, so that it is not taken again at once.
  const inBetween = await database.pool.connect();
  const got = inBetween.query("select pg_advisory_lock($1)", [key]);
  // It must stand in the queue before the session ends, or the worker is quicker.
  await until(async () => {
    const waiting = await database.pool.query(`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`);
    return waiting.rows.length > 0;
  });
  await database.pool.query("select pg_terminate_backend(pid) from unnest($1::int[]) as p(pid)", [rows.map(({ pid }) => pid)]);
  await got;
  await until(() => !who.identity.holds());
  expect(await round(who)).toBe(0);
  expect((await one())?.status).toBe("planned");
  await inBetween.query("select pg_advisory_unlock($1)", [key]);
  inBetween.release();
  await until(() => who.identity.holds());
  expect(await round(who)).toBe(1);
  expect((await one())?.status).toBe("sent");
});

describe("answers that never came", () => {
  test("are asked about ever more seldom, in business time", async () => {
    await add("a", "mass-task.create");
    const who = await worker(["lost-before", "lost-before", "lost-before", "lost-before"]);
    await round(who);
    const waits: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const next = (await who.dispatcher.nextDueAt(corpId)) ?? now;
      waits.push((next.getTime() - now.getTime()) / 1000);
      expect(await round(who)).toBe(0);
      now = next;
      expect(await round(who)).toBe(1);
    }
    expect(waits).toEqual([2, 8, 32]);
  });

  test("are not repeated at night, and not after their time", async () => {
    const until = at(MORNING, 11 * HOUR);
    await add("a", "mass-task.create", now, until);
    const who = await worker(["lost-before", "works"]);
    await round(who);
    now = at(MORNING, 10.7 * HOUR);
    await round(who);
    await round(who);
    expect([(await one())?.status, wecom.calls.length]).toEqual(["planned", 1]);
    expect(await who.dispatcher.nextDueAt(corpId)).toEqual(until);
    now = until;
    await round(who);
    expect(await one()).toMatchObject({ status: "expired", touches: ["released"] });
  });
});

describe("lanes", () => {
  test("a quota that is used up closes its lane at once, for this corp only, and costs no attempts", async () => {
    for (const key of ["a", "b", "c"]) await add(key, "tag.mark");
    await add("d", "remark.set");
    const other = await createCorp(database.db);
    await plan(database, other, [{ key: "x", kind: "tag.mark", runAfter: now }], now);
    const who = await worker(["works", "quota"]);
    await round(who);
    expect(wecom.calls.map(({ key }) => key)).toEqual(["a", "b", "d"]);
    expect((await actions(database, corpId)).map(({ status, attempts }) => [status, attempts])).toEqual([
      ["sent", 1],
      ["planned", 1],
      ["planned", 0],
      ["sent", 1],
    ]);
    expect(await round(who)).toBe(0);
    expect(await who.dispatcher.nextDueAt(corpId)).toEqual(at(now, MINUTE));
    expect(await who.dispatcher.round(other)).toBe(1);
    now = at(now, MINUTE);
    expect(await round(who)).toBe(2);
  });

  test("never mix what interrupts people with what does not", () => {
    for (const kind of actionKinds) expect(lanes.get(laneOf[kind])).toBe(reachOf[kind]);
  });
});

describe("the night", () => {
  const NIGHT = at(MORNING, 14 * HOUR);
  const OPENING = new Date("2025-03-02T00:30:00Z");

  test("interrupts nobody; answers and silent calls go on", async () => {
    await add("touch", "mass-task.create");
    await add("answer", "welcome.send");
    await add("silent", "tag.mark");
    now = NIGHT;
    const who = await worker();
    expect(await round(who)).toBe(2);
    expect(await round(who)).toBe(0);
    expect((await one("touch"))?.status).toBe("planned");
    expect(await who.dispatcher.nextDueAt(corpId)).toEqual(OPENING);
    now = OPENING;
    expect(await round(who)).toBe(1);
  });

  test("delays a closed lane's touches to the morning, not to the end of the closing", async () => {
    await add("touch", "mass-task.create");
    now = at(MORNING, 10.5 * HOUR - 30_000);
    const who = await worker(["quota"]);
    await round(who);
    expect(await who.dispatcher.nextDueAt(corpId)).toEqual(OPENING);
  });

  test("also for those that are planned into it", async () => {
    await add("touch", "mass-task.create", at(MORNING, 12 * HOUR));
    expect(await (await worker()).dispatcher.nextDueAt(corpId)).toEqual(OPENING);
  });
});

describe("what is over", () => {
  test("expires before it is called and gives its budget back; so does what waits for approval", async () => {
    await add("a", "mass-task.create", now, at(now, MINUTE));
    await add("b", "mass-task.create", now, at(now, MINUTE));
    await sql`update planned_action set status = 'awaiting_approval' where corp_id = ${corpId} and dedupe_key = 'b'`.execute(database.db);
    await queue(database.db, corpId);
    now = at(now, MINUTE);
    const who = await worker();
    expect(await round(who)).toBe(2);
    const touch = { status: "expired", touches: ["released"], facts: ["action.ended"] };
    expect([await one("a"), await one("b")]).toMatchObject([touch, touch]);
    expect(wecom.calls).toEqual([]);
  });

  test("a refusal gives the budget back too", async () => {
    await add("a", "mass-task.create");
    await round(await worker(["refused"]));
    expect(await one("a")).toMatchObject({ status: "failed", touches: ["released"], facts: ["action.failed"] });
    const again = await database.db
      .transaction()
      .execute((tx) =>
        reserve(ctxOf(tx, corpId), [
          { budget: "person", recipient: "wm-a", kind: "mass-send", key: "again", actionId: "x", weight: 3, at: now, plannedBy: "test" },
        ]),
      );
    expect(again.get("again")?.accepted).toBe(true);
  });
});

test("an outcome that cannot be written does not hold back the others", async () => {
  await add("a");
  await add("b");
  const odd = { toJSON: () => "not an object" } as never;
  const who = await worker([], (senders) => ({
    ...senders,
    "remark.set": {
      kind: "remark.set",
      send: async (_io, action) =>
        action.dedupeKey === "a"
          ? { status: "sent", result: {}, facts: [{ type: "tag.removed", subject: "t", data: odd, occurredAt: new Date(Number.NaN) }] }
          : { status: "sent", result: {} },
      settle: senders["remark.set"].settle,
    },
  }));
  await round(who);
  expect((await one("b"))?.status).toBe("sent");
  expect(await one("a")).toMatchObject({ status: "unknown", lease_by: null });
});

test("claims follow time, lane and key, across lanes", async () => {
  const kinds = ["welcome.send", "remark.set"] as const;
  const plans = Array.from({ length: 12 }, (_, i) => ({
    key: `k${String(11 - i).padStart(2, "0")}`,
    kind: kinds[i % 2] ?? "remark.set",
    runAfter: at(now, Math.floor(i / 4) * 1000 - 5000),
  }));
  await plan(database, corpId, plans, now);
  const who = await worker();
  // Two are claimed first with one call under way, and then as many as it has time for: in one order all the same.
  while ((await round(who)) > 0);
  expect(wecom.calls.map(({ key }) => key)).toEqual(
    plans
      .map(({ key, kind, runAfter }) => ({ key, order: `${runAfter.toISOString()} ${laneOf[kind]} ${key}` }))
      .toSorted((a, b) => (a.order < b.order ? -1 : 1))
      .map(({ key }) => key),
  );
});

/** Waits for a session to notice something; real, since sockets are. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > giveUp) throw new Error("waited in vain");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("marking tags: never more than five calls under way, however many workers there are", async () => {
  let underWay = 0;
  let most = 0;
  const slow = (senders: Senders): Senders => ({
    ...senders,
    "tag.mark": {
      ...senders["tag.mark"],
      async send(io, action) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return senders["tag.mark"].send(io, action);
      },
    },
  });
  const three = await Promise.all([1, 2, 3].map(() => worker([], slow, 16)));
  for (let n = 0; n < 40; n += 1) await add(`mark${n}`, "tag.mark");
  await add("beside", "remark.set");
  for (let rounds = 0; rounds < 20; rounds += 1) await Promise.all(three.map(round));
  const done = (await actions(database, corpId)).filter(({ status }) => status === "sent");
  expect(done).toHaveLength(41);
  expect(most).toBeLessThanOrEqual(5);
});
