import type { api, HeldSection, OutputOf, ParsedInputOf } from "@shuke/contract";
import { privacyWords } from "@shuke/phrases";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { customerInScope } from "#modules/customers";
import { blocksOf, type Column, columnsOf, namesHer } from "./erase-rows.ts";
import { herPart, masked } from "./her-part.ts";
import { namesOfPerson } from "./her-names.ts";
import { PEOPLE_TABLES } from "./people-tables.ts";
import { pseudonymsOf } from "./pseudonyms.ts";

/** Rows of one table in a file; who has more is told so. */
const MOST_ROWS = 5000;
/** Half a gigabyte, in blocks: some two million facts, searched in some ten seconds (measured). */
const LARGE = 65_536;
/** Files of one person in an hour: each reads every table. */
const MOST_AN_HOUR = 5;
const LONG = 6;
/** Columns that are the house's own machinery, not about her. */
const OURS: ReadonlySet<string> = new Set(["corp_id", "actor", "envelope", "lease_by", "told_seq", "cause_seq"]);

export async function exportPerson(
  ctx: Ctx,
  { customerId }: ParsedInputOf<typeof api.privacy.export>,
): Promise<OutputOf<typeof api.privacy.export>> {
  const customer = await customerInScope(ctx, customerId);
  if (!customer) throw notFound("customer", customerId);
  return everythingOf(ctx, customer);
}

/** Everything that is held on somebody, by the same list of tables by which she is forgotten. */
export async function everythingOf(ctx: Ctx, customer: Whom): Promise<OutputOf<typeof api.privacy.export>> {
  await noteExport(ctx, customer.id);
  const sections: HeldSection[] = [];
  for await (const section of sectionsOf(ctx, customer)) sections.push(section);
  return { ...headOf(ctx, customer), sections };
}

/** The same as a file that is written while it is read: nobody holds all of it. Refuses before the first piece, and records it then. */
export async function* fileOf(ctx: Ctx, customer: Whom): AsyncGenerator<string> {
  await noteExport(ctx, customer.id);
  const head = JSON.stringify(headOf(ctx, customer), null, 1);
  yield `${head.slice(0, -2)},\n "sections": [`;
  let comma = "";
  for await (const section of sectionsOf(ctx, customer)) {
    yield `${comma}\n${JSON.stringify(section, null, 1)}`;
    comma = ",";
  }
  yield "\n ]\n}\n";
}

export type Whom = { id: string; externalUserId: string; name?: string | null };

const headOf = (ctx: Ctx, { id, name }: Whom) => ({
  at: ctx.now.toISOString(),
  customer: { id, name: name ?? "" },
  about: privacyWords[ctx.language ?? "zh-CN"].about,
});

/** A file that is taken is on record before its first line; so many of one person an hour. */
async function noteExport(ctx: Ctx, id: string): Promise<void> {
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit
      where corp_id = ${ctx.corpId} and subject = ${`customer:${id}`} and verb = 'privacy.export'
        and at > ${new Date(ctx.now.getTime() - 3_600_000)}`.execute(unit.db);
    if ((rows[0]?.n ?? 0) >= MOST_AN_HOUR) throw new Problem("exportTooOften", {}, 429);
    await unit.audit("privacy.export", `customer:${id}`, {});
  });
}

/**
 * A table after the other. Of tables larger than `large` blocks only the rows that name her in a column of their own are looked for, along
 * their indexes: to search ten million facts for a mention takes longer than anybody waits. Then `more` says that there may be others.
 */
export async function* sectionsOf(ctx: Ctx, customer: { id: string; externalUserId: string }, large = LARGE): AsyncGenerator<HeldSection> {
  const { db, corpId } = ctx;
  const of = await namesOfPerson(db, corpId, customer);
  // A short membership number stands in other words by chance.
  const names = new Set([...of.externalIds, ...of.customerIds, ...of.personIds, ...of.keys].filter((name) => name.length >= LONG));
  const columns = await columnsOf(db);
  const sizes = await blocksOf(db);
  const titles: Readonly<Record<string, string | undefined>> = privacyWords[ctx.language ?? "zh-CN"].tables;
  for (const table of Object.keys(PEOPLE_TABLES)) {
    const found = await rowsOf(
      ctx,
      table,
      columns.filter((column) => column.table === table),
      names,
      (sizes.get(table) ?? 0) > large,
    );
    if (found === null || (found.rows.length === 0 && !found.more)) continue;
    const fate = PEOPLE_TABLES[table]?.keeps === "gone" ? "deleted" : "anonymous";
    yield { table, title: titles[table] ?? table, fate, ...found };
  }
}

async function rowsOf({ db, corpId }: Ctx, table: string, columns: readonly Column[], names: ReadonlySet<string>, isLarge: boolean) {
  const rule = PEOPLE_TABLES[table];
  if (!rule || rule.keeps === "nobody") return null;
  const of = pseudonymsOf([...names].map((name) => [name, ""] as const));
  const searched = [...rule.ids, ...(rule.keeps === "gone" ? rule.mentions : rule.json)];
  const typeOf = (name: string) => columns.find((column) => column.name === name)?.type ?? "text";
  const shown = columns.filter(({ name }) => !OURS.has(name));
  // Files as they came are searched as bytes and shown as text, the lines with her in them.
  const parts = shown.map(({ name, type }) =>
    type === "bytea" ? sql`${sql.lit(name)}, encode(${sql.ref(`t.${name}`)}, 'escape')` : sql`${sql.lit(name)}, ${sql.ref(`t.${name}`)}`,
  );
  const exact = [...names].flatMap((name) => [name, `customer:${name}`, `person:${name}`]);
  const equals = rule.ids.map((name) =>
    typeOf(name) === "text[]" ? sql`${sql.ref(`t.${name}`)} && ${exact}::text[]` : sql`${sql.ref(`t.${name}`)} = any(${exact}::text[])`,
  );
  if (isLarge && equals.length === 0) return { rows: [], more: true };
  const where = isLarge ? sql`(${sql.join(equals, sql` or `)})` : namesHer(searched, typeOf, of);
  const { rows } = await sql<{ hers: boolean; row: Record<string, unknown> }>`
    select ${namesHer(rule.ids, typeOf, of)} as hers, jsonb_build_object(${sql.join(parts)}) as row from ${sql.table(table)} t
    where corp_id = ${corpId} and ${where} limit ${MOST_ROWS + 1}`.execute(db);
  const isFile = new Set(shown.flatMap(({ name, type }) => (type === "bytea" ? [name] : [])));
  const list = rows.slice(0, MOST_ROWS).map(({ hers, row }) => partOfRow(row, hers, isFile, names));
  return { rows: list, more: isLarge || rows.length > MOST_ROWS };
}

function partOfRow(row: Record<string, unknown>, hers: boolean, isFile: ReadonlySet<string>, names: ReadonlySet<string>) {
  const entries = Object.entries(row).flatMap(([name, value]): Array<[string, unknown]> => {
    if (value === null || value === "") return [];
    if (typeof value === "string" && isFile.has(name)) return [[name, linesWith(value, names)]];
    if (typeof value === "object") {
      const part = herPart(value, names, hers && !Array.isArray(value));
      return part === undefined ? [] : [[name, part]];
    }
    return [[name, typeof value === "string" ? masked(value, names) : value]];
  });
  return Object.fromEntries(entries);
}

const linesWith = (file: string, names: ReadonlySet<string>): string[] =>
  file.split(/\r?\n/).filter((line) => [...names].some((name) => line.includes(name)));
