import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const ask = (h: Harness, path: string, body: object): Promise<Answer> => h.api(`externalcontact/${path}`, body);

async function strategy(h: Harness, body: object = {}): Promise<number> {
  const root = { strategy_name: "华东", admin_list: ["staff001"], range: [{ type: 2, partyid: 1 }] };
  return Number((await ask(h, "customer_strategy/create", { ...root, ...body })).strategy_id);
}

interface Group {
  group_id: string;
  tag: { id: string; name: string }[];
}

async function add(h: Harness, body: object): Promise<Group> {
  const answer = await ask(h, "add_strategy_tag", body);
  expect(answer).toMatchObject({ errcode: 0 });
  return JSON.parse(JSON.stringify(answer.tag_group));
}

test("a rule group has tags of its own: the corp's paths do not see them, customers carry both", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  const id = await strategy(h);
  const group = await add(h, { strategy_id: id, group_name: "口味", tag: [{ name: "拿铁" }, { name: "美式" }] });
  expect(await ask(h, "get_strategy_tag_list", { strategy_id: id })).toMatchObject({
    tag_group: [{ group_id: group.group_id, strategy_id: id, group_name: "口味", tag: [{ name: "拿铁" }, { name: "美式" }] }],
  });
  expect(await ask(h, "get_corp_tag_list", {})).toMatchObject({ tag_group: [] });
  // The same name in the corp's book is another group.
  const corp = await ask(h, "add_corp_tag", { group_name: "口味", tag: [{ name: "拿铁" }] });
  const own: Group = JSON.parse(JSON.stringify(corp.tag_group));
  expect(own.group_id).not.toBe(group.group_id);
  expect(h.sb.truth().families.tags.count).toBe(1);

  const ids = [own.tag[0]?.id, group.tag[0]?.id];
  expect((await ask(h, "mark_tag", { userid: "staff001", external_userid: mei?.externalUserId, add_tag: ids })).errcode).toBe(0);
  const got = await h.api("externalcontact/get", undefined, { external_userid: String(mei?.externalUserId) });
  expect(got.follow_user).toMatchObject([{ tags: [{ type: 1 }, { type: 3, tag_name: "拿铁" }] }]);

  expect((await ask(h, "edit_corp_tag", { id: group.tag[0]?.id, name: "馥芮白" })).errcode).toBe(40068);
  expect((await ask(h, "edit_strategy_tag", { id: own.tag[0]?.id, name: "馥芮白" })).errcode).toBe(40068);
  expect((await ask(h, "edit_strategy_tag", { id: group.tag[0]?.id, name: "馥芮白", order: 3 })).errcode).toBe(0);
  expect((await ask(h, "edit_strategy_tag", { id: group.tag[0]?.id, name: "美式" })).errcode).toBe(40071);
  expect((await ask(h, "edit_strategy_tag", { id: group.tag[0]?.id, name: "" })).errcode).toBe(40058);
  expect((await ask(h, "del_corp_tag", { tag_id: [group.tag[0]?.id] })).errcode).toBe(40068);
  expect((await ask(h, "del_strategy_tag", { tag_id: [group.tag[0]?.id] })).errcode).toBe(0);
  expect((await ask(h, "del_strategy_tag", { group_id: [group.group_id] })).errcode).toBe(0);
  expect((await ask(h, "del_strategy_tag", {})).errcode).toBe(40058);
  expect((await ask(h, "del_strategy_tag", { tag_id: ["etnone"] })).errcode).toBe(40068);
  expect(listIn(await ask(h, "get_strategy_tag_list", { strategy_id: id }), "tag_group")).toEqual([]);
  const deleted = await ask(h, "get_strategy_tag_list", { strategy_id: id, group_id: [group.group_id] });
  expect(deleted).toMatchObject({ tag_group: [{ deleted: true, tag: [{ deleted: true }, { deleted: true }] }] });
});

test("only rule groups of the first level have tags, and the cap is shared with the corp's", async () => {
  const h = await createHarness({ settings: { corpTagCap: 2 } });
  const id = await strategy(h);
  const below = await strategy(h, { parent_id: id });
  const wrong = async (body: object): Promise<number> => (await ask(h, "add_strategy_tag", { tag: [{ name: "一" }], ...body })).errcode;
  expect(await wrong({ strategy_id: below, group_name: "组" })).toBe(40058);
  expect(await wrong({ strategy_id: 99, group_name: "组" })).toBe(40058);
  expect(await wrong({ strategy_id: id })).toBe(40058);
  expect(await wrong({ strategy_id: id, group_id: "etnone" })).toBe(40068);
  expect((await ask(h, "get_strategy_tag_list", { strategy_id: below })).errcode).toBe(40058);
  await ask(h, "add_corp_tag", { group_name: "组", tag: [{ name: "一" }] });
  const group = await add(h, { strategy_id: id, group_name: "组", tag: [{ name: "一" }] });
  expect(await wrong({ strategy_id: id, group_id: group.group_id })).toBe(40071);
  expect(await wrong({ strategy_id: id, group_id: group.group_id, tag: [{ name: "二" }] })).toBe(40126);
});
