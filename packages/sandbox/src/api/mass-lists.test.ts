import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const ask = (h: Harness, path: string, body: object): Promise<Answer> => h.api(`externalcontact/${path}`, body);
const now = (h: Harness): number => Date.parse(h.sb.clock().now) / 1000;

test("the list holds what the company and what members sent, told apart", async () => {
  const h = await createHarness();
  const [mei, luo] = await friends(h, 2);
  const { msgid } = await ask(h, "add_msg_template", { external_userid: [mei?.externalUserId], text: { content: "会员日" } });
  await h.sb.advance("5s");
  const own = await h.sb.act({ who: "staff001", do: "mass-send", to: [luo?.who], text: "店里到新豆了" });
  expect(own).toMatchObject({ counts: { sent: 1 } });
  expect(h.sb.phone(luo?.who ?? "").chats[0]?.messages.at(-1)?.text).toBe("店里到新豆了");
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "群" })).chatId);
  const inGroup = await h.sb.act({ who: "staff001", do: "mass-send", chatIds: [chatId], text: "早" });

  const list = async (more: object): Promise<unknown[]> => {
    const span = { chat_type: "single", start_time: now(h) - 3600, end_time: now(h), ...more };
    return listIn<{ msgid: string }>(await ask(h, "get_groupmsg_list_v2", span), "group_msg_list").map((row) => row.msgid);
  };
  expect(await list({})).toEqual([msgid, own.msgid]);
  expect(await list({ filter_type: 0 })).toEqual([msgid]);
  expect(await list({ filter_type: 1 })).toEqual([own.msgid]);
  expect(await list({ creator: "staff001" })).toEqual([own.msgid]);
  expect(await list({ creator: "staff002" })).toEqual([]);
  expect(await list({ chat_type: "group" })).toEqual([inGroup.msgid]);
  const span = { chat_type: "single", start_time: now(h) - 3600, end_time: now(h) };
  expect(await ask(h, "get_groupmsg_list_v2", span)).toMatchObject({
    group_msg_list: [
      { create_type: 0, text: { content: "会员日" } },
      { create_type: 1, creator: "staff001", text: { content: "店里到新豆了" } },
    ],
  });
  expect(await ask(h, "get_groupmsg_send_result", { msgid: own.msgid, userid: "staff001" })).toMatchObject({
    send_list: [{ external_userid: luo?.externalUserId, status: 1 }],
  });
});

test("what a member sends alone counts against the same cap", async () => {
  const h = await createHarness({ settings: { receptionCap: "day" } });
  await friends(h, 1);
  expect(await h.sb.act({ who: "staff001", do: "mass-send", text: "一" })).toMatchObject({ counts: { sent: 1, overCap: 0 } });
  expect(await h.sb.act({ who: "staff001", do: "mass-send", text: "二" })).toMatchObject({ counts: { sent: 0, overCap: 1 } });
  const { msgid } = await ask(h, "add_msg_template", { sender: "staff001", text: { content: "三" } });
  await h.sb.advance("5s");
  expect(await h.sb.act({ who: "staff001", do: "confirm", msgid })).toMatchObject({ counts: { overCap: 1 } });
});

test("a month at most, pages of a hundred, a cursor of its own list only", async () => {
  const h = await createHarness({ settings: { limits: { "mass-list.page": 2, "mass-list.page-default": 1 } } });
  await friends(h, 1);
  for (const content of ["一", "二", "三"]) await ask(h, "add_msg_template", { sender: "staff001", text: { content } });
  const span = (days: number): object => ({ chat_type: "single", start_time: now(h) - days * 86_400, end_time: now(h) });
  const size = async (body: object): Promise<number> => listIn(await ask(h, "get_groupmsg_list_v2", body), "group_msg_list").length;
  expect(await size(span(31))).toBe(1);
  expect((await ask(h, "get_groupmsg_list_v2", span(32))).errcode).toBe(40058);
  expect(await size({ ...span(1), limit: 2 })).toBe(2);
  expect(await size({ ...span(1), limit: 3 })).toBe(1);
  const page = await ask(h, "get_groupmsg_list_v2", { ...span(1), limit: 2 });
  expect(await size({ ...span(1), limit: 2, cursor: page.next_cursor })).toBe(1);
  expect((await ask(h, "get_groupmsg_list_v2", { ...span(1), filter_type: 0, cursor: page.next_cursor })).errcode).toBe(50100);
});

test("three reminders within a day; a cancelled task is reminded of no more", async () => {
  const h = await createHarness();
  await friends(h, 1);
  const { msgid } = await ask(h, "add_msg_template", { sender: "staff001", text: { content: "会员日" } });
  const remind = async (): Promise<number> => (await ask(h, "remind_groupmsg_send", { msgid })).errcode;
  expect(await remind()).toBe(41063);
  await h.sb.advance("5s");
  expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 41094]);
  expect(h.sb.phone("staff001").tasks).toMatchObject([{ reminders: 3 }]);
  await h.sb.advance("23h");
  expect(await remind()).toBe(41094);
  await h.sb.advance("1h");
  expect(await remind()).toBe(0);
  expect((await ask(h, "cancel_groupmsg_send", { msgid })).errcode).toBe(0);
  expect((await ask(h, "cancel_groupmsg_send", { msgid })).errcode).toBe(41093);
  expect(await remind()).toBe(41093);
  expect((await ask(h, "remind_groupmsg_send", { msgid: "msgnone" })).errcode).toBe(41047);
  expect((await ask(h, "cancel_groupmsg_send", {})).errcode).toBe(41046);
});
