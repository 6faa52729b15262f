import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { api, type Endpoint, type InputOf, type OutputOf } from "@shuke/contract";
import { createSandbox } from "@shuke/sandbox";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { type ServerProcess, startServer } from "../../src/rehearse/processes.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";

const CUSTOMERS = 5000;
const GROUPS = 10;
const TAKERS = 8;
const START = "2026-03-02T00:00:00.000Z";

type Sandbox = Awaited<ReturnType<typeof createSandbox>>;
type House = { sandbox: Sandbox; database: TestDatabase; home: string; server: ServerProcess; people: Map<string, string> };

/** A leaver with her customers and groups, and a server of its own process that has read them all. */
async function open(): Promise<House> {
  const sandbox = await createSandbox({ start: START });
  const takers = Array.from({ length: TAKERS }, (_, n) => `taker-${n}`);
  sandbox.setup({
    departments: [{ id: 2, name: "一店", parentid: 1 }],
    users: ["lin", ...takers].map((userid) => ({ userid, name: userid, department: [2], contact: true, persona: "manual" })),
  });
  const people = new Map<string, string>();
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const { who, externalUserId = "" } = await sandbox.act({ who: "new", do: "add", userid: "lin" });
    people.set(externalUserId, who);
    if (n < GROUPS) await sandbox.act({ who: "lin", do: "create-group", name: `一群${n}`, members: [who] });
  }
  const database = await createTestDatabase();
  const home = mkdtempSync(path.join(tmpdir(), "shuke-handover-"));
  const server = await start(sandbox, database, home, 0);
  return { sandbox, database, home, server, people };
}

const start = (sandbox: Sandbox, database: TestDatabase, home: string, port: number) =>
  startServer({ home, databaseUrl: database.url, sandboxUrl: sandbox.url, stores: 0, seed: null, port });

async function close({ sandbox, database, home, server }: House): Promise<void> {
  await server.stop();
  await sandbox.close();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
}

async function call<E extends Endpoint>({ server }: House, endpoint: E, input: InputOf<E>): Promise<OutputOf<E>> {
  const answer = await fetch(`${server.ready.url}/api/${endpoint.name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.ready.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as OutputOf<E>;
}

/** Time goes on, and in the midst of it the server dies like in a power cut, so often. */
async function advance(house: House, by: string, kills: number): Promise<void> {
  const { port } = new URL(house.server.ready.url);
  let over = false;
  const going = house.sandbox.advance(by).finally(() => (over = true));
  for (let n = 0; n < kills && !over; n += 1) {
    await sleep(400 + 350 * n);
    await house.server.kill();
    house.server = await start(house.sandbox, house.database, house.home, Number(port));
  }
  await going;
}

async function handOver(kills: number): Promise<void> {
  const house = await open();
  try {
    await house.sandbox.advance("2h");
    await house.sandbox.act({ who: "lin", do: "resign" });
    await house.sandbox.advance("10m");
    // Answers that never come: what WeCom did nevertheless is not asked for twice.
    if (kills > 0)
      house.sandbox.faults.add({ kind: "reset", path: "externalcontact/resigned/transfer_customer", phase: "after", count: 3 });
    const plan = await call(house, api.handover.plan, { userId: "lin" });
    expect(plan.holds).toEqual({ customers: CUSTOMERS, groups: GROUPS });
    const handoverId = plan.id;
    await call(house, api.handover.execute, { handoverId });
    await advance(house, "3h", kills);
    // One in fifty says no within the day.
    let n = 0;
    for (const [, who] of house.people) if ((n += 1) % 50 === 0) await house.sandbox.act({ who, do: "refuse-transfer", userid: "lin" });
    for (let day = 0; day < 6; day += 1) await advance(house, "24h", day < 2 ? kills : 0);
    const { rows } = await sql<{ state: string; n: number; most: number }>`select state, count(*)::int as n, max(tries)::int as most
      from handover_item group by 1 order by 1`.execute(house.database.db);
    console.error(kills, rows);
    const status = await call(house, api.handover.status, { handoverId });
    expect(status).toMatchObject({ state: "done", complete: true, undecided: [] });
    expect(rows.map(({ state }) => state)).toEqual(["done"]);
    expect(rows[0]?.n).toBe(CUSTOMERS + GROUPS);
    // By WeCom's own record: nobody is left with lin, everybody has exactly one taker who works here.
    const { rows: friends } = await sql<{ people: number; takers: number; left: number }>`select count(distinct customer_id)::int as people,
        count(*)::int as takers, count(*) filter (where user_id = 'lin')::int as left
      from relation where state = 'active'`.execute(house.database.db);
    expect(friends[0]).toEqual({ people: CUSTOMERS, takers: CUSTOMERS, left: 0 });
    const truth = house.sandbox.truth();
    expect(truth.families.relations.count).toBe(CUSTOMERS);
    expect((await call(house, api.sync.truth, {})).families).toEqual(truth.families);
    // Nobody gets more on a day than was planned for. Whoever said no went to somebody else, and does not count.
    const { rows: days } = await sql<{ most: number }>`select max(n)::int as most from (select count(*) as n from handover_item
      where kind = 'customer' and state = 'done' group by (asked_at at time zone 'Asia/Shanghai')::date, to_user) d`.execute(
      house.database.db,
    );
    expect(days[0]?.most).toBeLessThanOrEqual(500);
  } finally {
    await close(house);
  }
}

test("a leaver with 5,000 customers and 10 groups is handed over, and nobody is orphaned", () => handOver(0));
test("the same when the server is killed again and again while it is under way", () => handOver(3));
