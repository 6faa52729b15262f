import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { tablesWith } from "../../../test/find-person.ts";
import { type Catalog, type Column, readCatalog } from "#db/catalog";
import type { HeldSection } from "@shuke/contract";
import { privacyWords } from "@shuke/phrases";
import type { Ctx } from "#kit/ctx";
import { forgottenNames, forgottenPeople, nameOf, useTombstoneKey, withoutForgotten } from "#kit/forgotten";
import { customerId } from "#kit/ids";
import { laneOf } from "#kit/people-lanes";
import { eraseRows, eraseTables } from "./erase-rows.ts";
import { everythingOf, sectionsOf } from "./export-person.ts";
import { forgetDuty } from "./forget-duty.ts";
import { forgetPerson } from "./forget-person.ts";
import { herPart } from "./her-part.ts";
import { PEOPLE_TABLES } from "./people-tables.ts";
import { makePseudonyms } from "./pseudonyms.ts";

// A world in which every table that can hold a person holds two, made from the catalogue itself: a new table is filled and searched without
// anybody's help, as soon as it is in PEOPLE_TABLES; and as long as it is not, the first test fails.

const CORP = "ww-privacy";
const NOW = new Date("2026-05-02T03:00:00Z");
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

  test("takes a large table block by block, and misses none", async () => {
    const who = person(8);
    await database.pool.query(
      `insert into customer_note (corp_id, id, customer_id, user_id, body, at)
      select $1, 'block' || n, $2, 'u', repeat('x', 200), now() from generate_series(1, 300) n`,
      [CORP, who.id],
    );
    const of = makePseudonyms(CORP, { externalUserId: who.external, personIds: [], keys: [] });
    const parts = [];
    for (const [from, to] of [
      [0, 2],
      [2, 4],
      [4, null],
    ] as const)
      parts.push((await eraseTables(database.db, CORP, of, ["customer_note"], { from, to })).customer_note?.changed ?? 0);
    expect(parts.every((changed) => changed > 0)).toBe(true);
    expect(parts.reduce((sum, changed) => sum + changed, 0)).toBe(300);
  });

  test("where a handler was quicker and a row by her new name is there already, the old one goes", async () => {
    const who = person(9);
    const of = makePseudonyms(CORP, { externalUserId: who.external, personIds: [], keys: [] });
    const add = (id: string, external: string, state: string) =>
      database.pool.query(
        "insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec) values ($1, $2, $3, $4, $5, 1)",
        [CORP, id, "quick", external, state],
      );
    await add(who.id, who.external, "active");
    await database.pool.query(
      "insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec) values ($1, $2, 'slow', $3, 'active', 1)",
      [CORP, who.id, who.external],
    );
    await add(of.replace(who.id), of.replace(who.external), "ended");
    await eraseTables(database.db, CORP, of, ["relation"]);
    const { rows } = await database.pool.query<{ user_id: string; state: string }>(
      "select user_id, state from relation where corp_id = $1 and external_user_id = $2 order by user_id",
      [CORP, of.replace(who.external)],
    );
    expect(rows).toEqual([
      { user_id: "quick", state: "ended" },
      { user_id: "slow", state: "active" },
    ]);
    expect(await traces(who, ["relation"])).toEqual([]);
  });

  test("keeps her half of the people, so that a rebuild makes the same rows, and a pseudonym nobody can work out", () => {
    const of = pseudonyms();
    expect(laneOf(of.replace(her.id))).toBe(laneOf(her.id));
    expect(of.replace(her.id)).toBe(customerId(CORP, of.replace(her.external)));
    expect(of.replace(her.external)).not.toBe(pseudonyms().replace(her.external));
  });
});

/** She again, as if she had never been forgotten, with a log whose head is true. */
async function anew(who: Person): Promise<Ctx> {
  await fill(who);
  await database.pool.query(
    "insert into person_key (corp_id, kind, value, person_id, linked_at, why) values ($1, 'phone', $2, $3, now(), 'test'), ($1, 'unionid', $4, $3, now(), 'test') on conflict do nothing",
    [CORP, who.phone, who.id, who.unionid],
  );
  await database.pool.query(
    `insert into event_head (corp_id, seq) select $1, max(seq) from event where corp_id = $1
    on conflict (corp_id) do update set seq = excluded.seq`,
    [CORP],
  );
  useTombstoneKey("a key that only tests know, 32 long");
  return { db: database.db, corpId: CORP, actor: { kind: "user", id: "u1", name: "总群主" }, now: NOW, language: "zh-CN" };
}

