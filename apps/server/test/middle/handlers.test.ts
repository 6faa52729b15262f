import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runUnit, withUnit } from "#actions";
import { connect } from "#db/connect";
import { type Handler, handlersBehind, only, replay, runHandlers } from "#log";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { createCorp, ctxOf, MORNING, opened, tell } from "./corp.ts";
import { settleHandlers } from "./replay.ts";

let database: TestDatabase;
let corpId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`create table seen (corp_id text, handler text, seq bigint, batch int, primary key (corp_id, handler, seq))`);
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
});
afterAll(() => database.drop());

/** Writes down what it read: a second time for the same fact would be a duplicate key, which is a failure. */
function witness(
  name: string,
  more: { after?: string[]; version?: number; fails?: (seq: number) => boolean; on?: Handler["on"] } = {},
): Handler {
  return {
    kind: "project",
    name,
    version: more.version ?? 1,
    on: more.on ?? ["page.opened"],
    after: more.after ?? [],
    tables: [],
    async project(tx, corp, batch) {
      for (const { seq } of batch) {
        if (more.fails?.(seq)) throw new Error(`cannot digest ${seq}`);
        await sql`insert into seen values (${corp}, ${name}, ${seq}, ${batch.length})`.execute(tx);
      }
    },
  };
}
const seenBy = async (name: string, corp = corpId): Promise<number[]> =>
  (
    await sql<{ seq: number }>`select seq from seen where corp_id = ${corp} and handler = ${name} order by seq`.execute(database.db)
  ).rows.map(({ seq }) => seq);
const cursors = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await sql<{ handler: string; seq: number }>`select handler, seq from handler_cursor where corp_id = ${corpId}`.execute(database.db)
    ).rows.map(({ handler, seq }) => [handler, seq]),
  );
const forgive = () => sql`update handler_cursor set retry_at = null where corp_id = ${corpId}`.execute(database.db);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const facts = (n: number) => upTo(n).map((i) => opened(i));

describe("a handler that fails", () => {
  test("keeps its place and holds back only those who come after it", async () => {
    await tell(database.db, corpId, facts(5));
    const handlers = [
      witness("free"),
      witness("stuck", { fails: (seq) => seq === 3 }),
      witness("dependant", { after: ["stuck"] }),
      witness("grandchild", { after: ["free", "dependant"] }),
      witness("sibling", { after: ["free"] }),
    ];
    for (let i = 0; i < 12; i += 1) {
      await runHandlers(database.db, corpId, handlers, MORNING);
      await forgive();
    }
    expect(await cursors()).toEqual({ free: 5, stuck: 2, dependant: 2, grandchild: 2, sibling: 5 });
    expect(await seenBy("stuck")).toEqual([1, 2]);
    expect(await seenBy("grandchild")).toEqual([1, 2]);
    const [behind] = await handlersBehind(database.db, corpId, handlers, MORNING);
    expect(behind?.handler).toBe("stuck");
  });

  test("says why, rests, and goes on when it can", async () => {
    await tell(database.db, corpId, facts(3));
    let broken = true;
    const handlers = [witness("h", { fails: (seq) => broken && seq === 1 })];
    expect(await runHandlers(database.db, corpId, handlers, MORNING)).toBe(0);
    const { rows } = await sql<{ last_error: string; retry_at: Date }>`select last_error, retry_at from handler_cursor
      where corp_id = ${corpId}`.execute(database.db);
    expect(rows[0]?.last_error).toContain("cannot digest 1");
    expect(rows[0]?.retry_at.getTime()).toBeGreaterThan(Date.now());
    broken = false;
    expect(await runHandlers(database.db, corpId, handlers, MORNING)).toBe(0);
    await forgive();
    expect(await runHandlers(database.db, corpId, handlers, MORNING)).toBe(1);
    expect(await seenBy("h")).toEqual([1, 2, 3]);
  });

  test("leaves no rows of the batch behind: rows and cursor move together", async () => {
    await tell(database.db, corpId, facts(4));
    await runHandlers(database.db, corpId, [witness("h", { fails: (seq) => seq === 4 })], MORNING);
    expect(await seenBy("h")).toEqual([]);
    expect(await cursors()).toEqual({ h: 0 });
  });
});

