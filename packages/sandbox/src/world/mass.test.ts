import { expect, test } from "vitest";
import { contactWay, createHarness } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

async function friends(h: Harness, count: number): Promise<{ who: string; externalUserId: string }[]> {
  const url = await contactWay(h);
  const people: { who: string; externalUserId: string }[] = [];
  for (let n = 0; n < count; n++) {
    const { who, externalUserId } = await h.sb.act({ who: "new", do: "scan", url });
    people.push({ who, externalUserId: String(externalUserId) });
  }
  return people;
}

async function send(h: Harness, input: object): Promise<string> {
  const answer = await h.api("externalcontact/add_msg_template", { text: { content: "周三会员日" }, ...input });
  expect(answer).toMatchObject({ errcode: 0 });
  return String(answer.msgid);
}

test("a task is dispatched, appears on the phone, is confirmed, and tells each target's fate", async () => {
  const h = await createHarness();
  const [mei, gone, other] = await friends(h, 3);
  const msgid = await send(h, { external_userid: [mei?.externalUserId, gone?.externalUserId, "wmnobody"], sender: "staff001" });
  expect((await h.api("externalcontact/get_groupmsg_task", { msgid })).errcode).toBe(41063);
  expect(h.sb.phone("staff001").tasks).toEqual([]);
  await h.sb.advance("5s");
  expect(h.sb.phone("staff001").tasks).toMatchObject([{ msgid, kind: "single", targets: 2, status: "open" }]);
  expect(await h.api("externalcontact/get_groupmsg_task", { msgid })).toMatchObject({ task_list: [{ userid: "staff001", status: 0 }] });
  await h.sb.act({ who: gone?.who ?? "", do: "unfriend", userid: "staff001" });
  const result = await h.sb.act({ who: "staff001", do: "confirm", msgid });
  expect(result.counts).toEqual({ unsent: 0, sent: 1, notFriend: 1, overCap: 0 });
  expect(await h.api("externalcontact/get_groupmsg_send_result", { msgid, userid: "staff001" })).toMatchObject({
    send_list: [
      { external_userid: mei?.externalUserId, status: 1 },
      { external_userid: gone?.externalUserId, status: 2 },
    ],
  });
  expect(h.sb.phone(mei?.who ?? "").chats[0]?.messages.at(-1)?.text).toBe("周三会员日");
  expect(h.sb.phone(other?.who ?? "").chats[0]?.messages.at(-1)?.from).toBe("system");
  expect((await h.sb.act({ who: "staff001", do: "confirm", msgid })).error).toMatch(/already/);
});

test("unknown customers come back in fail_list; nobody left is 41048", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  const answer = await h.api("externalcontact/add_msg_template", {
    external_userid: [mei?.externalUserId, "wmnobody"],
    text: { content: "x" },
  });
  expect(answer).toMatchObject({ errcode: 0, fail_list: ["wmnobody"] });
  const none = await h.api("externalcontact/add_msg_template", { external_userid: ["wmnobody"], text: { content: "x" } });
  expect(none.errcode).toBe(41048);
});

test("who shares a customer: the one who last interacted sends", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  await h.sb.advance("1m");
  await h.sb.act({ who: mei?.who ?? "", do: "add", userid: "staff002" });
  await h.sb.advance("1m");
  const sender = async (): Promise<unknown> => {
    const msgid = await send(h, { external_userid: [mei?.externalUserId] });
    await h.sb.advance("5s");
    const { task_list: tasks } = await h.api("externalcontact/get_groupmsg_task", { msgid });
    return JSON.parse(JSON.stringify(tasks))[0].userid;
  };
  expect(await sender()).toBe("staff002");
  await h.sb.act({ who: mei?.who ?? "", do: "say", to: "staff001", text: "还有券吗" });
  expect(await sender()).toBe("staff001");
});