describe("the duty", () => {
  test("goes on after a crash in the middle with the same pseudonyms, and is done when a whole walk finds nothing", async () => {
    const who = person(3);
    const ctx = await anew(who);
    const others = await rowsOf(other);
    const id = await forgetPerson(ctx, { id: who.id, externalUserId: who.external, saidBy: "console", why: "asked" });
    const row = async () => {
      const { rows } = await database.pool.query<{ state: string; names: unknown; place: number; found: object }>(
        "select state, names, place, found from forgetting where corp_id = $1 and id = $2",
        [CORP, id],
      );
      return rows[0];
    };
    const names = (await row())?.names;
    expect(JSON.stringify(names)).toContain(who.phone);
    // The handlers of this world stand still; an hour later nobody waits for them any more.
    expect(await forgetDuty.run(ctx.db, CORP, NOW)).toBe(1);
    expect(await forgetDuty.run(ctx.db, CORP, NOW)).toBe(1);
    expect(await row()).toMatchObject({ state: "ending" });
    const later = new Date(NOW.getTime() + 2 * 3_600_000);
    await forgetDuty.run(ctx.db, CORP, later);
    await forgetDuty.run(ctx.db, CORP, later);
    expect(await row()).toMatchObject({ state: "erasing", names });
    expect((await row())?.place).toBeGreaterThan(0);

    await database.pool.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$;
      create trigger refuse before update on person_key for each row execute function refuse()`);
    const untilCut = async () => {
      for (let n = 0; n < 20; n += 1) await forgetDuty.run(ctx.db, CORP, later);
    };
    await expect(untilCut()).rejects.toThrow("power cut");
    expect(await row()).toMatchObject({ state: "erasing", names });
    await database.pool.query("drop function refuse cascade");

    let runs = 0;
    for (let now = later; (await row())?.state !== "done" && runs < 60; runs += 1) {
      if ((await forgetDuty.run(ctx.db, CORP, now)) === 0) now = new Date(now.getTime() + 60_000);
    }
    expect(await row()).toMatchObject({ state: "done", names: null, found: { person_key: { changed: expect.any(Number) } } });
    expect(await traces(who, tables())).toEqual([]);
    expect(await rowsOf(other)).toEqual(others);
    // Nothing goes to the name that stands in lists for her.
    const left = await database.pool.query<{ level: string }>("select level from contact_preference where external_user_id like 'gone_%'");
    expect(left.rows).toEqual([{ level: "none" }]);
    const gone = await forgottenNames(ctx.db, CORP, [nameOf("external", who.external), nameOf("phone", who.phone), nameOf("phone", "1")]);
    expect([...gone.keys()]).toContain(nameOf("external", who.external));
    expect(gone.has(nameOf("phone", "1"))).toBe(false);
  });

  test("what WeCom answers lacks her: lists, pages, groups; her own details are nobody's, until she is somebody's friend again", async () => {
    const ctx = await anew(other);
    const [who, somebody] = [person(3).external, other.external];
    expect(await withoutForgotten(ctx.db, CORP, { errcode: 0, external_userid: [somebody, who] })).toEqual({
      errcode: 0,
      external_userid: [somebody],
    });
    const contact = (id: string, createtime: number) => ({ external_contact: { external_userid: id }, follow_info: { createtime } });
    const old = NOW.getTime() / 1000 - 60;
    expect(await withoutForgotten(ctx.db, CORP, { external_contact_list: [contact(who, old), contact(somebody, old)] })).toEqual({
      external_contact_list: [contact(somebody, old)],
    });
    const group = { group_chat: { member_list: [{ userid: who }, { userid: somebody, invitor: { userid: who } }] } };
    expect(await withoutForgotten(ctx.db, CORP, group)).toEqual({ group_chat: { member_list: [{ userid: somebody, invitor: {} }] } });
    expect(
      await withoutForgotten(ctx.db, CORP, { external_contact: { external_userid: who }, follow_user: [{ createtime: old }] }),
    ).toBeNull();
    const again = { external_contact: { external_userid: who }, follow_user: [{ createtime: old + 120 }] };
    expect(await withoutForgotten(ctx.db, CORP, again)).toEqual(again);
    expect(await forgottenPeople(ctx.db, CORP, [who])).toEqual(new Map());
  });
});

describe("the file of what is held on her", () => {
  test("has a part of every table with a row of hers, under a name in both languages, and nobody else's data", async () => {
    const who = person(4);
    const ctx = await anew(who);
    const { sections, about } = await everythingOf(ctx, { id: who.id, externalUserId: who.external });
    const found = await traces(who, holding());
    // Of some there is one row a corp.
    expect(found.length).toBeGreaterThan(holding().length - 4);
    expect(sections.map(({ table }) => table).toSorted()).toEqual(found);
    expect(about).toContain("全部资料");
    const text = JSON.stringify(sections);
    for (const hers of [who.external, who.id, who.phone, JSON.stringify(who.words).slice(1, -1)]) expect(text).toContain(hers);
    for (const theirs of [other.external, other.id, other.phone, other.unionid, "wmSOMEBODY"]) expect(text).not.toContain(theirs);
    for (const language of ["zh-CN", "en"] as const)
      expect(Object.keys(privacyWords[language].tables).toSorted()).toEqual(holding().toSorted());
  });

  test("of large tables has the rows that name her, along their indexes, and says that there may be others", async () => {
    const who = person(6);
    const ctx = await anew(who);
    const found: HeldSection[] = [];
    for await (const section of sectionsOf(ctx, { id: who.id, externalUserId: who.external }, -1)) found.push(section);
    expect(found.every(({ more }) => more)).toBe(true);
    const withRows = found.filter(({ rows }) => rows.length > 0).map(({ table }) => table);
    expect(withRows).toEqual(
      expect.arrayContaining(["event", "customer", "relation", "touch", "enrolment_step", "customer_order", "send_task"]),
    );
    expect(JSON.stringify(found)).not.toContain(other.external);
  });

  test("is given a few times an hour, and each is recorded", async () => {
    const who = person(5);
    const ctx = await anew(who);
    const take = (now: Date) => everythingOf({ ...ctx, now }, { id: who.id, externalUserId: who.external });
    for (let n = 0; n < 5; n += 1) await take(NOW);
    await expect(take(NOW)).rejects.toMatchObject({ code: "exportTooOften" });
    await take(new Date(NOW.getTime() + 3_600_001));
    const { rows } = await database.pool.query<{ n: number }>(
      "select count(*)::int as n from audit where verb = 'privacy.export' and kind = 'export' and subject = $1",
      [`customer:${who.id}`],
    );
    expect(rows[0]?.n).toBe(6);
  });

  test("of a page with many she has her own line", () => {
    const names = new Set(["wmHERHERHER"]);
    const page = {
      people: [
        ["wmHERHERHER", "她", "staff-1"],
        ["wmOTHEROTHER", "别人", "staff-1"],
      ],
      at: 3,
    };
    expect(herPart(page, names, false)).toEqual({ people: [["wmHERHERHER", "她", "staff-1"]] });
    expect(herPart({ recipients: ["wmHERHERHER", "wmOTHEROTHER"], msgid: "m" }, names, false)).toEqual({ recipients: ["wmHERHERHER"] });
    expect(herPart({ externalUserId: "wmHERHERHER", invitor: "wmOTHEROTHER", n: 1 }, names, false)).toEqual({
      externalUserId: "wmHERHERHER",
      invitor: "…",
      n: 1,
    });
    expect(herPart({ externalUserId: "wmOTHEROTHER", name: "别人" }, names, false)).toBeUndefined();
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
  const words = [who.words, JSON.stringify(who.words).slice(1, -1), JSON.stringify(JSON.stringify(who.words)).slice(3, -3)];
  const found = await tablesWith(database.pool, [who.external, who.id, who.unionid, who.phone, ...words], among);
  const { rows } = await database.pool.query<{ n: number }>("select count(*)::int as n from person_key where value = $1", [who.card]);
  const held = (rows[0]?.n ?? 0) > 0 && among.includes("person_key") ? ["person_key"] : [];
  return [...new Set([...found, ...held])].toSorted();
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
