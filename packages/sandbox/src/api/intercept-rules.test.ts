import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

const ADD = "externalcontact/add_intercept_rule";
const rule = (input: object = {}): object => ({
  rule_name: "不报价",
  word_list: ["底价"],
  intercept_type: 1,
  applicable_range: { user_list: ["staff001"] },
  ...input,
});

async function idOf(h: Harness, input: object = {}): Promise<string> {
  return String((await h.api(ADD, rule(input))).rule_id);
}

async function firstRule(h: Harness): Promise<string> {
  const rules: { rule_id: string }[] = listIn(await h.api("externalcontact/get_intercept_rule_list"), "rule_list");
  return rules[0]?.rule_id ?? "";
}

test("a rule blocks or warns what staff write to customers; customers may say what they like", async () => {
  const h = await createHarness();
  const mei = await h.sb.act({ who: "new", do: "add", userid: "staff001" });
  await idOf(h, { semantics_list: [1, 2] });
  const say = async (text: string, who = "staff001"): Promise<object> => {
    const { error, warned } = await h.sb.act({ who, do: "say", to: who === "staff001" ? mei.who : "staff001", text });
    return { error, warned };
  };
  expect(await say("今天底价 9 元")).toMatchObject({ error: expect.stringContaining("不报价") });
  expect(await say("打 13800001111 找我")).toMatchObject({ error: expect.stringContaining("不报价") });
  expect(await say("写到 a@b.cn")).toMatchObject({ error: expect.stringContaining("不报价") });
  expect(await say("今天有券")).toEqual({});
  expect(await say("底价是多少", mei.who)).toEqual({});
  const rule_id = await firstRule(h);
  expect((await h.api("externalcontact/update_intercept_rule", { rule_id, intercept_type: 2 })).errcode).toBe(0);
  expect(await say("今天底价 9 元")).toEqual({ warned: "不报价" });
});

test("a rule is read back, changed part by part, and deleted", async () => {
  const h = await createHarness();
  const rule_id = await idOf(h, { semantics_list: [3] });
  const update = async (change: object): Promise<number> =>
    (await h.api("externalcontact/update_intercept_rule", { rule_id, ...change })).errcode;
  expect(await update({ word_list: [], add_applicable_range: { user_list: ["staff002"], department_list: [1] } })).toBe(0);
  expect(
    await update({ rule_name: "改名", extra_rule: { semantics_list: [] }, remove_applicable_range: { user_list: ["staff001"] } }),
  ).toBe(0);
  expect(await h.api("externalcontact/get_intercept_rule", { rule_id })).toMatchObject({
    rule: {
      rule_id,
      rule_name: "改名",
      word_list: ["底价"],
      extra_rule: { semantics_list: [] },
      intercept_type: 1,
      applicable_range: { user_list: ["staff002"], department_list: [1] },
    },
  });
  expect(await update({ remove_applicable_range: { user_list: ["staff002"], department_list: [1] } })).toBe(40058);
  expect((await h.api("externalcontact/del_intercept_rule", { rule_id })).errcode).toBe(0);
  expect((await h.api("externalcontact/del_intercept_rule", { rule_id })).errcode).toBe(41071);
  expect((await h.api("externalcontact/get_intercept_rule", { rule_id })).errcode).toBe(41071);
  expect(await update({})).toBe(41071);
  expect((await h.api("externalcontact/get_intercept_rule", { rule_id: "none" })).errcode).toBe(41070);
  expect((await h.api("externalcontact/update_intercept_rule", { rule_id: "none" })).errcode).toBe(41070);
  expect((await h.api("externalcontact/del_intercept_rule", { rule_id: "none" })).errcode).toBe(41070);
});

test("rules have names of their own and a range that exists and is visible", async () => {
  const h = await createHarness();
  const add = async (input: object): Promise<number> => (await h.api(ADD, rule(input))).errcode;
  expect(await add({})).toBe(0);
  expect(await add({})).toBe(41077);
  const other = await idOf(h, { rule_name: "另一条" });
  expect((await h.api("externalcontact/update_intercept_rule", { rule_id: other, rule_name: "不报价" })).errcode).toBe(41077);
  expect(await add({ rule_name: "b", applicable_range: {} })).toBe(40058);
  expect(await add({ rule_name: "b", applicable_range: { user_list: ["nobody"] } })).toBe(60111);
  expect(await add({ rule_name: "b", applicable_range: { department_list: [99] } })).toBe(60003);
  const change = async (range: object): Promise<number> =>
    (await h.api("externalcontact/update_intercept_rule", { rule_id: other, add_applicable_range: range })).errcode;
  expect(await change({ user_list: ["nobody"] })).toBe(60111);
  expect(await change({ department_list: [99] })).toBe(60003);
  const narrow = h.as(await h.app({ users: ["staff001"] }));
  const inside = async (path: string, body: object): Promise<number> => (await narrow.api(path, body)).errcode;
  expect(await inside(ADD, rule({ rule_name: "c", applicable_range: { user_list: ["staff002"] } }))).toBe(60111);
  expect(await inside(ADD, rule({ rule_name: "c", applicable_range: { department_list: [1] } }))).toBe(60011);
  expect(await inside("externalcontact/update_intercept_rule", { rule_id: other, add_applicable_range: { department_list: [1] } })).toBe(
    60011,
  );
});

test("at most 100 rules, and so many members in one", async () => {
  const h = await createHarness({ settings: { limits: { "intercept.users-total": 2 } } });
  const add = async (n: number, users: string[]): Promise<number> =>
    (await h.api(ADD, rule({ rule_name: `第 ${n} 条`, applicable_range: { user_list: users } }))).errcode;
  expect(await add(0, ["staff001", "staff002", "staff003"])).toBe(41076);
  for (let n = 1; n <= 100; n++) expect(await add(n, ["staff001", "staff002"])).toBe(0);
  expect(await add(101, ["staff001"])).toBe(41069);
  const rule_id = await firstRule(h);
  const update = { rule_id, add_applicable_range: { user_list: ["staff003"] } };
  expect((await h.api("externalcontact/update_intercept_rule", update)).errcode).toBe(41076);
  expect((await h.api("externalcontact/del_intercept_rule", { rule_id })).errcode).toBe(0);
  expect(await add(101, ["staff001"])).toBe(0);
});