test.each([
  ["day", 1, "24h"],
  ["week", 7, "7d"],
  ["month", 31, "31d"],
] as const)("reception cap by %s: %i messages, then status 3 until the period is over", async (receptionCap, max, period) => {
  const h = await createHarness({ settings: { receptionCap, dispatchSeconds: 0 } });
  const [mei] = await friends(h, 1);
  const confirm = async (): Promise<unknown> => {
    const msgid = await send(h, { external_userid: [mei?.externalUserId] });
    return (await h.sb.act({ who: "staff001", do: "confirm", msgid })).counts;
  };
  const sent = { unsent: 0, sent: 1, notFriend: 0, overCap: 0 };
  const over = { unsent: 0, sent: 0, notFriend: 0, overCap: 1 };
  for (let n = 0; n < max; n++) expect(await confirm()).toEqual(sent);
  expect(await confirm()).toEqual(over);
  await h.sb.advance(period);
  expect(await confirm()).toEqual(sent);
});

test("at most three reminders in 24 hours; cancelling stops who has not sent", async () => {
  const h = await createHarness();
  await friends(h, 1);
  const msgid = await send(h, { sender: "staff001" });
  await h.sb.advance("5s");
  const remind = async (): Promise<number> => (await h.api("externalcontact/remind_groupmsg_send", { msgid })).errcode;
  expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 41094]);
  await h.sb.advance("25h");
  expect(await remind()).toBe(0);
  expect((await h.api("externalcontact/cancel_groupmsg_send", { msgid })).errcode).toBe(0);
  expect((await h.api("externalcontact/cancel_groupmsg_send", { msgid })).errcode).toBe(41093);
  expect((await h.sb.act({ who: "staff001", do: "confirm", msgid })).error).toMatch(/cancelled/);
  expect(h.sb.phone("staff001").tasks).toMatchObject([{ msgid, status: "cancelled" }]);
});

test("group tasks go to the owner's groups; rows appear only once sent", async () => {
  const h = await createHarness();
  const mine = await h.sb.act({ who: "staff001", do: "create-group", name: "一群" });
  const theirs = await h.sb.act({ who: "staff002", do: "create-group", name: "二群" });
  const answer = await h.api("externalcontact/add_msg_template", {
    chat_type: "group",
    sender: "staff001",
    chat_id_list: [mine.chatId, theirs.chatId],
    text: { content: "今天有新品" },
  });
  expect(answer).toMatchObject({ errcode: 0, fail_list: [theirs.chatId] });
  const { msgid } = answer;
  await h.sb.advance("5s");
  const results = (): Promise<object> => h.api("externalcontact/get_groupmsg_send_result", { msgid, userid: "staff001" });
  expect(await results()).toMatchObject({ send_list: [] });
  await h.sb.act({ who: "staff001", do: "confirm", msgid });
  expect(await results()).toMatchObject({ send_list: [{ chat_id: mine.chatId, status: 1 }] });
});

test("the tag filter: or within a list, and between lists", async () => {
  const h = await createHarness();
  const people = await friends(h, 3);
  const added = await h.api("externalcontact/add_corp_tag", {
    group_name: "渠道",
    tag: [{ name: "海报" }, { name: "餐桌" }, { name: "常客" }],
  });
  const tags: { id: string; name: string }[] = JSON.parse(JSON.stringify(added.tag_group)).tag;
  const id = (name: string): string => tags.find((tag) => tag.name === name)?.id ?? "";
  const mark = async (n: number, names: string[]): Promise<void> => {
    const body = { userid: "staff001", external_userid: people[n]?.externalUserId, add_tag: names.map(id) };
    expect((await h.api("externalcontact/mark_tag", body)).errcode).toBe(0);
  };
  await mark(0, ["海报"]);
  await mark(1, ["餐桌", "常客"]);
  await mark(2, ["常客"]);
  const reach = async (lists: string[][]): Promise<unknown> => {
    const group_list = lists.map((names) => ({ tag_list: names.map(id) }));
    const msgid = await send(h, { tag_filter: { group_list } });
    await h.sb.advance("5s");
    const { send_list: rows } = await h.api("externalcontact/get_groupmsg_send_result", { msgid, userid: "staff001" });
    return JSON.parse(JSON.stringify(rows)).map((row: { external_userid: string }) => row.external_userid);
  };
  expect(await reach([["海报", "餐桌"]])).toEqual([people[0]?.externalUserId, people[1]?.externalUserId]);
  expect(await reach([["海报", "餐桌"], ["常客"]])).toEqual([people[1]?.externalUserId]);
});
