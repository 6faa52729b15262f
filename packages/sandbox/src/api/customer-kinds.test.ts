import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

const detail = async (h: Harness, external: unknown): Promise<{ external_contact: unknown; follow_user: unknown }> => {
  const { external_contact, follow_user } = await h.api("externalcontact/get", undefined, { external_userid: String(external) });
  return { external_contact, follow_user };
};

test("somebody of another corp: type 2 with a position, no unionid and no greeting", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const wecom = { corpName: "好味供应链", corpFullName: "好味供应链有限公司", position: "采购" };
  const li = await h.sb.act({ who: "new", do: "add", userid: "staff001", wecom });
  await h.sb.advance("9s");
  expect(String(li.externalUserId)).toMatch(/^wo/);
  expect(shuke.heard.map((event) => [event.changeType, event.field("WelcomeCode")])).toEqual([["add_external_contact", ""]]);
  const { external_contact: contact } = await detail(h, li.externalUserId);
  expect(contact).toMatchObject({
    type: 2,
    position: "采购",
    corp_name: "好味供应链",
    corp_full_name: "好味供应链有限公司",
    external_profile: { external_attr: [] },
  });
  expect(contact).not.toHaveProperty("unionid");
  const batch = await h.api("externalcontact/batch/get_by_user", { userid_list: ["staff001"] });
  expect(batch).toMatchObject({ external_contact_list: [{ external_contact: { type: 2, corp_name: "好味供应链" } }] });
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "群", members: [li.who] })).chatId);
  await h.sb.advance("5s");
  await h.sb.act({ who: li.who, do: "nickname", chatId, name: "好味小李" });
  const { group_chat: chat } = await h.api("externalcontact/groupchat/get", { chat_id: chatId });
  const [, row] = JSON.parse(JSON.stringify(chat)).member_list;
  expect(row).toMatchObject({ userid: li.externalUserId, group_nickname: "好味小李" });
  expect(row).not.toHaveProperty("unionid");
});

test("from a Channels page, with tags that only the member sees", async () => {
  const h = await createHarness();
  const mei = await h.sb.act({ who: "new", do: "add", userid: "staff001", channels: { nickname: "熟客视频号", source: 2 } });
  await h.sb.act({ who: "staff001", do: "label", externalUserId: mei.externalUserId, tags: ["老街坊"] });
  const { follow_user: followers } = await detail(h, mei.externalUserId);
  expect(followers).toMatchObject([
    { add_way: 10, wechat_channels: { nickname: "熟客视频号", source: 2 }, tags: [{ group_name: "", tag_name: "老街坊", type: 2 }] },
  ]);
  expect(JSON.parse(JSON.stringify(followers))[0].tags[0]).not.toHaveProperty("tag_id");
  const batch = await h.api("externalcontact/batch/get_by_user", { userid_list: ["staff001"] });
  expect(batch).toMatchObject({ external_contact_list: [{ follow_info: { tag_id: [], wechat_channels: { source: 2 } } }] });
});

test("a member asks somebody in the group; who agrees is a customer, and the asking is counted", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const { who } = await h.sb.act({ who: "new", do: "nothing", name: "群友" });
  const [friend] = await friends(h, 1);
  expect(await h.sb.act({ who: "staff001", do: "apply", externalUserId: who })).toMatchObject({ requested: who });
  expect(await h.sb.act({ who: "staff001", do: "apply", externalUserId: friend?.who })).toMatchObject({ already: friend?.who });
  expect(h.sb.phone(who).requests).toMatchObject([{ who: "staff001" }]);
  expect(await h.sb.act({ who, do: "accept", from: "staff002" })).toHaveProperty("error");
  const added = await h.sb.act({ who, do: "accept", from: "staff001" });
  expect(added).toMatchObject({ added: "staff001" });
  expect(h.sb.phone(who).requests).toEqual([]);
  expect((await detail(h, added.externalUserId)).follow_user).toMatchObject([{ add_way: 4, oper_userid: "staff001" }]);
  await h.sb.advance("1d");
  expect(shuke.heard.filter((event) => event.field("ExternalUserID") === added.externalUserId)).toHaveLength(1);
  const day = Date.parse("2026-03-02T00:00:00+08:00") / 1000;
  const figures = await h.api("externalcontact/get_user_behavior_data", { userid: ["staff001"], start_time: day, end_time: day });
  expect(listIn(figures, "behavior_data")).toMatchObject([{ new_apply_cnt: 1, new_contact_cnt: 2 }]);
});

test("switch: members without a licence are named instead of listed", async () => {
  const h = await createHarness({ settings: { licenceFailInfo: true } });
  await friends(h, 1);
  await h.control("POST", "corp/setup", { users: [{ userid: "trainee", name: "新人", licensed: false }] });
  const ask = (): Promise<object> => h.api("externalcontact/batch/get_by_user", { userid_list: ["trainee", "staff001"] });
  expect(await ask()).toMatchObject({ external_contact_list: [{}], fail_info: { unlicensed_userid_list: ["trainee"] } });
  await h.control("POST", "settings", { licenceFailInfo: false });
  expect(await ask()).not.toHaveProperty("fail_info");
});
