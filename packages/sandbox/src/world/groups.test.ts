import { expect, test } from "vitest";
import { createHarness, joinWay, listenTo } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

interface GroupChat {
  name: string;
  owner: string;
  member_list: { userid: string; join_scene: number; state?: string; invitor?: { userid: string } }[];
  member_version: string;
}

async function groupChat(h: Harness, chatId: string): Promise<GroupChat> {
  const { group_chat: group } = await h.api("externalcontact/groupchat/get", { chat_id: chatId });
  return JSON.parse(JSON.stringify(group));
}

async function openGroup(h: Harness, name: string): Promise<string> {
  return String((await h.sb.act({ who: "staff001", do: "create-group", name })).chatId);
}

test("joining by code: event first, details a second or two later, versions chained", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const chatId = await openGroup(h, "春熙路福利群");
  await h.sb.advance("20s");
  const { url } = await joinWay(h, [chatId], { state: "store12" });
  const before = (await groupChat(h, chatId)).member_version;
  const mei = await h.sb.act({ who: "new", do: "scan", url });
  expect(mei.joined).toBe(chatId);
  let seenAtEvent = -1;
  shuke.onStep = async () => {
    const last = shuke.heard.at(-1);
    if (seenAtEvent < 0 && last?.field("UpdateDetail") === "add_member") seenAtEvent = (await groupChat(h, chatId)).member_list.length;
    return null;
  };
  await h.sb.advance("20s");
  expect(seenAtEvent).toBe(1);
  const event = shuke.heard.at(-1);
  expect(event?.field("JoinScene")).toBe("3");
  expect(event?.field("MemChangeCnt")).toBe("1");
  expect(event?.field("LastMemVer")).toBe(before);
  const group = await groupChat(h, chatId);
  expect(group.member_version).toBe(event?.field("CurMemVer"));
  expect(group.member_list.at(-1)).toMatchObject({ userid: mei.externalUserId, join_scene: 3, state: "store12" });
});

test("several joins of one second come in one event", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const chatId = await openGroup(h, "群");
  await h.sb.advance("20s");
  const { url } = await joinWay(h, [chatId]);
  const people = [await h.sb.act({ who: "new", do: "scan", url }), await h.sb.act({ who: "new", do: "scan", url })];
  await h.sb.advance("20s");
  const joins = shuke.heard.filter((event) => event.field("UpdateDetail") === "add_member");
  expect(joins).toHaveLength(1);
  expect(joins[0]?.field("MemChangeCnt")).toBe("2");
  for (const person of people) expect(joins[0]?.xml).toContain(`<Item><![CDATA[${person.externalUserId}]]></Item>`);
  expect((await groupChat(h, chatId)).member_version).toBe(joins[0]?.field("CurMemVer"));
});

test("a full pool rolls on, and WeCom opens the next group with the last owner and the running number", async () => {
  const h = await createHarness({ settings: { qrJoinLimit: 3 } });
  const shuke = await listenTo(h.sb);
  const first = await openGroup(h, "一店福利群1");
  const second = await openGroup(h, "一店福利群2");
  const { url, configId } = await joinWay(h, [first, second], { room_base_name: "一店福利群", room_base_id: 3 });
  const joined: (string | undefined)[] = [];
  // Owner + 2 people fill a group of three.
  for (let n = 0; n < 5; n++) joined.push((await h.sb.act({ who: "new", do: "scan", url })).joined);
  expect(joined.slice(0, 4)).toEqual([first, first, second, second]);
  const third = joined[4] ?? "";
  expect([first, second]).not.toContain(third);
  await h.sb.advance("20s");
  expect(await groupChat(h, third)).toMatchObject({ name: "一店福利群3", owner: "staff001" });
  const creates = shuke.heard.filter((event) => event.changeType === "create").map((event) => event.field("ChatId"));
  expect(creates).toContain(third);
  const way = await h.api("externalcontact/groupchat/get_join_way", { config_id: configId });
  expect(way.join_way).toMatchObject({ chat_id_list: [first, second, third] });
  expect(h.sb.phone("staff001").groups.map((group) => group.chatId)).toContain(third);
});

