import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customerId } from "#kit/ids";
import * as customers from "#modules/customers";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp, ctxOf } from "../../../test/middle/corp.ts";
import { settleHandlers } from "../../../test/middle/replay.ts";
import { valuesOf } from "./ask.ts";
import { createField, updateField } from "./define-field.ts";
import { importFields } from "./import-fields.ts";
import { handlers } from "./index.ts";
import { listFields } from "./list-fields.ts";
import { setField } from "./set-field.ts";

let database: TestDatabase;
let corpId = "";
const keys: Record<string, string> = {};
const id = (n: number) => customerId(corpId, `wm${n}`);
const ctx = () => ctxOf(database.db, corpId);
const settle = () => settleHandlers(database.db, corpId, [...handlers, ...customers.handlers]);
const create = (input: object) => createField(ctx(), api.fields.create.input.parse(input));
const set = (n: number, key: string, value: string | number | boolean | null) =>
  setField(ctx(), { customerId: id(n), values: [{ key: keys[key] ?? key, value }], why: "" });
const list = async () => (await listFields(ctx(), { archived: true })).fields;

beforeAll(async () => {
  database = await createTestDatabase();
  corpId = await createCorp(database.db);
  for (let n = 1; n <= 5; n += 1) {
    await sql`insert into customer (corp_id, id, external_user_id, name, state, unionid)
      values (${corpId}, ${id(n)}, ${`wm${n}`}, ${`顾客${n}`}, 'friend', ${n === 5 ? "un5" : ""})`.execute(database.db);
  }
  keys["taste"] = (await create({ name: "口味", kind: "choice", options: ["少糖", "无糖"], listed: true })).key;
  keys["birthday"] = (await create({ name: "生日", kind: "date" })).key;
  keys["member"] = (await create({ name: "会员", kind: "boolean" })).key;
});
afterAll(() => database.drop());

test("a value is set, changed and taken away, and each fact says what was there before", async () => {
  expect(await set(1, "taste", "少糖")).toEqual({ changed: 1 });
  await settle();
  expect(await set(1, "taste", "少糖")).toEqual({ changed: 0 });
  await set(1, "taste", "无糖");
  await settle();
  await set(2, "taste", "无糖");
  await set(2, "member", false);
  await settle();
  const taste = (await list()).find(({ name }) => name === "口味");
  expect(taste).toMatchObject({
    people: 2,
    options: [
      { name: "少糖", people: 0 },
      { name: "无糖", people: 2 },
    ],
  });
  await set(1, "taste", null);
  await settle();
  expect((await list()).map(({ name, people, yes }) => [name, people, yes])).toEqual([
    ["口味", 1, 0],
    ["生日", 0, 0],
    ["会员", 1, 0],
  ]);
  const { rows } = await sql<{ value: unknown; before: unknown }>`select data -> 'value' as value, data -> 'before' as before from event
    where corp_id = ${corpId} and subject = ${`customer:${id(1)}`} order by seq`.execute(database.db);
  const [few, none] = taste?.options.map((option) => option.id) ?? [];
  expect(rows).toEqual([
    { value: few, before: null },
    { value: none, before: few },
    { value: null, before: none },
  ]);
});

test("a value that does not fit is refused in words, and nothing of the same call is written", async () => {
  const both = [
    { key: keys["member"] ?? "", value: true },
    { key: keys["birthday"] ?? "", value: "明天" },
  ];
  await expect(setField(ctx(), { customerId: id(3), values: both, why: "" })).rejects.toMatchObject({ code: "fieldValueDate" });
  await expect(set(3, "fld_nothing", 1)).rejects.toMatchObject({ code: "notFound" });
  await settle();
  expect(await valuesOf(ctx(), [id(3)])).toEqual([]);
});

test("an option keeps its people under another name; a field that was put away takes no values and frees its name", async () => {
  const [few, none] = (await list()).find(({ name }) => name === "口味")?.options ?? [];
  const options = [{ id: none?.id, name: "零糖" }, { id: few?.id, name: "少糖" }, { name: "全糖" }];
  await updateField(ctx(), { key: keys["taste"] ?? "", options });
  expect((await list())[0]?.options.map(({ name, people }) => [name, people])).toEqual([
    ["零糖", 1],
    ["少糖", 0],
    ["全糖", 0],
  ]);
  await expect(create({ name: "生日", kind: "text" })).rejects.toMatchObject({ code: "fieldNameTaken" });
  const { key } = await create({ name: "临时", kind: "text" });
  await updateField(ctx(), { key, archived: true });
  await expect(set(1, key, "x")).rejects.toMatchObject({ code: "fieldArchived" });
  await create({ name: "临时", kind: "number" });
  await expect(updateField(ctx(), { key, archived: false })).rejects.toMatchObject({ code: "fieldNameTaken" });
  await expect(create({ name: "空选项", kind: "choice" })).rejects.toMatchObject({ code: "fieldOptionsMissing" });
});

test("a file brings values of many; bad cells are told by line in words, and the same file twice changes nothing", async () => {
  const csv = [
    "\uFEFF外部联系人ID,口味,生日,会员",
    "wm1,零糖,2000-02-29,是",
    "wm2,,1999/1/2,",
    "wm3,半糖,,",
    "wm9,少糖,,",
    ",少糖,,",
    "wm4,少糖",
    '"wm4",少糖,,否',
  ].join("\r\n");
  const dry = await importFields(ctx(), { csv, dryRun: true });
  expect(dry).toMatchObject({ rows: 7, changed: 6, unchanged: 0, rejected: 4, fields: ["口味", "生日", "会员"] });
  expect(dry.errors.map(({ line, code }) => [line, code])).toEqual([
    [4, "fieldValueChoice"],
    [6, "fieldRowNobody"],
    [7, "storesRowWidth"],
    [5, "fieldRowUnknown"],
  ]);
  expect(dry.errors[0]?.message).toContain("零糖、少糖、全糖");
  await settle();
  expect(await valuesOf(ctx(), [id(4)])).toEqual([]);
  expect(await importFields(ctx(), { csv, dryRun: false })).toMatchObject({ changed: 6, rejected: 4 });
  await settle();
  expect(await importFields(ctx(), { csv, dryRun: false })).toMatchObject({ changed: 0, unchanged: 6 });
  expect((await valuesOf(ctx(), [id(1)], [keys["birthday"] ?? ""]))[0]?.value).toBe("2000-02-29");
  expect(await importFields(ctx(), { csv: "unionid,会员\nun5,是\n", dryRun: false })).toMatchObject({ changed: 1 });
  await expect(importFields(ctx(), { csv: "名字,口味\n小梅,少糖\n", dryRun: true })).rejects.toMatchObject({ code: "fieldCsvNoId" });
  await expect(importFields(ctx(), { csv: "unionid,爱好\nun5,茶\n", dryRun: true })).rejects.toMatchObject({ code: "fieldCsvColumns" });
});
