import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { contactWay, createHarness, joinWay } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const ask = (h: Harness, path: string, body: object): Promise<Answer> => h.api(`externalcontact/${path}`, body);
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

async function group(h: Harness, name: string, owner = "staff001"): Promise<string> {
  return String((await h.sb.act({ who: owner, do: "create-group", name })).chatId);
}

test("a join way is changed as a whole, and gone when deleted", async () => {
  const h = await createHarness();
  const [first, second] = [await group(h, "一群"), await group(h, "二群")];
  const { url, configId } = await joinWay(h, [first], { state: "a", room_base_name: "新群", room_base_id: 3 });
  const changed = { config_id: configId, scene: 2, chat_id_list: [second], remark: "门口", room_base_id: 7 };
  expect((await ask(h, "groupchat/update_join_way", changed)).errcode).toBe(0);
  expect(await ask(h, "groupchat/get_join_way", { config_id: configId })).toMatchObject({
    join_way: { chat_id_list: [second], remark: "门口", state: "", room_base_name: "", room_base_id: 7, auto_create_room: 1 },
  });
  expect(await h.sb.act({ who: "new", do: "scan", url })).toMatchObject({ joined: second });
  const wrong: [object, number][] = [
    [{ config_id: "none" }, 41044],
    [{ chat_id_list: ["wrnone"] }, 40050],
    [{ chat_id_list: [second, second] }, 40058],
  ];
  for (const [body, code] of wrong) expect((await ask(h, "groupchat/update_join_way", { ...changed, ...body })).errcode).toBe(code);
  await h.sb.act({ who: "staff001", do: "dismiss", chatId: first });
  expect((await ask(h, "groupchat/update_join_way", { ...changed, chat_id_list: [first] })).errcode).toBe(49008);
  expect((await ask(h, "groupchat/del_join_way", { config_id: configId })).errcode).toBe(0);
  expect((await ask(h, "groupchat/del_join_way", { config_id: configId })).errcode).toBe(41044);
  expect(await h.sb.act({ who: "new", do: "scan", url })).toHaveProperty("error");
});

test("switch: a forbidden word in the remark of a code", async () => {
  const h = await createHarness({ settings: { forbiddenWord: "返现" } });
  const chatId = await group(h, "一群");
  const contact = { type: 1, scene: 2, user: ["staff001"] };
  const join = { scene: 2, chat_id_list: [chatId] };
  expect((await ask(h, "add_contact_way", { ...contact, remark: "扫码返现" })).errcode).toBe(85002);
  expect((await ask(h, "groupchat/add_join_way", { ...join, remark: "扫码返现" })).errcode).toBe(85002);
  const { config_id: first } = await ask(h, "add_contact_way", { ...contact, remark: "扫码有礼", mark_source: true });
  const { config_id: second } = await ask(h, "groupchat/add_join_way", { ...join, remark: "扫码有礼", mark_source: true });
  expect((await ask(h, "update_contact_way", { config_id: first, remark: "返现" })).errcode).toBe(85002);
  expect((await ask(h, "groupchat/update_join_way", { ...join, config_id: second, remark: "返现" })).errcode).toBe(85002);
  expect((await ask(h, "update_contact_way", { config_id: first, remark: "好" })).errcode).toBe(0);
});

test("groups by owner and status, in pages, also by the older offset", async () => {
  const h = await createHarness();
  const ids = [await group(h, "一"), await group(h, "二", "staff002"), await group(h, "三"), await group(h, "四", "staff003")];
  const list = async (body: object): Promise<string[]> =>
    listIn<{ chat_id: string }>(await ask(h, "groupchat/list", { limit: 10, ...body }), "group_chat_list").map((row) => row.chat_id);
  expect(await list({})).toEqual(ids);
  const owners = { owner_filter: { userid_list: ["staff003", "staff001"] } };
  expect(await list(owners)).toEqual([ids[3], ids[0], ids[2]]);
  const page = await ask(h, "groupchat/list", { ...owners, limit: 2 });
  expect(listIn(page, "group_chat_list")).toHaveLength(2);
  expect(await list({ ...owners, cursor: page.next_cursor })).toEqual([ids[2]]);
  expect((await ask(h, "groupchat/list", { limit: 2, cursor: page.next_cursor })).errcode).toBe(50100);
  expect(await list({ offset: 1, limit: 2 })).toEqual([ids[1], ids[2]]);
  expect(await list({ offset: 49_990 })).toEqual([]);
  expect((await ask(h, "groupchat/list", { limit: 10, offset: 49_991 })).errcode).toBe(40058);
  await h.sb.act({ who: "staff001", do: "resign" });
  expect(await list({ status_filter: 1 })).toEqual([ids[0], ids[2]]);
  expect((await ask(h, "groupchat/list", { limit: 10, ...owners })).errcode).toBe(40003);
});

