import { sql } from "kysely";
import type { Db } from "#db/connect";
import { plainColumn, textColumn } from "#kit/pg-array";
import { only, type StoredEvent } from "#log";
import { tallied } from "./tally.ts";
import { firstWords } from "./words.ts";

/**
 * Whole columns, as a storm of newcomers writes a row of hers and one for each of her steps: as JSON, which was read three times, and
 * joined without knowing how long it is, it cost several times as much.
 */
export async function enrol(tx: Db, corpId: string, run: readonly StoredEvent[]) {
  // The first enrolment of an id counts, with its own steps.
  const rows = firstWords(only(run, "sop.enrolled").map(({ data }) => data)).toSorted((a, b) => (a.enrolmentId < b.enrolmentId ? -1 : 1));
  const texts = (of: (row: (typeof rows)[number]) => string | null | undefined) =>
    sql`${textColumn(rows.map((row) => of(row) ?? null))}::text[]`;
  const steps = rows.flatMap((row, i) => row.steps.map((step) => ({ ...step, n: i + 1 })));
  const parks = rows.flatMap(({ park }, i) => (park ? [{ ...park, n: i + 1 }] : []));
  await tallied(tx, corpId, {
    write: sql`r as materialized (
        select * from unnest(${texts((row) => row.enrolmentId)}, ${texts((row) => row.sopId)}, ${plainColumn(rows.map(({ version }) => version))}::int[],
          ${texts((row) => row.subject)}, ${texts((row) => row.recipient)}, ${texts((row) => row.sender)}, ${texts((row) => row.storeId)},
          ${texts((row) => row.chatId)}, ${texts((row) => row.startedAt)}::timestamptz[], ${texts((row) => row.ended)}) with ordinality
          as x(id, sop_id, version, subject, recipient, sender, store_id, chat_id, started_at, ended, n)),
    fresh as (
      insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, store_id, chat_id, started_at, state, ended)
      select ${corpId}, id, sop_id, version, subject, recipient, sender, store_id, chat_id, started_at, 'active', ended from r order by n
      on conflict do nothing returning id, sop_id, store_id, started_at),
    -- Whoever was here before keeps her steps.
    mine as materialized (select r.* from r where r.id in (select id from fresh)),
    ${
      parks.length === 0
        ? sql``
        : sql`parked as (
      insert into sop_park (corp_id, enrolment_id, sop_id, version, recipient, node, from_at, at, event)
      select ${corpId}, mine.id, mine.sop_id, mine.version, mine.recipient, p.node, p."from", p.at, p.event
      from jsonb_to_recordset(${JSON.stringify(parks)}::jsonb) as p(n int, node text, "from" timestamptz, at timestamptz, event text)
        join mine on mine.n = p.n),`
    }
    come as (
      insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state)
      select ${corpId}, mine.id, s.key, mine.sop_id, mine.recipient, mine.sender, s.due_at, s.until, 'waiting'
      from unnest(${plainColumn(steps.map(({ n }) => n))}::int[], ${textColumn(steps.map(({ key }) => key))}::text[],
          ${textColumn(steps.map(({ dueAt }) => dueAt))}::timestamptz[], ${textColumn(steps.map(({ until }) => until))}::timestamptz[])
          as s(n, key, due_at, until)
        join mine on mine.n = s.n order by s.n, s.key
      on conflict do nothing returning enrolment_id, step, sop_id)`,
    moves: sql`select id as enrolment_id, '' as step, sop_id, null as was, 'waiting' as now, 0 as met from fresh
      union all select enrolment_id, step, sop_id, null, 'waiting', 0 from come`,
    places: sql`select id, store_id, started_at from fresh`,
  });
}
