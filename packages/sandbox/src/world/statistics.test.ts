import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const DAY = 86_400;
/** 00:00 of a day in China, in Unix seconds. */
const day = (date: string): number => Date.parse(`${date}T00:00:00+08:00`) / 1000;
const behaviour = (h: Harness, body: object): Promise<Answer> => h.api("externalcontact/get_user_behavior_data", body);
const groups = (h: Harness, body: object, path = "statistic"): Promise<Answer> => h.api(`externalcontact/groupchat/${path}`, body);
const of = (...userid_list: string[]): { owner_filter: { userid_list: string[] } } => ({ owner_filter: { userid_list } });

test("a member's day: chats, messages, answers, new and lost customers; there on the next day", async () => {
  const h = await createHarness();
  const [mei, luo, anna] = await friends(h, 3);
  if (!mei || !luo || !anna) throw new Error("nobody came");
  await h.sb.act({ who: mei.who, do: "say", to: "staff001", text: "在吗" });
  await h.sb.act({ who: luo.who, do: "say", to: "staff001", text: "几点关门" });
  await h.sb.advance("10m");
  await h.sb.act({ who: "staff001", do: "say", to: mei.who, text: "在" });
  await h.sb.act({ who: "staff001", do: "say", to: mei.who, text: "有什么可以帮你" });
  await h.sb.act({ who: "staff001", do: "say", to: anna.who, text: "欢迎" });
  await h.sb.act({ who: anna.who, do: "unfriend", userid: "staff001" });
  const today = { userid: ["staff001"], start_time: day("2026-03-02"), end_time: day("2026-03-02") };
  expect((await behaviour(h, today)).errcode).toBe(40058);
  await h.sb.advance("1d");
  expect(await behaviour(h, today)).toMatchObject({
    behavior_data: [
      {
        stat_time: day("2026-03-02"),
        chat_cnt: 3,
        message_cnt: 3,
        reply_percentage: 50,
        avg_reply_time: 10,
        negative_feedback_cnt: 1,
        new_apply_cnt: 0,
        new_contact_cnt: 3,
      },
    ],
  });
  // Nobody began a chat with staff002: no share and no time. Several members are one row; times are floored to the day.
  const [quiet] = listIn<object>(await behaviour(h, { ...today, userid: ["staff002"] }), "behavior_data");
  expect(quiet).not.toHaveProperty("reply_percentage");
  expect(quiet).not.toHaveProperty("avg_reply_time");
  const both = await behaviour(h, { ...today, start_time: day("2026-03-01") + 3600, userid: ["staff002"], partyid: [1] });
  expect(both).toMatchObject({ behavior_data: [{ new_contact_cnt: 0 }, { new_contact_cnt: 3 }] });
});

test("an owner's day: groups, members, who spoke, how much; only owner and day are told apart", async () => {
  const h = await createHarness({ start: "2026-03-02T01:00:00.000Z" });
  const [mei, luo] = await friends(h, 2);
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "一群" })).chatId);
  const second = String((await h.sb.act({ who: "staff001", do: "create-group", name: "二群", members: [mei?.who, luo?.who] })).chatId);
  await h.sb.act({ who: mei?.who ?? "", do: "join", chatId });
  await h.sb.act({ who: mei?.who ?? "", do: "say", chatId, text: "早" });
  await h.sb.act({ who: mei?.who ?? "", do: "say", chatId, text: "早上好" });
  await h.sb.act({ who: "staff001", do: "say", chatId, text: "早" });
  await h.sb.advance("1d");
  await h.sb.act({ who: luo?.who ?? "", do: "leave", chatId: second });
  await h.sb.act({ who: "staff002", do: "create-group", name: "三群" });
  await h.sb.act({ who: "staff001", do: "invite", chatId: second, target: "staff002" });
  await h.sb.act({ who: "staff001", do: "transfer", chatId: second, newOwner: "staff002" });
  await h.sb.advance("1d");

  const first = { day_begin_time: day("2026-03-02"), ...of("staff001") };
  expect(await groups(h, first)).toMatchObject({
    total: 1,
    next_offset: 1,
    items: [
      {
        owner: "staff001",
        data: {
          new_chat_cnt: 2,
          chat_total: 2,
          chat_has_msg: 1,
          new_member_cnt: 5,
          member_total: 5,
          member_has_msg: 2,
          msg_total: 3,
          migrate_trainee_chat_cnt: 0,
        },
      },
    ],
  });
  const both = { day_begin_time: day("2026-03-02"), day_end_time: day("2026-03-03"), ...of("staff001", "staff002") };
  expect(await groups(h, { ...both, order_by: 2 })).toMatchObject({
    items: [
      { owner: "staff002", data: { new_chat_cnt: 1, chat_total: 2, member_total: 4 } },
      { owner: "staff001", data: { new_chat_cnt: 2, chat_total: 1, member_total: 2, new_member_cnt: 6 } },
    ],
  });
  expect(listIn<{ owner: string }>(await groups(h, { ...both, order_by: 2, order_asc: 1 }), "items").map((row) => row.owner)).toEqual([
    "staff001",
    "staff002",
  ]);
  expect(await groups(h, both, "statistic_group_by_day")).toMatchObject({
    items: [
      { stat_time: day("2026-03-02"), data: { new_chat_cnt: 2, chat_total: 2, msg_total: 3 } },
      { stat_time: day("2026-03-03"), data: { new_chat_cnt: 1, chat_total: 3, msg_total: 0 } },
    ],
  });
  expect(await groups(h, { ...both, limit: 1 })).toMatchObject({ total: 2, next_offset: 1, items: [{ owner: "staff001" }] });
  expect(await groups(h, { ...both, limit: 1, offset: 1 })).toMatchObject({ total: 2, next_offset: 2, items: [{ owner: "staff002" }] });
});

