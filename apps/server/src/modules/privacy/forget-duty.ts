import { sql } from "kysely";
import { cancelPlanned } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { lockKey } from "#kit/ids";
import { headOf } from "#log";
import { blocksOf, ERASE_ORDER, type Erased, eraseTables } from "./erase-rows.ts";
import { type Pseudonyms, pseudonymsOf } from "./pseudonyms.ts";

/**
 * What one run goes through, in blocks of 8 KB: a second or two of reading, then others have their turn. No statement comes near the
 * minute after which PostgreSQL ends it, however large the log, and a crash costs no more than this again. A table costs some blocks by itself.
 */
const PIECE = 6000;
const TABLE = 400;
/** Between two walks: whatever was in somebody's hands while the first went by is written by then, and found by the second. */
const PAUSE_MS = 60_000;
/** Handlers that stand still hold nobody back for longer than this; they go on with the facts as they are then. */
const PATIENCE_MS = 3_600_000;
const AGAIN_MS = 2000;

type Row = {
  id: string;
  state: "asked" | "ending" | "erasing";
  asked_at: Date;
  names: { pairs: ReadonlyArray<readonly [string, string]>; externalIds: readonly string[] };
  head: number | null;
  place: number;
  block: number;
  walk: number;
  walk_found: number;
};

/**
 * Takes those out who are to be forgotten, in pieces: calls that are planned for them are cancelled; then every handler reads what ended;
 * then the tables, one after another, until a whole walk finds nothing. Their names and pseudonyms stand in the row until then, so that
 * whoever goes on after a crash does so with the same ones.
 */
export const forgetDuty: Duty = {
  name: "privacy.forget",
  run: (db, corpId, now) =>
    db.connection().execute(async (holder) => {
      const key = lockKey("privacy.forget", corpId);
      const { rows: lock } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}::bigint) as got`.execute(holder);
      if (lock[0]?.got !== true) return 0;
      try {
        const { rows } =
          await sql<Row>`select id, state, asked_at, names, head::int8 as head, place, block, walk, walk_found from forgetting
          where corp_id = ${corpId} and next_at <= ${now} order by next_at, id limit 1`.execute(db);
        const [row] = rows;
        if (!row) return 0;
        await goOn(db, corpId, now, row);
        return 1;
      } finally {
        await sql`select pg_advisory_unlock(${key}::bigint)`.execute(holder);
      }
    }),
  dueAt: (corp) => sql`select min(next_at) from forgetting where corp_id = ${corp} and next_at is not null`,
};

async function goOn(db: Db, corpId: string, now: Date, row: Row): Promise<void> {
  const of = pseudonymsOf(row.names.pairs);
  if (row.state === "asked") return cancelCalls(db, corpId, now, row, of);
  if (row.state === "ending") return waitForHandlers(db, corpId, now, row, of);
  return erasePiece(db, corpId, now, row, of);
}

/** Calls about her alone: her tags, her remark, a card for her. What goes to many has left her out already. */
async function cancelCalls(db: Db, corpId: string, now: Date, row: Row, of: Pseudonyms): Promise<void> {
  const needles = of.long.map(([from]) => from);
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`select p.id
      from action_unsent q join planned_action p on p.corp_id = ${corpId} and p.id = q.id
      where q.corp_id = ${corpId} and q.status in ('planned', 'awaiting_approval') and p.reach <> 'touch'
        and exists (select from unnest(${needles}::text[]) n where strpos(p.dedupe_key, n) > 0 or strpos(p.payload::text, n) > 0)`.execute(
      tx,
    );
    const ids = rows.map(({ id }) => id);
    const head = await headOf(tx, corpId);
    await sql`update forgetting set state = 'ending', head = ${head + ids.length}, next_at = ${now} where corp_id = ${corpId} and id = ${row.id}`.execute(
      tx,
    );
    await cancelPlanned(tx, corpId, ids, { reason: "forgotten", actor: system("privacy.forget"), now });
  });
}

async function waitForHandlers(db: Db, corpId: string, now: Date, row: Row, of: Pseudonyms): Promise<void> {
  const needles = of.long.map(([from]) => from);
  const { rows } = await sql<{ behind: boolean }>`select
      exists (select from handler_cursor where corp_id = ${corpId} and seq < ${row.head ?? 0})
      or exists (select from action_held h cross join unnest(h.ids) i(id) join planned_action p on p.corp_id = ${corpId} and p.id = i.id
        where h.corp_id = ${corpId} and p.status = 'claimed'
        and exists (select from unnest(${needles}::text[]) n where strpos(p.payload::text, n) > 0)) as behind`.execute(db);
  const isPatient = now.getTime() - row.asked_at.getTime() < PATIENCE_MS;
  const wait = rows[0]?.behind === true && isPatient;
  await sql`update forgetting set state = ${wait ? "ending" : "erasing"}, next_at = ${new Date(now.getTime() + (wait ? AGAIN_MS : 0))}
    where corp_id = ${corpId} and id = ${row.id}`.execute(db);
}

async function erasePiece(db: Db, corpId: string, now: Date, row: Row, of: Pseudonyms): Promise<void> {
  const sizes = await blocksOf(db);
  let { place, block, walk_found: found } = row;
  for (let left = PIECE; left > 0 && place < ERASE_ORDER.length;) {
    const table = ERASE_ORDER[place] ?? "";
    const size = sizes.get(table) ?? 0;
    const to = block + left < size ? block + left : null;
    const erased = await eraseTables(db, corpId, of, [table], { from: block, to });
    for (const one of Object.values(erased)) found += one.gone + one.changed;
    left -= (to ?? size) - block + TABLE;
    if (to === null) place += 1;
    block = to ?? 0;
    await note(db, corpId, row.id, { place, block, found, erased });
  }
  if (place < ERASE_ORDER.length) return;
  // The walk that finds nothing is the proof; the first one only ever is where there was nothing at all.
  const done = found === 0 && row.walk > 1;
  await sql`update forgetting set state = ${done ? "done" : "erasing"}, place = 0, block = 0, walk = walk + ${done ? 0 : 1}, walk_found = 0,
      names = case when ${done} then null else names end, done_at = ${done ? now : null},
      next_at = ${done ? null : new Date(now.getTime() + PAUSE_MS)}
    where corp_id = ${corpId} and id = ${row.id}`.execute(db);
}

type Step = { place: number; block: number; found: number; erased: Erased };

async function note(db: Db, corpId: string, id: string, { place, block, found, erased }: Step): Promise<void> {
  await sql`update forgetting f set place = ${place}, block = ${block}, walk_found = ${found}, found = f.found || coalesce((
      select jsonb_object_agg(n.key, jsonb_build_object('gone', (n.value->>'gone')::int + coalesce((f.found->n.key->>'gone')::int, 0),
        'changed', (n.value->>'changed')::int + coalesce((f.found->n.key->>'changed')::int, 0)))
      from jsonb_each(${JSON.stringify(erased)}::jsonb) n), '{}')
    where f.corp_id = ${corpId} and f.id = ${id}`.execute(db);
}
