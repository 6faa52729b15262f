import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

interface Group {
  group_id: string;
  tag: { id: string; name: string; order: number }[];
}

const ask = (h: Harness, path: string, body: object): Promise<Answer> => h.api(`externalcontact/${path}`, body);

async function add(h: Harness, body: object): Promise<Group> {
  const answer = await ask(h, "add_corp_tag", body);
  expect(answer).toMatchObject({ errcode: 0 });
  return JSON.parse(JSON.stringify(answer.tag_group));
}

const names = async (h: Harness, body: object = {}): Promise<string[]> =>
  listIn<Group>(await ask(h, "get_corp_tag_list", body), "tag_group").flatMap((group) => group.tag.map((tag) => tag.name));

test("tags are made, renamed, ordered and deleted; a group without tags disappears", async () => {
  const h = await createHarness();
  const group = await add(h, { group_name: "口味", order: 1, tag: [{ name: "拿铁" }, { name: "美式", order: 5 }, { name: "拿铁" }] });
  const other = await add(h, { group_name: "渠道", order: 9, tag: [{ name: "海报" }] });
  expect(await names(h)).toEqual(["海报", "美式", "拿铁"]);
  const more = await add(h, { group_name: "口味", tag: [{ name: "澳白" }] });
  expect(more.group_id).toBe(group.group_id);
  const [latte, americano] = group.tag;
  expect((await ask(h, "edit_corp_tag", { id: latte?.id, name: "燕麦拿铁", order: 9, agentid: h.sb.corp.agentId })).errcode).toBe(0);
  expect((await ask(h, "edit_corp_tag", { id: group.group_id, name: "爱喝" })).errcode).toBe(0);
  expect(await names(h)).toEqual(["海报", "燕麦拿铁", "美式", "澳白"]);
  const wrong: [object, number][] = [
    [{ id: latte?.id, name: "美式" }, 40071],
    [{ id: group.group_id, name: "渠道" }, 40071],
    [{ id: latte?.id, name: "" }, 40058],
    [{ id: "etnone", name: "x" }, 40068],
  ];
  for (const [body, code] of wrong) expect((await ask(h, "edit_corp_tag", body)).errcode).toBe(code);
  expect(await names(h, { tag_id: [americano?.id] })).toEqual(["美式"]);
  expect(await names(h, { tag_id: [americano?.id], group_id: [other.group_id] })).toEqual(["海报"]);

  expect((await ask(h, "del_corp_tag", { tag_id: [other.tag[0]?.id] })).errcode).toBe(0);
  expect(listIn(await ask(h, "get_corp_tag_list", {}), "tag_group")).toHaveLength(1);
  expect(await ask(h, "get_corp_tag_list", { group_id: [other.group_id] })).toMatchObject({
    tag_group: [{ deleted: true, tag: [{ deleted: true }] }],
  });
  expect((await ask(h, "edit_corp_tag", { id: other.group_id, name: "x" })).errcode).toBe(40068);
  expect((await ask(h, "del_corp_tag", { group_id: [group.group_id] })).errcode).toBe(0);
  expect(await names(h)).toEqual([]);
  expect((await ask(h, "del_corp_tag", { group_id: ["etnone"] })).errcode).toBe(40068);
});

test("an app changes only what it made", async () => {
  const h = await createHarness();
  const group = await add(h, { group_name: "口味", tag: [{ name: "拿铁" }] });
  const other = h.as(await h.app({ customers: true }));
  expect((await ask(other, "edit_corp_tag", { id: group.tag[0]?.id, name: "澳白" })).errcode).toBe(81011);
  expect((await ask(other, "del_corp_tag", { group_id: [group.group_id] })).errcode).toBe(81011);
  expect(await names(other)).toEqual(["拿铁"]);
  const strategy = { strategy_name: "华东", admin_list: ["staff001"], range: [{ type: 2, partyid: 1 }] };
  const { strategy_id: id } = await ask(h, "customer_strategy/create", strategy);
  const own = await ask(h, "add_strategy_tag", { strategy_id: id, group_name: "口味", tag: [{ name: "拿铁" }] });
  const { tag }: Group = JSON.parse(JSON.stringify(own.tag_group));
  expect((await ask(other, "edit_strategy_tag", { id: tag[0]?.id, name: "澳白" })).errcode).toBe(81011);
  expect((await ask(other, "del_strategy_tag", { tag_id: [tag[0]?.id] })).errcode).toBe(81011);
});

test("the platform keeps quiet about tags made by API, unless the switch says otherwise", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const [mei] = await friends(h, 1);
  await h.sb.advance("9s");
  shuke.heard.length = 0;
  const all = async (): Promise<void> => {
    const group = await add(h, { group_name: `口味${h.sb.clock().now}`, tag: [{ name: "拿铁" }, { name: "美式" }] });
    const [latte, americano] = group.tag;
    await ask(h, "mark_tag", { userid: "staff001", external_userid: mei?.externalUserId, add_tag: [latte?.id] });
    await ask(h, "remark", { userid: "staff001", external_userid: mei?.externalUserId, remark: "老客" });
    await ask(h, "edit_corp_tag", { id: latte?.id, name: "澳白" });
    await ask(h, "del_corp_tag", { tag_id: [americano?.id] });
    await ask(h, "del_corp_tag", { group_id: [group.group_id] });
    await h.sb.advance("9s");
  };
  await all();
  expect(shuke.heard).toEqual([]);
  await h.control("POST", "settings", { apiEcho: true });
  await all();
  const told = shuke.heard.map((event) => `${event.changeType} ${event.field("TagType")}`).toSorted();
  expect(told).toEqual([
    "create tag",
    "create tag",
    "create tag_group",
    "delete tag",
    "delete tag_group",
    "edit_external_contact ",
    "edit_external_contact ",
    "update tag",
  ]);
});