test("thirty days at most, a hundred and eighty back, a hundred members, yesterday at the latest", async () => {
  const h = await createHarness();
  const now = day("2026-03-02");
  const span = (from: number, to: number): object => ({ start_time: now - from * DAY, end_time: now - to * DAY });
  const ask = async (body: object): Promise<number> => (await behaviour(h, { userid: ["staff001"], ...body })).errcode;
  expect(await ask(span(30, 1))).toBe(0);
  expect(await ask(span(31, 1))).toBe(40058);
  expect(await ask(span(180, 170))).toBe(0);
  expect(await ask(span(181, 170))).toBe(40058);
  expect(await ask(span(1, 2))).toBe(40058);
  expect(await ask(span(0, 0))).toBe(40058);
  expect(await ask({ ...span(2, 1), userid: [] })).toBe(40058);
  expect(await ask({ ...span(2, 1), userid: ["nobody"] })).toBe(60111);
  expect(await ask({ ...span(2, 1), partyid: [99] })).toBe(60003);
  const many = (count: number): string[] => Array.from({ length: count }, () => "staff001");
  expect(await ask({ ...span(2, 1), userid: many(100) })).toBe(0);
  expect(await ask({ ...span(2, 1), userid: many(101) })).toBe(40058);
  const parties = (count: number): number[] => Array.from({ length: count }, () => 1);
  expect(await ask({ ...span(2, 1), partyid: parties(100) })).toBe(0);
  expect(await ask({ ...span(2, 1), partyid: parties(101) })).toBe(40058);

  for (const path of ["statistic", "statistic_group_by_day"]) {
    const owners = async (body: object): Promise<number> => (await groups(h, { ...of("staff001"), ...body }, path)).errcode;
    const days = (from: number, to: number): object => ({ day_begin_time: now - from * DAY, day_end_time: now - to * DAY });
    expect(await owners(days(30, 1))).toBe(0);
    expect(await owners(days(31, 1))).toBe(40058);
    expect(await owners(days(180, 180))).toBe(0);
    expect(await owners(days(181, 181))).toBe(40058);
    expect(await owners({ day_begin_time: now })).toBe(40058);
    expect(await owners({ ...days(1, 1), ...of(...many(100)) })).toBe(0);
    expect(await owners({ ...days(1, 1), ...of(...many(101)) })).toBe(40058);
    expect(await owners({ ...days(1, 1), ...of("nobody") })).toBe(40003);
    expect(await owners({ ...days(1, 1), owner_filter: {} })).toBe(40058);
  }
  expect((await groups(h, { ...of("staff001"), day_begin_time: now - DAY, limit: 1000 })).errcode).toBe(0);
  expect((await groups(h, { ...of("staff001"), day_begin_time: now - DAY, limit: 1001 })).errcode).toBe(0);
});
