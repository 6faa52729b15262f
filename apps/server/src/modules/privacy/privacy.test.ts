import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { type Catalog, type Column, readCatalog } from "#db/catalog";
import { customerId } from "#kit/ids";
import { laneOf } from "#kit/people-lanes";
import { eraseRows } from "./erase-rows.ts";
import { PEOPLE_TABLES } from "./people-tables.ts";
import { makePseudonyms } from "./pseudonyms.ts";

// A world in which every table that can hold a person holds two, made from the catalogue itself: a new table is filled and searched without
// anybody's help, as soon as it is in PEOPLE_TABLES; and as long as it is not, the first test fails.

const CORP = "ww-privacy";
type Person = { external: string; id: string; unionid: string; phone: string; card: string; words: string };
const person = (n: number): Person => {
  const external = `wmPRIVACYperson${n}AAAAAAAAAAAA`;
  return {
    external,
    id: customerId(CORP, external),
    unionid: `oUNIONof${n}aaaaaaaa`,
    phone: `1380000000${n}`,
    card: `${n}2`,
    words: `林小满的话 "${n}"`,
  };
};
const her = person(1);
const other = person(2);
const pseudonyms = () => makePseudonyms(CORP, { externalUserId: her.external, personIds: [], keys: [her.unionid, her.phone, her.card] });

let database: TestDatabase;
let catalog: Catalog;
const tables = () => catalog.relations.filter(({ kind }) => kind === "r" || kind === "p").map(({ name }) => name);
const holding = () => Object.keys(PEOPLE_TABLES).filter((table) => PEOPLE_TABLES[table]?.keeps !== "nobody");

beforeAll(async () => {
  database = await createTestDatabase();
  catalog = await readCatalog(database.pool);
});
afterAll(() => database.drop());

describe("every table", () => {
  test("says whom it keeps, in people-tables.ts: one line", () => {
    const whole = catalog.relations.filter(({ kind, detail }) => (kind === "r" || kind === "p") && !detail?.startsWith("partition of"));
    expect(Object.keys(PEOPLE_TABLES).toSorted()).toEqual(whole.map(({ name }) => name).toSorted());
  });

  test("has the columns that its line names", () => {
    const known = new Set(catalog.columns.map(({ table, name }) => `${table}.${name}`));
    expect(
      holding()
        .flatMap((table) => namedColumns(table).map((name) => `${table}.${name}`))
        .filter((name) => !known.has(name)),
    ).toEqual([]);
  });

  test("with a column of a customer's is not called nobody's", () => {
    const telling = catalog.columns.filter(({ name }) => /customer_id|external_user|unionid|openid|avatar|phone|mobile|^person/.test(name));
    const wrong = telling.filter(({ table }) => PEOPLE_TABLES[table]?.keeps === "nobody").map(({ table, name }) => `${table}.${name}`);
    expect(wrong).toEqual([]);
  });
});

