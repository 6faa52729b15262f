import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { applyMigration } from "#db/apply-migration";
import { migrationsDir } from "#db/migrate";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { eventOf } from "../../../test/events.arbitrary.ts";
import { createCorp } from "../../../test/middle/corp.ts";
import { live } from "../../../test/middle/replay.ts";
import { sopsProjection } from "./project.ts";
import { assertInTime } from "../../../test/assert-in-time.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 3 });
});
afterAll(() => database.drop());

const STATES = ["waiting", "planned", "claimed", "done", "missed", "skipped", "refused", "exited"];
/** What the rows of one place and step say, those with nothing in them left out. */
type Count = { sop_id: string; kind: string; since: string; key: string; step: string; counts: number[] };

const kept = async (corpId: string) => {
  const { rows } = await sql<Count>`select sop_id, kind, since::text, key, step,
      array[${sql.join(STATES.map((state) => sql.ref(state)))}, metric_met] as counts
    from sop_count where corp_id = ${corpId} and (${sql.join(
      STATES.map((state) => sql.ref(state)),
      sql` <> 0 or `,
    )} <> 0)
    order by 1, 2, 3, 4, 5`.execute(database.db);
  return rows;
};

/** The same, counted from the steps and enrolments themselves. */
const counted = async (corpId: string) => {
  const n = STATES.map((state) => sql`count(*) filter (where u.state = ${state})`);
  const { rows } = await sql<Count>`with unit as (
      select sop_id, enrolment_id, step, state, (state = 'done' and metric_at is not null)::int as met
      from enrolment_step where corp_id = ${corpId}
      union all select sop_id, id, '', case state when 'active' then 'waiting' else 'exited' end, 0 from enrolment where corp_id = ${corpId}),
    placed as (select u.*, coalesce(e.store_id, '') as store, (e.started_at at time zone 'Asia/Shanghai')::date as day
      from unit u join enrolment e on e.corp_id = ${corpId} and e.id = u.enrolment_id)
    select u.sop_id, x.kind, x.since::text, x.key, u.step, array[${sql.join(n)}, sum(met)]::int[] as counts
    from placed u, lateral (values ('all', day, ''), ('store', day, store), ('store', '-infinity', store)) x(kind, since, key)
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`.execute(database.db);
  return rows;
};

test("whatever happens to steps, in whatever portions, their counts are those of a recount", async () => {
  let most = 0;
  const fact = fc.oneof({ weight: 3, arbitrary: eventOf("sop.enrolled") }, fc.constantFrom(...sopsProjection.on).chain(eventOf));
  await assertInTime(
    fc.asyncProperty(fc.array(fc.array(fact, { maxLength: 12 }), { minLength: 2, maxLength: 6 }), async (portions) => {
      const corpId = await createCorp(database.db);
      await live(database.db, corpId, [sopsProjection], portions);
      const rows = await kept(corpId);
      expect(rows).toEqual(await counted(corpId));
      most = Math.max(most, rows.length);
    }),
    { numRuns: 20, ms: 8_000 },
  );
  expect(most).toBeGreaterThan(20);
});

test("what was there before it was counted is added up in batches, each corp's once, wherever that was cut off", async () => {
  const corps = [await createCorp(database.db), await createCorp(database.db)];
  for (const corpId of corps) {
    await sql`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, store_id, started_at, state)
      select ${corpId}, 'e' || i, 's' || i % 2, 1, 'customer', 'wm' || i, 'mei', case i % 3 when 0 then null else 'st' || i % 3 end,
        timestamptz '2026-03-01T15:00:00Z' + make_interval(hours => i % 40), case i % 7 when 0 then 'exited' else 'active' end
      from generate_series(1, 4500) i`.execute(database.db);
    await sql`insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state, metric_at)
      select corp_id, id, 'a' || k, sop_id, recipient, sender, started_at, started_at,
        (${STATES}::text[])[1 + (hashtext(id) & 1023 + k) % 8], case k when 1 then started_at end
      from enrolment, generate_series(1, 2) k where corp_id = ${corpId}`.execute(database.db);
  }
  await sql`analyze enrolment, enrolment_step`.execute(database.db);
  await sql`create table sop_count_fill (corp_id text primary key, after text not null default '')`.execute(database.db);
  await sql`insert into sop_count_fill select unnest(${corps}::text[])`.execute(database.db);
  const text = await readFile(path.join(migrationsDir, "0205-sop-count-filled.sql"), "utf8");
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // One batch, and the process is gone.
  expect((await client.query(text)).rowCount).toBe(1);
  await applyMigration(client, { name: "9999-again.sql", sql: text, sha256: "" }, {});
  await client.end();
  for (const corpId of corps) {
    const rows = await kept(corpId);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows).toEqual(await counted(corpId));
  }
});
