import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { certificates } from "./sync/certificates.ts";
import { retrySync, runSync } from "./sync/screens.ts";
import { createInboxWorld, type InboxWorld } from "./testing/world.ts";

// The numbers are those of the complaints and defects that other systems are known for; docs/known-defects.md points here.

const PEOPLE = 250;
const GROUPS = 3;
const PAGES = "externalcontact/batch/get_by_user";
let world: InboxWorld;
beforeAll(async () => {
  world = await createInboxWorld({ seed: 33, profile: { staff: 3, customers: PEOPLE, groups: GROUPS, stores: 2 } });
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.close());

const newest = async (family: string) => {
  const { items } = await certificates(world.ctx(), { family, history: true, limit: 1 });
  return items[0];
};
const friends = async () => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from relation
    where corp_id = ${world.corpId} and state = 'active'`.execute(world.db);
  return rows[0]?.n;
};
const callsOf = async (path: string) => {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/calls?limit=1`);
  const { byPath } = (await answer.json()) as { byPath: Record<string, { calls: number }> };
  return byPath[path]?.calls ?? 0;
};
const tokensFetched = () => callsOf("gettoken");
const removals = async () => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event where corp_id = ${world.corpId}
    and type in ('relation.ended', 'group.member-left', 'group.dismissed', 'tag.removed', 'staff.removed')`.execute(world.db);
  return rows[0]?.n;
};
async function compare(family: string, wait = "1m") {
  await runSync(world.ctx(), { family });
  await world.sandbox.advance(wait);
  return newest(family);
}

test("16: too many calls at once (45033) in the middle of the first list: it waits and goes on, and nobody's count becomes zero", async () => {
  world.sandbox.faults.add({ kind: "error", path: PAGES, errcode: 45_033, count: 2 });
  world.sandbox.faults.add({ kind: "error", path: "externalcontact/list", errcode: 45_033, count: 1 });
  await world.sandbox.advance("2m");
  expect(await newest("first")).toMatchObject({ kind: "initial", expected: PEOPLE, fetched: PEOPLE, failed: 0, whole: true });
  expect(await friends()).toBe(PEOPLE);
  // While people waited, groups were asked for, each once; their members became facts after the people.
  const { rows } = await sql`select (select min(started_at) from sync_run where corp_id = ${world.corpId} and family = 'groups')
      < (select max(finished_at) from sync_run where corp_id = ${world.corpId} and family = 'first') as "begunBefore",
    (select max(seq) from event where corp_id = ${world.corpId} and type = 'people.told')
      < (select min(seq) from event where corp_id = ${world.corpId} and type = 'members.told') as "toldAfter",
    (select count(*)::int from sync_ahead where corp_id = ${world.corpId}) as left`.execute(world.db);
  expect(rows).toEqual([{ begunBefore: true, toldAfter: true, left: 0 }]);
  expect(await callsOf("externalcontact/groupchat/get")).toBe(GROUPS);
});

test("MoChat's part that looks like the whole: a page that cannot be had keeps the certificate open, with what it waits for", async () => {
  world.sandbox.faults.add({ kind: "error", path: PAGES, errcode: -1, probability: 1 });
  const open = await compare("details", "30s");
  expect(open).toMatchObject({ finishedAt: null, whole: false, ageSeconds: null });
  expect(open?.progress?.waitingFor).toContain("-1");
  world.sandbox.faults.clear();
  await world.sandbox.advance("1h");
  expect(await newest("details")).toMatchObject({ whole: true });
  expect(await removals()).toBe(0);
});

test("OpenSCRM's silent part: an answer that is cut off, unreadable or never comes is no shorter list", async () => {
  for (const kind of ["half-body", "invalid-json", "reset", "bad-gateway"] as const)
    world.sandbox.faults.add({ kind, path: PAGES, count: 2 });
  expect(await compare("details", "10m")).toMatchObject({ expected: PEOPLE, fetched: PEOPLE, whole: true });
  expect(await friends()).toBe(PEOPLE);
});

test("LinkWeChat's and OpenSCRM's dead refresh, 34, 35: a token that dies between two pages is renewed once, and the list goes on", async () => {
  const before = await tokensFetched();
  world.sandbox.faults.add({ kind: "revoke-token", path: PAGES, count: 2 });
  world.sandbox.faults.add({ kind: "error", path: PAGES, errcode: 42_001, count: 1 });
  expect(await compare("details")).toMatchObject({ fetched: PEOPLE, whole: true });
  expect((await tokensFetched()) - before).toBeLessThanOrEqual(4);
});

test("27, 32: a whole comparison of everything fetches no token of its own, and many calls that find it dead fetch one", async () => {
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  const before = await tokensFetched();
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  expect((await tokensFetched()) - before).toBe(0);
  world.sandbox.faults.add({ kind: "revoke-token", path: "externalcontact/list", count: 1 });
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  expect((await tokensFetched()) - before).toBe(1);
});

test("22, 14: forbidden is not empty: the certificate says which list was refused and why, and everybody stays", async () => {
  world.sandbox.faults.add({ kind: "error", path: "externalcontact/list", errcode: 48_002, probability: 1 });
  const follow = await compare("follow");
  expect(follow).toMatchObject({ whole: false, failed: 3, fetched: 0, failedIds: ["staff001", "staff002", "staff003"] });
  expect(follow?.failures[0]?.error).toContain("48002");
  expect(await friends()).toBe(PEOPLE);
  world.sandbox.faults.clear();
  await retrySync(world.ctx(), { id: follow?.id ?? "" });
  await world.sandbox.advance("1m");
  expect(await newest("customers-of")).toMatchObject({ fetched: PEOPLE, whole: true });
});

test("13, 15: staff whose list fails are asked for again, and nobody leaves the company for it", async () => {
  world.sandbox.faults.add({ kind: "error", path: "user/list", errcode: -1, count: 1 });
  expect(await compare("staff", "1s")).toMatchObject({ whole: false });
  await world.sandbox.advance("2m");
  expect(await newest("staff")).toMatchObject({ whole: true, failed: 0 });
  expect(await removals()).toBe(0);
});

test("26: everything compared twice makes no double and takes nothing away", async () => {
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  const [rows, head] = [await world.rows(), await world.head()];
  await runSync(world.ctx());
  await world.sandbox.advance("1m");
  expect(await world.head()).toBe(head);
  expect(await world.rows()).toEqual(rows);
  expect((await world.truth()).hash).toBe(world.sandbox.truth().hash);
});