test("a pool holds five groups at most and stops when it may not grow", async () => {
  const h = await createHarness({ settings: { qrJoinLimit: 2 } });
  const chatId = await openGroup(h, "群");
  const growing = await joinWay(h, [chatId], { room_base_name: "群" });
  for (let n = 0; n < 6; n++) await h.sb.act({ who: "new", do: "scan", url: growing.url });
  const way = await h.api("externalcontact/groupchat/get_join_way", { config_id: growing.configId });
  const { chat_id_list: list } = JSON.parse(JSON.stringify(way.join_way));
  expect(list).toHaveLength(5);
  const fixed = await joinWay(h, [chatId], { auto_create_room: 0 });
  expect((await h.sb.act({ who: "new", do: "scan", url: fixed.url })).error).toMatch(/full/);
  const six = await h.api("externalcontact/groupchat/add_join_way", { scene: 2, chat_id_list: [...list, chatId] });
  expect(six.errcode).toBe(41091);
});

test("the group's welcome greets joiners only once the owner attached it", async () => {
  const h = await createHarness();
  const chatId = await openGroup(h, "群");
  const { url } = await joinWay(h, [chatId]);
  const added = await h.api("externalcontact/group_welcome_template/add", { text: { content: "%NICKNAME%，先看群公告" } });
  const early = await h.sb.act({ who: "new", do: "scan", url, name: "早到" });
  expect(h.sb.phone(early.who).chats[0]?.messages).toEqual([]);
  await h.sb.act({ who: "staff001", do: "attach-welcome", chatId, templateId: added.template_id });
  const late = await h.sb.act({ who: "new", do: "scan", url, name: "小晚" });
  expect(h.sb.phone(late.who).chats[0]?.messages).toMatchObject([{ from: "staff001", text: "小晚，先看群公告" }]);
});

test("what staff do in the client tells itself: rename, notice, kick, transfer, dismiss", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const chatId = await openGroup(h, "旧名");
  const { url } = await joinWay(h, [chatId]);
  const mei = await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.act({ who: "staff001", do: "invite", chatId, target: "staff002" });
  await h.sb.act({ who: "staff001", do: "rename", chatId, name: "新名" });
  await h.sb.act({ who: "staff001", do: "notice", chatId, text: "每周三会员日" });
  await h.sb.advance("20s");
  await h.sb.act({ who: "staff001", do: "kick", chatId, target: mei.who });
  await h.sb.act({ who: "staff001", do: "transfer", chatId, newOwner: "staff002" });
  await h.sb.advance("20s");
  const details = shuke.heard.map((event) => event.field("UpdateDetail")).filter((detail) => detail !== "");
  expect(details.toSorted()).toEqual(["add_member", "add_member", "change_name", "change_notice", "change_owner", "del_member"]);
  const kicked = shuke.heard.find((event) => event.field("UpdateDetail") === "del_member");
  expect(kicked?.field("QuitScene")).toBe("1");
  const group = await groupChat(h, chatId);
  expect(group).toMatchObject({ name: "新名", owner: "staff002" });
  expect(group.member_list.map((member) => member.userid)).toEqual(["staff001", "staff002"]);
  expect(group.member_list[1]).toMatchObject({ join_scene: 1, invitor: { userid: "staff001" } });
  await h.sb.act({ who: "staff002", do: "dismiss", chatId });
  await h.sb.advance("20s");
  expect(shuke.heard.at(-1)?.changeType).toBe("dismiss");
  expect((await h.api("externalcontact/groupchat/get", { chat_id: chatId })).errcode).toBe(49008);
  expect(await h.api("externalcontact/groupchat/list", { limit: 100 })).toMatchObject({ group_chat_list: [] });
});
