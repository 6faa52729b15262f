import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Connection } from "#db/connect";
import { append, type NewEvent, only, readEvents } from "#log";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { anyEvent, eventTypes } from "../events.arbitrary.ts";
import { createCorp, ctxOf, MORNING, opened, tell } from "./corp.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
afterAll(() => database.drop());

type Count = { n: number; last: number; head: number };
async function countOf(corpId: string): Promise<Count> {
  const { rows } = await sql<Count>`select count(*)::int as n, coalesce(max(seq), 0)::int as last,
    coalesce((select seq from event_head where corp_id = ${corpId}), 0)::int as head
    from event where corp_id = ${corpId}`.execute(database.db);
  return rows[0] ?? { n: -1, last: -1, head: -1 };
}

/** One transaction of a writer. `keys` are source keys, null for none. */
type Batch = { keys: Array<number | null>; fails: boolean };
const batch: fc.Arbitrary<Batch> = fc.record({
  keys: fc.array(fc.option(fc.nat(15), { freq: 2 }), { minLength: 1, maxLength: 12 }),
  fails: fc.nat(4).map((n) => n === 0),
});

describe("many writers and a reader who never stops", () => {
  test("nothing is lost, the order stays, numbers have no gap, a source is recorded once", async () => {
    const plan = fc.array(fc.array(batch, { minLength: 2, maxLength: 12 }), { minLength: 6, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(plan, async (writers) => contest(writers)),
      { numRuns: 8 },
    );
  });
});

async function contest(writers: readonly Batch[][]): Promise<void> {
  const corps = [await createCorp(database.db), await createCorp(database.db)];
  const committed = new Map<string, string[]>(corps.map((corp) => [corp, []]));
  const recorded = new Map<string, number>(corps.map((corp) => [corp, 0]));
  const connections: Connection[] = [];
  let writing = true;

  const write = async (batches: readonly Batch[], w: number) => {
    const connection = connect(database.url, { max: 1 });
    connections.push(connection);
    for (const [b, { keys, fails }] of batches.entries()) {
      const corpId = corps[(w + b) % 2] ?? "";
      const events = keys.map((key, i): NewEvent<"page.opened"> => ({
        type: "page.opened",
        subject: "customer:c",
        occurredAt: MORNING,
        data: { externalUserId: "wm", page: `${w}.${b}.${i}`, via: key === null ? null : `k${key}` },
        ...(key === null ? {} : { sourceKey: `k${key}` }),
      }));
      const done = connection.db.transaction().execute(async (tx) => {
        const added = await append(tx, corpId, events, ctxOf(tx, corpId));
        if (fails) throw new Error("rolled back");
        return added;
      });
      const added = await done.catch(() => null);
      if (added === null) continue;
      recorded.set(corpId, (recorded.get(corpId) ?? 0) + added);
      for (const event of events) committed.get(corpId)?.push(event.data.via ?? event.data.page);
    }
  };

  const read = async (corpId: string) => {
    const seen: Array<{ seq: number; id: string }> = [];
    const pull = async () => {
      const after = seen.at(-1)?.seq ?? 0;
      const events = await readEvents(database.db, corpId, { after, upTo: 1_000_000, types: ["page.opened"], limit: 7 });
      for (const { seq, data } of only(events, "page.opened")) seen.push({ seq, id: data.via ?? data.page });
      return events.length;
    };
    while (writing) await pull();
    while ((await pull()) > 0);
    return seen;
  };

  const readers = corps.map(read);
  await Promise.all(writers.map(write));
  writing = false;
  for (const [i, corpId] of corps.entries()) {
    const seen = (await readers[i]) ?? [];
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, n) => n + 1));
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(committed.get(corpId)));
    expect(seen).toHaveLength(new Set(committed.get(corpId)).size);
    expect(recorded.get(corpId)).toBe(seen.length);
    expect(await countOf(corpId)).toEqual({ n: seen.length, last: seen.length, head: seen.length });
  }
  await Promise.all(connections.map((connection) => connection.close()));
}

describe("one writer", () => {
  test("a source key that looks like a place in the batch does not swallow a neighbour", async () => {
    const corpId = await createCorp(database.db);
    expect(await tell(database.db, corpId, [opened(0), opened(1, { sourceKey: "0/" }), opened(2, { sourceKey: "2/" })])).toBe(3);
    expect(await tell(database.db, corpId, [opened(3, { sourceKey: "0/" }), opened(4)])).toBe(1);
    expect(await countOf(corpId)).toEqual({ n: 4, last: 4, head: 4 });
  });

  test("a batch is recorded in its own order, whoever of it was known", async () => {
    const corpId = await createCorp(database.db);
    await tell(database.db, corpId, [opened(0, { sourceKey: "a" })]);
    await tell(database.db, corpId, [
      opened(1, { sourceKey: "z" }),
      opened(2, { sourceKey: "a" }),
      opened(3),
      opened(4, { sourceKey: "b" }),
    ]);
    const events = await readEvents(database.db, corpId, { after: 0, upTo: 9, types: eventTypes, limit: 9 });
    expect(only(events, "page.opened").map(({ data }) => data.page)).toEqual(["0", "1", "3", "4"]);
  });

  test("every kind of fact is read back as it was told, whatever people write", async () => {
    const corpId = await createCorp(database.db);
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 20 }), async (events) => {
        const before = (await countOf(corpId)).n;
        await tell(database.db, corpId, events);
        const stored = await readEvents(database.db, corpId, { after: before, upTo: 1_000_000, types: eventTypes, limit: 100 });
        const mend = (part: unknown) => (typeof part === "string" ? part.replaceAll("\u0000", "").toWellFormed() : part);
        const told: unknown = JSON.parse(
          JSON.stringify(
            events.map(({ data }) => data),
            (_key, part: unknown) => mend(part),
          ),
        );
        expect(stored.map(({ data }) => data)).toEqual(told);
        expect(stored.map(({ type, occurredAt }) => [type, occurredAt])).toEqual(events.map(({ type, occurredAt }) => [type, occurredAt]));
        expect(stored.every(({ recordedAt }) => recordedAt.getTime() === MORNING.getTime())).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
