import { sql, type RawBuilder } from "kysely";
import type { Db } from "#db/connect";
import { forgetJson } from "./forget-json.ts";
import { PEOPLE_TABLES, type PeopleRule } from "./people-tables.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

export type Column = { table: string; name: string; type: string };
type Kept = Extract<PeopleRule, { keeps: "kept" }>;
type Gone = Extract<PeopleRule, { keeps: "gone" }>;

/** Rows with JSON that are read, changed and written at once. */
const BATCH = 1000;
/** Columns that are one key of somebody's as a whole, however short. */
const KEY_COLUMN = "value";

/** By table how many rows went, and how many stay without her. */
export type Erased = Record<string, { gone: number; changed: number }>;

/**
 * Takes one person out of every table, one transaction each. Run again after a crash, with the same pseudonyms, it goes on where it was: what
 * is done is not found any more. Facts come first, so that nothing that is projected meanwhile brings her back.
 */
export const eraseRows = (db: Db, corpId: string, of: Pseudonyms): Promise<Erased> => eraseTables(db, corpId, of, ERASE_ORDER);

/** Tables with people in them, facts first. */
export const ERASE_ORDER: readonly string[] = Object.keys(PEOPLE_TABLES)
  .filter((table) => PEOPLE_TABLES[table]?.keeps !== "nobody")
  .toSorted((a, b) => Number(b === "event") - Number(a === "event"));

/** Blocks of a table (8 KB each): from the first on, up to the second, or to the end. */
export type Blocks = { readonly from: number; readonly to: number | null };

/** Some of these tables, in their order: a piece of the work. `blocks`: of large ones a part. */
export async function eraseTables(
  db: Db,
  corpId: string,
  of: Pseudonyms,
  tables: readonly string[],
  blocks: Blocks = { from: 0, to: null },
): Promise<Erased> {
  const columns = await columnsOf(db);
  const erased: Erased = {};
  const within = withinBlocks(blocks);
  if (tables.includes("event") && blocks.from === 0) await forgetTaskNotes(db, corpId, of);
  for (const table of tables) {
    const rule = PEOPLE_TABLES[table];
    if (!rule || rule.keeps === "nobody") continue;
    const typeOf = (name: string) => columns.find((column) => column.table === table && column.name === name)?.type ?? "text";
    const done = { gone: 0, changed: 0 };
    if (rule.keeps === "gone") done.gone = await deleteRows(db, corpId, { table, rule, typeOf, within }, of);
    else
      done.changed =
        (await changeJson(db, corpId, { table, rule, typeOf, within }, of)) +
        (await changeTexts(db, corpId, { table, rule, typeOf, within }, of));
    if (done.gone + done.changed > 0) erased[table] = done;
  }
  // A pair is kept in the order of its ids, and hers has another place now.
  if (tables.includes("person_apart"))
    await sql`update person_apart set a_id = b_id, b_id = a_id where corp_id = ${corpId} and a_id collate "C" > b_id collate "C"`.execute(
      db,
    );
  return erased;
}

/** A range of rows by where they lie: read as such (TID range scan), whatever else the table has. */
function withinBlocks({ from, to }: Blocks): RawBuilder<boolean> {
  const place = (block: number) => sql`${`(${block},0)`}::tid`;
  if (from === 0 && to === null) return sql`true`;
  return to === null ? sql`t.ctid >= ${place(from)}` : sql`(t.ctid >= ${place(from)} and t.ctid < ${place(to)})`;
}

/** How many blocks each table has now. */
export async function blocksOf(db: Db): Promise<Map<string, number>> {
  const { rows } = await sql<{ table: string; blocks: number }>`select relname as table, (pg_relation_size(oid) / 8192)::int as blocks
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`.execute(db);
  return new Map(rows.map(({ table, blocks }) => [table, blocks]));
}

