import { type RawBuilder, sql } from "kysely";
import { leavesOf, type SegmentNode } from "@shuke/contract";
import type { Db } from "#db/connect";
import { conditionKey, keyOf, leafSql, probeMade } from "./compile.ts";
import type { Frame, MadeSet, SetPart } from "./types.ts";

/** One condition that asks a table; conditions with the same `walk` ask the same rows of it. */
export type Asking = { walk: string; condition: string; key: "id" | "external"; part: SetPart };

/** What the sets of a tree are read from. */
export function askingsOf(db: Db, frame: Frame, root: SegmentNode): Asking[] {
  return leavesOf(root).flatMap(({ leaf }) => {
    const { set } = leafSql(frame, leaf);
    if (!set) return [];
    // What is no part of anything is shared by those who ask exactly the same.
    const part = set.part ?? { of: sql`(${set.rows}) x(key) where true`, key: sql`x.key`, row: sql`true` };
    const { sql: text, parameters } = sql`${part.key} ${part.of}`.compile(db);
    return [{ walk: JSON.stringify([text, parameters]), condition: conditionKey(leaf), key: set.key, part }];
  });
}

/** Those that share a walk, directly or through others, in the order of the first of each; never more than `most` together. */
export function together<T extends { askings: readonly Asking[] }>(items: readonly T[], most: number): T[][] {
  let groups: Array<{ walks: Set<string>; items: T[] }> = [];
  for (const item of items) {
    const mine = item.askings.map(({ walk }) => walk);
    const near = groups.filter(({ walks }) => mine.some((walk) => walks.has(walk)));
    const merged = {
      walks: new Set(mine.concat(...near.map(({ walks }) => [...walks]))),
      items: [...near.flatMap((one) => one.items), item],
    };
    const [first] = near;
    groups = first ? groups.flatMap((group) => (group === first ? [merged] : near.includes(group) ? [] : [group])) : [...groups, merged];
  }
  return groups.flatMap(({ items: all }) =>
    Array.from({ length: Math.ceil(all.length / most) }, (_, i) => all.slice(i * most, (i + 1) * most)),
  );
}

type Table = { table: string; key: "id" | "external"; rows: number };
/** Sets that were made, and the tables of this session in which they are. */
export type Made = { sets: Map<string, MadeSet>; tables: Table[] };

/** Makes sets: each table is walked through once, with one column for every condition. `names` gets those of the tables to be dropped. */
export async function makeParts(askings: readonly Asking[], inTransaction: InTransaction, names: string[]): Promise<Made> {
  const made: Made = { sets: new Map(), tables: [] };
  for (const asking of Map.groupBy(askings, ({ walk }) => walk).values()) {
    const conditions = [...new Map(asking.map((one) => [one.condition, one])).values()];
    const table = `segment_part_${made.tables.length}`;
    const rows = await inTransaction((tx) => makeTable(tx, table, walkThrough(conditions.map(({ part }) => part))));
    names.push(table);
    for (const { key } of asking.slice(0, 1)) made.tables.push({ table, key, rows });
    for (const [i, { condition }] of conditions.entries()) {
      made.sets.set(condition, { table, column: conditions.length === 1 ? null : `v${i}` });
    }
  }
  return made;
}

export type InTransaction = <T>(work: (tx: Db) => Promise<T>) => Promise<T>;

/** A plain query is computed on several cores where that helps, INSERT … SELECT is not. Answers about how many rows. */
async function makeTable(tx: Db, table: string, query: RawBuilder<unknown>): Promise<number> {
  await sql`create temporary table ${sql.ref(table)} as ${query}`.execute(tx);
  await sql`analyze ${sql.ref(table)}`.execute(tx);
  const { rows } = await sql<{ n: number }>`select reltuples::float8 as n from pg_class where oid = ${table}::regclass`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Where it is known who fulfils which of some trees, at most 60: a bit for each, in their order. */
export const ANSWERS = "segment_answers";

/** Looks at everybody once for all trees, by sets that were made. */
export async function answerAll(
  frame: Frame,
  roots: readonly SegmentNode[],
  tables: readonly Table[],
  inTransaction: InTransaction,
): Promise<void> {
  const bits = roots.map((root, i) => sql`case when ${probeMade(frame, root)} then ${bitOf(i)} else 0 end`);
  const joins = tables.map((one) => {
    const mine = sql.ref(one.key === "id" ? "c.id" : "c.external_user_id");
    return sql`left join ${sql.ref(one.table)} on ${keyOf(one)} = ${mine}`;
  });
  // OFFSET 0, because the bits would be computed twice otherwise: once to be looked at, once to be kept.
  const query = sql`select id, bits from (select c.id, ${sql.join(bits, sql` | `)} as bits from customer c ${sql.join(joins, sql` `)}
    where c.corp_id = ${frame.corpId} offset 0) a where bits <> 0`;
  await inTransaction((tx) => makeTable(tx, ANSWERS, query));
}

/** Who fulfils the tree of this place. */
export const answered = (place: number) => sql<{ id: string }>`select id from ${sql.ref(ANSWERS)} where bits & ${bitOf(place)} <> 0`;

const bitOf = (place: number) => sql`${String(2n ** BigInt(place))}::bigint`;

/** Everybody who fulfils at least one of the conditions, with an answer to each. */
function walkThrough(parts: readonly SetPart[]): RawBuilder<unknown> {
  const [first] = parts;
  if (!first) throw new Error("nothing is asked");
  const single = parts.every((part) => part.single);
  const answers = parts.map(({ row, test }) =>
    single ? sql`(${row})` : test ? sql`(${test(sql` filter (where ${row})`)})` : sql`bool_or(${row})`,
  );
  const columns = parts.length === 1 ? [] : answers.map((answer, i) => sql`${answer} as ${sql.ref(`v${i}`)}`);
  const either = (tests: readonly RawBuilder<unknown>[]) => sql`(${sql.join(tests, sql` or `)})`;
  const rows = sql`select ${sql.join([sql`${first.key} as key`, ...columns])} from ${first.of}
    and ${either(parts.map(({ row }) => sql`(${row})`))}`;
  return single ? rows : sql`${rows} group by ${first.key} having ${either(answers)}`;
}
