import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { at, createCorp, ctxOf, HOUR, MORNING } from "../../../test/middle/corp.ts";
import { compareSnapshots } from "./snapshots.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
afterAll(() => database.drop());

const ids = Array.from({ length: 60 }, (_, i) => `cus_${String(i).padStart(2, "0")}`);
const some = fc.subarray(ids);

/** A segment with a snapshot of `then`, and today's members: who stayed since before, and who came at the snapshot's instant or after it. */
async function world(
  then: readonly string[],
  now: readonly string[],
  later: (id: string) => Date,
): Promise<{ corpId: string; id: string }> {
  const corpId = await createCorp(database.db);
  await sql`insert into segment (corp_id, id, name, version, tree, members, created_by, created_at, updated_at)
    values (${corpId}, 'seg', 'x', 1, '{}', ${now.length}, '{}', ${MORNING}, ${MORNING})`.execute(database.db);
  for (const [id, of] of [
    ["first", then],
    ["second", now],
  ] as const) {
    await sql`insert into segment_snapshot (corp_id, id, segment_id, version, name, members, taken_at, actor)
      values (${corpId}, ${id}, 'seg', 1, ${id}, ${of.length}, ${MORNING}, '{}')`.execute(database.db);
    await sql`insert into segment_snapshot_member select ${corpId}, ${id}, unnest(${of}::text[])`.execute(database.db);
  }
  const members = now.map((id) => ({ id, since: then.includes(id) ? later(id) : at(MORNING, HOUR) }));
  await sql`insert into segment_member (corp_id, segment_id, customer_id, since)
    select ${corpId}, 'seg', id, since from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as r(id text, since timestamptz)`.execute(
    database.db,
  );
  return { corpId, id: "first" };
}

test("a snapshot beside today, and beside another, says who is in both and who in one, whenever they came, left or came back", async () => {
  await fc.assert(
    fc.asyncProperty(some, some, fc.array(fc.constantFrom(-1, 0, 1), { minLength: 60, maxLength: 60 }), async (then, now, hours) => {
      // Who stayed came before; who left and came back at that very instant or later is in the snapshot all the same.
      const { corpId, id } = await world(then, now, (who) => at(MORNING, (hours[ids.indexOf(who)] ?? 0) * HOUR));
      const gone = then.filter((one) => !now.includes(one));
      const fresh = now.filter((one) => !then.includes(one));
      const expected = {
        both: then.length - gone.length,
        onlyFirst: gone.length,
        onlySecond: fresh.length,
        first: { sample: gone.slice(0, 20).map((one) => ({ id: one, name: null })) },
        second: { sample: fresh.slice(0, 20).map((one) => ({ id: one, name: null })) },
      };
      for (const withSnapshotId of [null, "second"])
        expect(await compareSnapshots(ctxOf(database.db, corpId), { snapshotId: id, withSnapshotId })).toMatchObject(expected);
    }),
    { numRuns: 12 },
  );
});