test("a mini program's group id leads to the group", async () => {
  const h = await createHarness();
  const chatId = await group(h, "一群");
  expect(await ask(h, "opengid_to_chatid", { opengid: `og${chatId}` })).toMatchObject({ chat_id: chatId });
  expect((await ask(h, "opengid_to_chatid", { opengid: chatId })).errcode).toBe(90511);
  expect((await ask(h, "opengid_to_chatid", { opengid: "ogwrnone" })).errcode).toBe(90511);
});

test("welcome templates: one attachment, owners are told, other apps keep away", async () => {
  const h = await createHarness();
  await group(h, "一群");
  const { media_id } = await h.upload("media/upload", { data: PNG }, { type: "image" });
  const both = { text: { content: "欢迎" }, image: { media_id }, link: { title: "菜单", url: "http://shop.test/" } };
  const { template_id } = await ask(h, "group_welcome_template/add", both);
  expect(await ask(h, "group_welcome_template/get", { template_id })).toMatchObject({ text: { content: "欢迎" }, image: { media_id } });
  expect(await ask(h, "group_welcome_template/get", { template_id })).not.toHaveProperty("link");
  const notices = (who: string): number =>
    h.sb
      .phone(who)
      .chats.filter((chat) => chat.kind === "app")
      .flatMap((chat) => chat.messages).length;
  expect([notices("staff001"), notices("staff002")]).toEqual([1, 0]);
  expect((await ask(h, "group_welcome_template/edit", { template_id, text: { content: "你好" }, notify: 0 })).errcode).toBe(0);
  expect(notices("staff001")).toBe(1);
  expect((await ask(h, "group_welcome_template/edit", { template_id })).errcode).toBe(40058);
  expect((await ask(h, "group_welcome_template/edit", { template_id, image: { media_id: "none" } })).errcode).toBe(40007);
  expect((await ask(h, "group_welcome_template/add", { image: { media_id: "none" } })).errcode).toBe(40007);

  const other = h.as(await h.app({ customers: true }));
  for (const path of ["edit", "get", "del"]) {
    expect((await ask(other, `group_welcome_template/${path}`, { template_id, text: { content: "x" } })).errcode).toBe(41058);
    expect((await ask(h, `group_welcome_template/${path}`, { template_id: "none", text: { content: "x" } })).errcode).toBe(40058);
  }
  expect((await ask(h, "group_welcome_template/del", { template_id })).errcode).toBe(0);
  expect((await ask(h, "group_welcome_template/get", { template_id })).errcode).toBe(40058);
});

test("a hundred templates, three thousand bytes", async () => {
  const h = await createHarness();
  const add = async (content: string): Promise<number> => (await ask(h, "group_welcome_template/add", { text: { content } })).errcode;
  expect(await add("a".repeat(3000))).toBe(0);
  expect(await add("a".repeat(3001))).toBe(40058);
  for (let n = 2; n <= 100; n++) expect(await add(`欢迎 ${n}`)).toBe(0);
  expect(await add("一百零一")).toBe(41055);
});

test("two apps greet at once: the first is sending, the second comes too late", async () => {
  const h = await createHarness();
  const { world } = h.sb.parts.sim;
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await h.sb.advance("1s");
  const [code] = [...world.welcomeCodes.values()];
  const other = h.as(await h.app({ customers: true }));
  const welcome = { welcome_code: code?.code, text: { content: "欢迎" } };
  expect((await ask(h, "send_welcome_msg", welcome)).errcode).toBe(0);
  expect((await ask(other, "send_welcome_msg", welcome)).errcode).toBe(41096);
  await h.sb.advance("1s");
  expect((await ask(other, "send_welcome_msg", welcome)).errcode).toBe(41051);
});