test("batches are bounded, and the cursor stands where the batch ended", async () => {
  await tell(database.db, corpId, facts(7));
  const handlers = [witness("h"), witness("next", { after: ["h"] })];
  // Who waits for nobody reads on while the round lasts; whoever follows takes one batch a round.
  await runHandlers(database.db, corpId, handlers, MORNING, { batch: 3 });
  expect(await cursors()).toEqual({ h: 7, next: 3 });
  await runHandlers(database.db, corpId, handlers, MORNING, { batch: 3 });
  expect(await cursors()).toEqual({ h: 7, next: 6 });
  await runHandlers(database.db, corpId, handlers, MORNING, { batch: 3 });
  expect(await cursors()).toEqual({ h: 7, next: 7 });
  expect(await runHandlers(database.db, corpId, handlers, MORNING, { batch: 3 })).toBe(0);
  const { rows } = await sql<{ handler: string; sizes: number[] }>`select handler, array_agg(batch order by seq) as sizes from seen
    where corp_id = ${corpId} group by handler order by handler`.execute(database.db);
  expect(rows).toEqual(["h", "next"].map((handler) => ({ handler, sizes: [3, 3, 3, 3, 3, 3, 1] })));
});

test("handlers to whom facts are nothing move on without being called, and nobody is skipped over what is his", async () => {
  const handlers = [witness("idle", { on: ["tag.removed"] }), witness("busy"), witness("after-idle", { after: ["idle"] })];
  await tell(database.db, corpId, facts(3));
  expect(await runHandlers(database.db, corpId, handlers, MORNING)).toBeGreaterThan(0);
  expect(await cursors()).toEqual({ idle: 3, busy: 3, "after-idle": 3 });
  await tell(database.db, corpId, [
    opened(4),
    { type: "tag.removed", subject: "tag:t", data: { tagId: "t" }, occurredAt: MORNING },
    opened(6),
  ]);
  await settleHandlers(database.db, corpId, handlers);
  expect(await seenBy("idle")).toEqual([5]);
  expect(await seenBy("busy")).toEqual([1, 2, 3, 4, 6]);
  expect(await seenBy("after-idle")).toEqual([1, 2, 3, 4, 6]);
});

test("processes with the same handlers never read a fact twice and leave none out", async () => {
  const other = await createCorp(database.db);
  const handlers = [witness("a"), witness("b", { after: ["a"] }), witness("c", { after: ["a", "b"] })];
  const connections = [connect(database.url, { max: 3 }), connect(database.url, { max: 3 }), connect(database.url, { max: 3 })];
  let telling = true;
  const processes = connections.map(async ({ db }) => {
    const round = async () => {
      let moved = 0;
      for (const corp of [corpId, other]) moved += await runHandlers(db, corp, handlers, MORNING, { batch: 7 });
      return moved;
    };
    while (telling) await round();
    while ((await round()) > 0);
  });
  for (let i = 0; i < 25; i += 1) await Promise.all([tell(database.db, corpId, facts(9)), tell(database.db, other, facts(5))]);
  telling = false;
  await Promise.all(processes);
  for (const [corp, n] of [
    [corpId, 225],
    [other, 125],
  ] as const) {
    await settleHandlers(database.db, corp, handlers);
    for (const { name } of handlers) expect(await seenBy(name, corp)).toEqual(upTo(n));
  }
  const { rows } = await sql`select from handler_cursor
    where corp_id in (${corpId}, ${other}) and (attempts > 0 or last_error is not null)`.execute(database.db);
  expect(rows).toHaveLength(0);
  await Promise.all(connections.map((connection) => connection.close()));
});

