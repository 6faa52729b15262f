import fc from "fast-check";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { massTasks, touchLedger } from "#actions";
import { customerId } from "#kit/ids";
import type { Handler, NewEvent } from "#log";
import { eraseRows, makePseudonyms } from "#modules/privacy";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { everyType } from "../events.arbitrary.ts";
import { createCorp, MORNING } from "./corp.ts";
import { compareReplay, dump, live, tablesOf } from "./replay.ts";

async function projectionsOfAll(): Promise<Handler[]> {
  const folder = new URL("../../src/modules/", import.meta.url);
  const modules = await Promise.all(
    readdirSync(folder).map(async (name) => (await import(new URL(`${name}/index.ts`, folder).href)) as { handlers?: Handler[] }),
  );
  return [...modules.flatMap((module) => module.handlers ?? []), massTasks, touchLedger].filter(({ kind }) => kind === "project");
}

const projections = await projectionsOfAll();

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
afterAll(() => database.drop());

const external = (n: string) => `wmPERSONnumber${n}AAAAAAAAAA`;

/** Ids as long as life's, customers' ids made of their external ids, facts about a person told of her, and those of a case of its customer. */
function asInLife(corpId: string, event: NewEvent, cases: ReadonlyMap<string, string>): NewEvent {
  const json = JSON.stringify(event).replaceAll(/"wm(\d)"/g, (_, n: string) => `"${external(n)}"`);
  const tasks = json.replaceAll('"chat:wr1"', `"customer:${customerId(corpId, external("1"))}"`);
  const lived = JSON.parse(tasks.replaceAll(/"cus_(\d)"/g, (_, n: string) => `"${customerId(corpId, external(n))}"`)) as NewEvent;
  const data: Record<string, unknown> = lived.data;
  const named = typeof data.ticketId === "string" ? cases.get(data.ticketId) : data.externalUserId;
  const id = typeof named === "string" ? customerId(corpId, named) : data.customerId;
  return { ...lived, subject: typeof id === "string" ? `customer:${id}` : "group:grp_1", occurredAt: event.occurredAt };
}

test("after somebody was erased, a rebuild from the log makes the rows that are there, and she is in none of them", async () => {
  for (const events of fc.sample(everyType(120), { numRuns: 8, seed: 11 })) {
    const corpId = await createCorp(database.db);
    await sql`insert into custom_field (corp_id, key, name, kind, created_at)
      values (${corpId}, 'fld_c', 'Choice', 'choice', ${MORNING}), (${corpId}, 'fld_b', 'Yes or no', 'boolean', ${MORNING})`.execute(
      database.db,
    );
    // One case is noted once, and of one customer.
    const noted = new Map(events.flatMap((event) => (event.type === "ticket.noted" ? [[event.data.ticketId, event] as const] : [])));
    const cases = new Map([...noted].map(([id, { data }]) => [id, external(data.externalUserId?.slice(2) ?? "none")] as const));
    const once = events.filter((event) => event.type !== "ticket.noted" || noted.get(event.data.ticketId) === event);
    const lived = once.map((event) => asInLife(corpId, event, cases));
    await live(database.db, corpId, projections, [lived]);
    const tables = [...tablesOf(projections), "event"];
    const names = [external("1"), customerId(corpId, external("1"))];
    const found = async () => {
      const rows = await dump(database.db, corpId, tables);
      return Object.values(rows).flatMap((of) => of.filter((row) => names.some((name) => row.includes(name))));
    };
    expect((await found()).length).toBeGreaterThan(10);

    const of = makePseudonyms(corpId, { externalUserId: external("1"), personIds: [], keys: [] });
    await eraseRows(database.db, corpId, of);
    expect(await found()).toEqual([]);
    const { before, large, small } = await compareReplay(database.db, corpId, projections);
    expect(large).toEqual(before);
    expect(small).toEqual(before);
  }
});
