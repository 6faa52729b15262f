import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

async function group(h: Harness, owner = "staff001", name = "福利群"): Promise<string> {
  return String((await h.sb.act({ who: owner, do: "create-group", name })).chatId);
}

const hand = (h: Harness, path: string, chatIds: string[], owner: string): Promise<Answer> =>
  h.api(`externalcontact/groupchat/${path}`, { chat_id_list: chatIds, new_owner: owner });

const failed = (answer: Answer): number[] => listIn<{ errcode: number }>(answer, "failed_chat_list").map((row) => row.errcode);

const shown = async (h: Harness, chatId: string): Promise<{ owner: string; members: string[] }> => {
  const { group_chat: chat } = await h.api("externalcontact/groupchat/get", { chat_id: chatId });
  const { owner, member_list: members } = JSON.parse(JSON.stringify(chat));
  return { owner, members: members.map((member: { userid: string }) => member.userid) };
};

const statuses = async (h: Harness, filter: number): Promise<object[]> =>
  listIn(await h.api("externalcontact/groupchat/list", { limit: 10, status_filter: filter }), "group_chat_list");

test("a group in service goes to another owner at once; the platform keeps quiet about API writes", async () => {
  const h = await createHarness();
  const chatId = await group(h);
  const shuke = await listenTo(h.sb);
  expect(failed(await hand(h, "onjob_transfer", [chatId], "staff002"))).toEqual([]);
  await h.sb.advance("10s");
  expect(await shown(h, chatId)).toEqual({ owner: "staff002", members: ["staff001", "staff002"] });
  expect(shuke.heard).toEqual([]);
  expect(failed(await hand(h, "onjob_transfer", [chatId], "staff002"))).toEqual([90504]);
  expect(failed(await hand(h, "transfer", [chatId], "staff003"))).toEqual([90500]);

  await h.control("POST", "settings", { apiEcho: true });
  await hand(h, "onjob_transfer", [chatId], "staff003");
  await h.sb.advance("10s");
  expect(shuke.heard.map((event) => event.field("UpdateDetail")).toSorted()).toEqual(["add_member", "change_owner"]);
});

test("a group of somebody who left is inherited: the new owner is in, the old one out", async () => {
  const h = await createHarness();
  const chatId = await group(h);
  await h.sb.act({ who: "staff001", do: "resign" });
  expect(await statuses(h, 1)).toEqual([{ chat_id: chatId, status: 1 }]);
  expect(failed(await hand(h, "onjob_transfer", [chatId], "staff002"))).toEqual([90502]);
  expect((await hand(h, "transfer", [chatId], "staff001")).errcode).toBe(40003);
  expect(failed(await hand(h, "transfer", [chatId], "staff002"))).toEqual([]);
  await h.sb.advance("10s");
  expect(await shown(h, chatId)).toEqual({ owner: "staff002", members: ["staff002"] });
  expect(await statuses(h, 3)).toEqual([{ chat_id: chatId, status: 3 }]);
  expect(failed(await hand(h, "transfer", [chatId], "staff003"))).toEqual([90508]);
});

test("an inheritance that takes its time is status 2 until it is done", async () => {
  const h = await createHarness({ settings: { groupInheritSeconds: 60 } });
  const chatId = await group(h);
  await h.sb.act({ who: "staff001", do: "resign" });
  await hand(h, "transfer", [chatId], "staff002");
  await h.sb.advance("59s");
  expect(await statuses(h, 2)).toEqual([{ chat_id: chatId, status: 2 }]);
  expect(failed(await hand(h, "transfer", [chatId], "staff003"))).toEqual([90507]);
  await h.sb.advance("1s");
  expect(await statuses(h, 3)).toEqual([{ chat_id: chatId, status: 3 }]);
  expect((await shown(h, chatId)).owner).toBe("staff002");
});

test("a hundred groups per call; unknown and dissolved ones fail by themselves", async () => {
  const h = await createHarness();
  const good = await group(h);
  const dissolved = await group(h, "staff001", "旧群");
  await h.sb.act({ who: "staff001", do: "dismiss", chatId: dissolved });
  const unknown = Array.from({ length: 98 }, (_, n) => `wrnothing${n}`);
  const answer = await hand(h, "onjob_transfer", [good, dissolved, ...unknown], "staff002");
  expect(failed(answer)).toEqual([49008, ...unknown.map(() => 40050)]);
  expect((await shown(h, good)).owner).toBe("staff002");
  expect((await hand(h, "onjob_transfer", [good, dissolved, ...unknown, "wr1"], "staff002")).errcode).toBe(40058);
});

test("twice in ninety days, and so many groups of one owner a day", async () => {
  const h = await createHarness({ settings: { limits: { "group-transfer.owner-day": 3 } } });
  const [first, second, third, fourth] = [
    await group(h),
    await group(h, "staff001", "二群"),
    await group(h, "staff001", "三群"),
    await group(h, "staff001", "四群"),
  ];
  expect(failed(await hand(h, "onjob_transfer", [first], "staff002"))).toEqual([]);
  expect(failed(await hand(h, "onjob_transfer", [first], "staff001"))).toEqual([]);
  expect(failed(await hand(h, "onjob_transfer", [first], "staff002"))).toEqual([40128]);
  expect(failed(await hand(h, "onjob_transfer", [second, third, fourth], "staff002"))).toEqual([45009]);
  await h.sb.advance("1d");
  expect(failed(await hand(h, "onjob_transfer", [fourth], "staff002"))).toEqual([]);
  await h.sb.advance("88d");
  expect(failed(await hand(h, "onjob_transfer", [first], "staff002"))).toEqual([40128]);
  await h.sb.advance("1d");
  expect(failed(await hand(h, "onjob_transfer", [first], "staff002"))).toEqual([]);
});