/** What colleagues wrote on tasks about her: those facts name the task only, and the task is known by her until its own turn. */
async function forgetTaskNotes(db: Db, corpId: string, of: Pseudonyms): Promise<void> {
  await sql`update event e set data = e.data || case e.type when 'task.claimed' then '{"note": ""}' else '{"reason": ""}' end::jsonb
    from task t where t.corp_id = ${corpId} and ${named("subject", "text", of)}
      and e.corp_id = ${corpId} and e.type in ('task.claimed', 'task.cancelled') and e.data->>'taskId' = t.id`.execute(db);
}

export async function columnsOf(db: Db): Promise<Column[]> {
  const { rows } = await sql<Column>`select table_name as table, column_name as name,
      case data_type when 'ARRAY' then 'text[]' else data_type end as type
    from information_schema.columns where table_schema = 'public'`.execute(db);
  return rows;
}

type Of<R> = { table: string; rule: R; typeOf: (column: string) => string; within: RawBuilder<boolean> };

async function deleteRows(db: Db, corpId: string, { table, rule, typeOf, within }: Of<Gone>, of: Pseudonyms): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} t
    where corp_id = ${corpId} and ${within} and ${anyOf([...rule.ids, ...rule.mentions].map((name) => named(name, typeOf(name), of)))}`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0);
}

async function changeTexts(db: Db, corpId: string, { table, rule, typeOf, within }: Of<Kept>, of: Pseudonyms): Promise<number> {
  if (rule.ids.length === 0) return 0;
  const ids = rule.ids.map((name) => sql`${sql.ref(name)} = ${renamed(name, typeOf(name), of)}`);
  const words = rule.words.map(
    (name) => sql`${sql.ref(name)} = case when ${isWord(table, name)} then ${emptied(table, name)} else ${sql.ref(`t.${name}`)} end`,
  );
  const hers = sql`corp_id = ${corpId} and ${within} and ${anyOf(rule.ids.map((name) => named(name, typeOf(name), of)))}`;
  const change = async (which: RawBuilder<unknown>) => {
    const { numAffectedRows } = await sql`update ${sql.table(table)} t set ${sql.join([...ids, ...words])} where ${which}`.execute(db);
    return Number(numAffectedRows ?? 0);
  };
  try {
    return await change(hers);
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  return changeOneByOne(db, table, hers, change);
}

const isTaken = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "23505";

/**
 * A row by her new name is there already: a handler read a fact that was changed before this table was. That row is the newer one, and
 * the old one goes.
 */
async function changeOneByOne(
  db: Db,
  table: string,
  hers: RawBuilder<unknown>,
  change: (which: RawBuilder<unknown>) => Promise<number>,
): Promise<number> {
  const { rows } = await sql<{ place: string }>`select t.ctid::text as place from ${sql.table(table)} t where ${hers}`.execute(db);
  let done = 0;
  for (const { place } of rows) {
    const one = sql`${hers} and t.ctid = ${place}::tid`;
    try {
      done += await change(one);
    } catch (error) {
      if (!isTaken(error)) throw error;
      const { numAffectedRows } = await sql`delete from ${sql.table(table)} t where ${one}`.execute(db);
      done += Number(numAffectedRows ?? 0);
    }
  }
  return done;
}

/** Null stays null; of an operator's own fields only free text is emptied: a choice, or a yes or no, is counted (`field_people`). */
const isWord = (table: string, name: string): RawBuilder<boolean> =>
  table === "customer_field"
    ? sql`not exists (select from custom_field f where f.corp_id = t.corp_id and f.key = t.key and f.kind in ('choice', 'boolean')) and ${sql.ref(`t.${name}`)} is not null`
    : sql`${sql.ref(`t.${name}`)} is not null`;

/** As a projection writes an empty word: a stranger whose group told no name has none. */
const emptied = (table: string, name: string): RawBuilder<string | null> =>
  table === "customer" && name === "name" ? sql`case when t.detailed_at is not null then '' end` : sql`''`;

/** JSON is changed by what it means, not as a text: a name is emptied where it is hers, and nobody else's of the same sound. */
async function changeJson(db: Db, corpId: string, { table, rule, typeOf, within }: Of<Kept>, of: Pseudonyms): Promise<number> {
  if (rule.json.length === 0) return 0;
  const names = [...rule.ids, ...rule.json];
  const parts = rule.json.map((name) => sql`${sql.lit(name)}, ${sql.ref(`t.${name}`)}`);
  const hers = anyOf(rule.ids.map((name) => named(name, typeOf(name), of)));
  let changed = 0;
  for (;;) {
    const count = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ place: string; hers: boolean; json: Record<string, unknown> }>`
        select t.ctid::text as place, ${hers} as hers, jsonb_build_object(${sql.join(parts)}) as json from ${sql.table(table)} t
        where corp_id = ${corpId} and ${within} and ${anyOf(names.map((name) => named(name, typeOf(name), of)))}
        limit ${BATCH} for update`.execute(tx);
      if (rows.length === 0) return 0;
      const fresh = rows.map(({ place, hers: isHers, json }) => ({
        place,
        // By column, so that a column called `keys` is taken for the keys that it holds.
        json: Object.assign(
          {},
          ...Object.entries(json).map(([name, value]) => forgetJson({ [name]: value }, of, isHers && name !== "keys")),
        ),
      }));
      const sets = [
        ...rule.json.map((name) => sql`${sql.ref(name)} = nullif(r.json->${sql.lit(name)}, 'null'::jsonb)`),
        ...rule.ids.map((name) => sql`${sql.ref(name)} = ${renamed(name, typeOf(name), of)}`),
        ...rule.words.map(
          (name) =>
            sql`${sql.ref(name)} = case when ${isWord(table, name)} and r.hers then ${emptied(table, name)} else ${sql.ref(`t.${name}`)} end`,
        ),
      ];
      const list = JSON.stringify(fresh.map((row, i) => ({ ...row, hers: rows[i]?.hers ?? false })));
      await sql`update ${sql.table(table)} t set ${sql.join(sets)}
        from jsonb_to_recordset(${list}::jsonb) as r(place tid, json jsonb, hers boolean)
        where t.corp_id = ${corpId} and t.ctid = r.place`.execute(tx);
      return rows.length;
    });
    changed += count;
    if (count < BATCH) return changed;
  }
}

/** One of these columns names her. */
export const namesHer = (columns: readonly string[], typeOf: (column: string) => string, of: Pseudonyms): RawBuilder<boolean> =>
  anyOf(columns.map((name) => named(name, typeOf(name), of)));

/** The column names her. */
function named(name: string, type: string, of: Pseudonyms): RawBuilder<boolean> {
  const column = sql.ref(`t.${name}`);
  if (type === "bytea") return anyOf(of.long.map(([from]) => sql`position(convert_to(${from}, 'UTF8') in ${column}) > 0`));
  const long = of.long.map(([from]) => sql<boolean>`coalesce(strpos(${column}::text, ${from}) > 0, false)`);
  if (name !== KEY_COLUMN) return anyOf(long);
  return anyOf([...long, sql`coalesce(${column} = any(${of.all.map(([from]) => from)}), false)`]);
}

function renamed(name: string, type: string, of: Pseudonyms): RawBuilder<unknown> {
  const column = sql.ref(`t.${name}`);
  const long = of.long.reduce<RawBuilder<unknown>>((text, [from, to]) => sql`replace(${text}, ${from}, ${to})`, sql`${column}::text`);
  if (type === "text[]") return sql`(${long})::text[]`;
  if (name !== KEY_COLUMN) return long;
  return sql`case ${column} ${sql.join(
    of.all.map(([from, to]) => sql`when ${from} then ${to}`),
    sql` `,
  )} else ${long} end`;
}

const anyOf = (conditions: ReadonlyArray<RawBuilder<unknown>>): RawBuilder<boolean> =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`;