describe("erasing", () => {
  test("leaves no trace of her in any column of any table, all of the others, and goes on after a crash in the middle", async () => {
    await fill(her);
    await fill(other);
    expect(await traces(her, holding())).toEqual(holding().toSorted());
    const others = await rowsOf(other);
    const of = pseudonyms();

    // The table in the middle refuses once: what was done stays done, the rest is done by the same call again.
    await database.pool.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$;
      create trigger refuse before update on person_key for each row execute function refuse()`);
    await expect(eraseRows(database.db, CORP, of)).rejects.toThrow("power cut");
    const left = await traces(her, tables());
    expect(left).toContain("person_key");
    expect(left).not.toContain("event");
    await database.pool.query("drop function refuse cascade");

    await eraseRows(database.db, CORP, of);
    expect(await traces(her, tables())).toEqual([]);
    expect(await rowsOf(other)).toEqual(others);
    expect(await eraseRows(database.db, CORP, of)).toEqual({});
  });

  test("keeps her half of the people, so that a rebuild makes the same rows, and a pseudonym nobody can work out", () => {
    const of = pseudonyms();
    expect(laneOf(of.replace(her.id))).toBe(laneOf(her.id));
    expect(of.replace(her.id)).toBe(customerId(CORP, of.replace(her.external)));
    expect(of.replace(her.external)).not.toBe(pseudonyms().replace(her.external));
  });
});

function namedColumns(table: string): string[] {
  const rule = PEOPLE_TABLES[table];
  if (!rule || rule.keeps === "nobody") return [];
  return rule.keeps === "gone" ? [...rule.ids, ...rule.mentions] : [...rule.ids, ...rule.words, ...rule.json];
}

let count = 0;

/** A row about her in each table that can hold one: her ids, words and JSON in all columns named, anything in those that must not be null. */
async function fill(who: Person): Promise<void> {
  await database.pool.query("insert into corp (corp_id, name, created_at) values ($1, 'Privacy', now()) on conflict do nothing", [CORP]);
  await database.pool.query(
    `insert into custom_field (corp_id, key, name, kind, created_at) values ($1, 'x', 'x', 'text', now())
    on conflict do nothing`,
    [CORP],
  );
  for (const table of holding()) {
    count += 1;
    const columns = catalog.columns.filter((column) => column.table === table && !column.generated && column.identity === "");
    const values = columns.flatMap((column) => {
      const value = valueFor(column, who);
      return value === undefined ? [] : [{ name: column.name, value }];
    });
    const places = values.map((_, i) => `$${i + 1}`);
    await database.pool.query(
      `insert into ${table} (${values.map(({ name }) => `"${name}"`).join(", ")}) values (${places.join(", ")}) on conflict do nothing`,
      values.map(({ value }) => value),
    );
  }
}

function valueFor({ table, name, type, notNull, default: preset }: Column, who: Person): unknown {
  const rule = PEOPLE_TABLES[table];
  if (name === "corp_id") return CORP;
  if (rule?.keeps === "kept" && rule.words.includes(name)) return who.words;
  if (namedColumns(table).includes(name)) {
    if (name === "keys" && type === "jsonb") return JSON.stringify({ phone: who.phone, unionid: who.unionid, external: who.external });
    if (type === "jsonb" || type === "json") return JSON.stringify(jsonOf(who));
    if (type === "bytea") return Buffer.from(`order,phone\n1,${who.phone}`);
    return type === "text[]" ? ["somebody", who.external] : idOf(name, who);
  }
  if (table === "customer_field" && name === "key") return "x";
  if (!notNull || preset !== null) return undefined;
  const check = catalog.constraints.find((one) => one.table === table && new RegExp(`\\(${name} = ANY \\(ARRAY\\['`).test(one.definition));
  const word = check && /ARRAY\['([^']+)'/.exec(check.definition)?.[1];
  if (word !== undefined) return word;
  if (type.startsWith("timestamp") || type === "date") return "2026-05-01";
  if (type === "jsonb" || type === "json") return "{}";
  if (type === "text[]") return [];
  if (type === "boolean") return false;
  if (type === "bytea") return Buffer.from("x");
  return type === "text" ? `x${count}` : count;
}

function idOf(name: string, who: Person): string {
  if (name === "subject") return `customer:${who.id}`;
  if (name === "value") return who.card;
  if (name === "message" || name === "last_error" || name === "error") return `<xml><ExternalUserID>${who.external}</ExternalUserID></xml>`;
  if (name === "source_key" || name === "dedupe_key" || name === "touch_key") return `welcome/${who.external}/1`;
  if (name === "b_id") return `${who.id}b`;
  return /external|recipient|member|visitor|customer$|with_id|sender|person$|key/.test(name) ? who.external : who.id;
}

const jsonOf = (who: Person) => ({
  externalUserId: who.external,
  name: who.words,
  nested: { customerId: who.id, remark: who.words, field: { kind: "text" } },
  recipients: ["wmSOMEBODY", who.external],
  keys: { phone: who.phone, unionid: who.unionid },
  people: [[who.external, who.words, "staff", 1, 1, 1, who.unionid, who.words, 1, "state", who.words, who.words]],
  members: [[who.external, who.words, 1, 2, 3, who.unionid]],
  results: { [who.external]: { status: 1 } },
});

/** Tables in any row of which something of hers is to be found, in whatever column. */
async function traces(who: Person, among: readonly string[]): Promise<string[]> {
  const needles = [who.external, who.id, who.unionid, who.phone, who.words, JSON.stringify(who.words).slice(1, -1)];
  const hex = needles.map((needle) => Buffer.from(needle).toString("hex"));
  const found = await Promise.all(
    among.map(async (table) => {
      const { rows } = await database.pool.query<{ n: number }>(
        `select count(*)::int as n from ${table} t, lateral (select string_agg(value, chr(10)) as words from jsonb_each_text(to_jsonb(t))) w
         where exists (select from unnest($1::text[]) needle where strpos(w.words, needle) > 0)
           or ($2 <> '' and exists (select from jsonb_each_text(to_jsonb(t)) where key = 'value' and value = $2))`,
        [[...needles, ...hex], who.card],
      );
      return (rows[0]?.n ?? 0) > 0 ? [table] : [];
    }),
  );
  return found.flat().toSorted();
}

async function rowsOf(who: Person): Promise<Record<string, unknown[]>> {
  const rows = holding().map(async (table) => {
    const { rows: found } = await database.pool.query<{ row: unknown }>(
      `select to_jsonb(t) as row from ${table} t where strpos(to_jsonb(t)::text, $1) > 0`,
      [who.external],
    );
    return [table, found.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}
