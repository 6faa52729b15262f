import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { inboxDuties } from "./index.ts";
import { runSync } from "./sync/screens.ts";
import { contactWay, createInboxWorld, type InboxWorld } from "./testing/world.ts";

let world: InboxWorld;
beforeAll(async () => {
  world = await createInboxWorld({ seed: 21, profile: { staff: 3, customers: 60, groups: 3, stores: 2 } });
  await world.sandbox.advance(0);
});
afterAll(() => world.close());

const count = async (...types: string[]) => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event
    where corp_id = ${world.corpId} and type = any(${types})`.execute(world.db);
  return rows[0]?.n ?? 0;
};
const REMOVALS = ["relation.ended", "group.member-left", "group.dismissed", "tag.removed", "staff.removed", "department.removed"];

/** The newest certificate of each family. */
async function newest() {
  const { rows } = await sql<{ family: string; expected: number; fetched: number; failed: number }>`select distinct on (family)
      family, expected, fetched, jsonb_array_length(failed) as failed
    from sync_run where corp_id = ${world.corpId} order by family, started_at desc, id desc`.execute(world.db);
  return rows;
}

async function waiting() {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from sync_due where corp_id = ${world.corpId}`.execute(world.db);
  return rows[0]?.n;
}

async function expectTruth() {
  const { ours, theirs } = await world.lines();
  expect(ours.toSorted()).toEqual(theirs.toSorted());
}

test("a history that no callback told of is known after the first comparison", async () => {
  await expectTruth();
  expect((await world.truth()).families).toMatchObject({ relations: { count: 60 }, groups: { count: 3 } });
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event
    where corp_id = ${world.corpId} and type = 'relation.added' and data ? 'welcomeCode'`.execute(world.db);
  expect(rows[0]?.n).toBe(0);
});

test("when half of the calls fail, nothing is taken away, and the certificates say what is missing", async () => {
  for (const kind of ["error", "reset"]) world.sandbox.faults.add({ kind, path: "*", probability: 0.4, errcode: -1 });
  await runSync(world.ctx());
  await world.sandbox.advance("3h");
  expect(await count(...REMOVALS)).toBe(0);
  const { rows } = await sql<{ failed: number }>`select sum(jsonb_array_length(failed))::int as failed from sync_run
    where corp_id = ${world.corpId}`.execute(world.db);
  expect(rows[0]?.failed).toBeGreaterThan(0);
  await expectTruth();
  world.sandbox.faults.clear();
  await world.sandbox.advance("26h");
  const families = await newest();
  expect(families.map(({ failed }) => failed)).toEqual(families.map(() => 0));
  expect(await waiting()).toBe(0);
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  expect((await newest()).find((one) => one.family === "details")).toMatchObject({ expected: 60, fetched: 60, failed: 0 });
  await expectTruth();
});

test("a comparison that finds nothing new records nothing", async () => {
  const before = await world.head();
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  expect(await world.head()).toBe(before);
});

test("two processes at once translate and fetch everything once", async () => {
  const url = await contactWay(world, "staff002");
  for (let n = 0; n < 20; n += 1) await world.sandbox.act({ who: "new", do: "scan", url });
  await world.sandbox.advance("20s");
  const added = await count("relation.added");
  const detailed = await count("customer.detailed");
  // Everything that came in is asked for once more, by two workers together.
  await sql`update inbox set state = 'received' where corp_id = ${world.corpId}`.execute(world.db);
  await sql`insert into sync_due (corp_id, family, key, due_at, first_at, reason)
    select ${world.corpId}, 'customer', external_user_id, ${world.clock.now()}, ${world.clock.now()}, 'test'
    from customer where corp_id = ${world.corpId}`.execute(world.db);
  const duties = [...inboxDuties({ clients: world.clients }), ...inboxDuties({ clients: world.clients })];
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(duties.map((duty) => duty.run(world.db, world.corpId, world.clock.now())));
    await world.engine.drain();
  }
  expect(await count("relation.added")).toBe(added);
  expect(await count("customer.detailed")).toBe(detailed);
  expect(await waiting()).toBe(0);
  await expectTruth();
});