describe("a reaction", () => {
  const plan = (n: number) => ({
    kind: "remark.set" as const,
    payload: { externalUserId: "wm", userId: "u", remark: String(n) },
    dedupeKey: `remark:${n}`,
    plannedBy: "test",
    runAfter: MORNING,
  });
  const reacting = (fails: () => boolean): Handler => ({
    kind: "react",
    name: "r",
    version: 1,
    on: ["page.opened"],
    react: (ctx, batch) =>
      runUnit(ctx, async (unit) => {
        for (const { seq } of only(batch, "page.opened")) {
          unit.plan(plan(seq));
          unit.fact({ type: "tag.removed", subject: "tag:t", data: { tagId: `t${seq}` }, occurredAt: unit.now, causeSeq: seq });
        }
        if (fails()) unit.plan({ ...plan(0), runAfter: new Date(Number.NaN) });
      }),
  });
  const count = async (what: string) =>
    (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(what)} where corp_id = ${corpId}`.execute(database.db)).rows[0]?.n;

  test("plans, tells and moves on in one transaction, or does nothing of it", async () => {
    await tell(database.db, corpId, facts(3));
    let broken = true;
    const handlers = [reacting(() => broken)];
    await runHandlers(database.db, corpId, handlers, MORNING);
    expect([await count("planned_action"), await count("event"), await cursors()]).toEqual([0, 3, { r: 0 }]);
    broken = false;
    await forgive();
    await settleHandlers(database.db, corpId, handlers);
    expect([await count("planned_action"), await count("event"), await cursors()]).toEqual([3, 6, { r: 6 }]);
  });

  test("does not react to the past when it is added to a corp with a history, unless it says so", async () => {
    await tell(database.db, corpId, facts(3));
    await settleHandlers(database.db, corpId, [witness("old")]);
    const added = reacting(() => false);
    await settleHandlers(database.db, corpId, [witness("old"), added]);
    expect(await count("planned_action")).toBe(0);
    await tell(database.db, corpId, facts(1));
    await settleHandlers(database.db, corpId, [witness("old"), added]);
    expect(await count("planned_action")).toBe(1);
    await settleHandlers(database.db, corpId, [{ ...reacting(() => false), name: "eager", past: true } as Handler]);
    expect(await count("planned_action")).toBe(4);
  });

  test("what a verb decides is written together too", async () => {
    const fails = withUnit(ctxOf(database.db, corpId), async (unit) => {
      unit.plan(plan(1));
      unit.fact(opened(1));
      await unit.audit("test", "test:1", {});
      throw new Error("changed its mind");
    });
    await expect(fails).rejects.toThrow("changed its mind");
    expect([await count("planned_action"), await count("event"), await count("audit")]).toEqual([0, 0, 0]);
  });
});

describe("a rebuild", () => {
  const projection = (version: number, mark: string, gate?: Promise<void>): Handler => ({
    kind: "project",
    name: "tally",
    version,
    on: ["page.opened"],
    tables: ["tally"],
    async project(tx, corp, batch) {
      await gate;
      for (const { seq } of batch) await sql`insert into tally values (${corp}, ${seq}, ${mark})`.execute(tx);
    },
  });
  const tally = async () =>
    (
      await sql<{ seq: number; mark: string }>`select seq, mark from tally where corp_id = ${corpId} order by seq`.execute(database.db)
    ).rows.map(({ seq, mark }) => `${seq}${mark}`);
  beforeAll(() => database.pool.query("create table tally (corp_id text, seq bigint, mark text)"));

  test("of a handler with a new version happens by itself; an older process leaves it alone", async () => {
    await tell(database.db, corpId, facts(2));
    await settleHandlers(database.db, corpId, [projection(1, "a")]);
    await settleHandlers(database.db, corpId, [projection(2, "b")]);
    expect(await tally()).toEqual(["1b", "2b"]);
    await tell(database.db, corpId, facts(1));
    expect(await runHandlers(database.db, corpId, [projection(1, "a")], MORNING)).toBe(0);
    await settleHandlers(database.db, corpId, [projection(2, "b")]);
    expect(await tally()).toEqual(["1b", "2b", "3b"]);
  });

  test("waits for a step that is under way, so that no row is written twice", async () => {
    await tell(database.db, corpId, facts(2));
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const stepping = runHandlers(database.db, corpId, [projection(1, "slow", gate)], MORNING);
    await until(async () => (await locked("handler_cursor")) > 0);
    const replaying = replay(database.db, corpId, [projection(1, "new")], MORNING);
    await until(async () => (await waiting()) > 0);
    open();
    await Promise.all([stepping, replaying]);
    expect(await tally()).toEqual(["1new", "2new"]);
  });

  test("tells which projection failed instead of pretending to be done", async () => {
    await tell(database.db, corpId, facts(2));
    const broken = witness("broken", { fails: (seq) => seq === 2 });
    await expect(replay(database.db, corpId, [broken], MORNING)).rejects.toThrow("broken failed");
  });

  test("starts over a projection that was resting after a failure", async () => {
    await tell(database.db, corpId, facts(2));
    let broken = true;
    const handler = witness("mended", { fails: () => broken });
    await runHandlers(database.db, corpId, [handler], MORNING);
    broken = false;
    await replay(database.db, corpId, [handler], MORNING);
    expect(await seenBy("mended")).toEqual([1, 2]);
  });
});

/** Transactions that hold row locks of a table, and those that wait for a lock. */
const locked = async (table: string) =>
  (
    await database.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid)
    where l.relation = $1::regclass and l.mode in ('RowShareLock', 'RowExclusiveLock') and a.datname = current_database()`,
      [table],
    )
  ).rows[0]?.n ?? 0;
const waiting = async () =>
  (
    await database.pool.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`)
  ).rows[0]?.n ?? 0;
async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUp = performance.now() + 10_000;
  while (!(await condition())) if (performance.now() > giveUp) throw new Error("waited in vain");
}
