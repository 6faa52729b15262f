import { expect } from "vitest";
import type { Body } from "../kit/params.ts";
import type { Harness, Listener } from "../testing/harness.ts";

/** What any client of WeCom has: a call by path below /cgi-bin/ that throws when the errcode is not 0. */
export interface Client {
  get(path: string, query?: Record<string, string | number>): Promise<Body>;
  post(path: string, body: object): Promise<Body>;
}

/** One test's world, its clients (of the app and of the archive) and who hears the callbacks. */
export interface Travel {
  h: Harness;
  client: Client;
  archive: Client;
  heard: Listener["heard"];
}

const DAY = 86_400;

/** These SDKs keep a token for two hours of real time; here days pass in a second. */
export const LONG_TOKENS = { settings: { limits: { "token.life": 7 * DAY } } };

async function addedByCode({ h, client, heard }: Travel): Promise<{ who: string; external: string }> {
  expect(await client.get("user/simplelist", { department_id: 1 })).toMatchObject({
    userlist: ["staff001", "staff002", "staff003"].map((userid) => ({ userid })),
  });
  expect(await client.get("externalcontact/get_follow_user_list")).toMatchObject({ follow_user: ["staff001", "staff002", "staff003"] });
  const way = await client.post("externalcontact/add_contact_way", { type: 1, scene: 2, user: ["staff001"], state: "poster" });
  const scanned = await h.sb.act({ who: "new", do: "scan", url: way.qr_code, name: "小梅" });
  await h.sb.advance("5s");
  const added = heard.find((event) => event.changeType === "add_external_contact");
  expect(added?.field("State")).toBe("poster");
  await client.post("externalcontact/send_welcome_msg", { welcome_code: added?.field("WelcomeCode"), text: { content: "欢迎，新人有券" } });
  expect(h.sb.phone(scanned.who).chats[0]?.messages.at(-1)).toMatchObject({ from: "staff001", text: "欢迎，新人有券" });
  const external = String(added?.field("ExternalUserID"));
  expect(await client.get("externalcontact/list", { userid: "staff001" })).toMatchObject({ external_userid: [external] });
  expect(await client.get("externalcontact/get", { external_userid: external })).toMatchObject({
    external_contact: { external_userid: external, name: "小梅" },
    follow_user: [{ userid: "staff001", state: "poster", add_way: 1 }],
  });
  return { who: scanned.who, external };
}

async function tagged({ client }: Travel, external: string): Promise<void> {
  const { tag_group } = await client.post("externalcontact/add_corp_tag", { group_name: "口味", tag: [{ name: "拿铁" }] });
  const [tag] = JSON.parse(JSON.stringify(tag_group)).tag;
  await client.post("externalcontact/mark_tag", { userid: "staff001", external_userid: external, add_tag: [tag.id] });
  expect(await client.post("externalcontact/batch/get_by_user", { userid_list: ["staff001"] })).toMatchObject({
    external_contact_list: [{ follow_info: { tag_id: [tag.id] } }],
  });
}

async function joinedGroup({ h, client, heard }: Travel, who: string, external: string): Promise<void> {
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "拿铁一群" });
  const added = await client.post("externalcontact/groupchat/add_join_way", { scene: 2, chat_id_list: [chatId], state: "door" });
  const { join_way } = await client.post("externalcontact/groupchat/get_join_way", { config_id: added.config_id });
  await h.sb.act({ who, do: "scan", url: JSON.parse(JSON.stringify(join_way)).qr_code });
  await h.sb.advance("5s");
  const joined = heard.find((event) => event.field("UpdateDetail") === "add_member");
  expect(joined?.field("ChatId")).toBe(chatId);
  expect(await client.post("externalcontact/groupchat/list", { limit: 10 })).toMatchObject({ group_chat_list: [{ chat_id: chatId }] });
  const { group_chat } = await client.post("externalcontact/groupchat/get", { chat_id: chatId, need_name: 1 });
  const { member_list, owner } = JSON.parse(JSON.stringify(group_chat));
  expect(owner).toBe("staff001");
  expect(member_list).toContainEqual(expect.objectContaining({ userid: external, type: 2, join_scene: 3, state: "door", name: "小梅" }));
}

async function massSent({ h, client }: Travel, external: string): Promise<void> {
  const { msgid } = await client.post("externalcontact/add_msg_template", {
    chat_type: "single",
    external_userid: [external],
    sender: "staff001",
    text: { content: "周三会员日" },
  });
  await h.sb.advance("5s");
  await h.sb.act({ who: "staff001", do: "confirm", msgid });
  expect(await client.post("externalcontact/get_groupmsg_task", { msgid })).toMatchObject({
    task_list: [{ userid: "staff001", status: 2 }],
  });
  expect(await client.post("externalcontact/get_groupmsg_send_result", { msgid, userid: "staff001" })).toMatchObject({
    send_list: [{ external_userid: external, status: 1 }],
  });
}

async function momentPosted({ h, client }: Travel, external: string): Promise<void> {
  const { jobid } = await client.post("externalcontact/add_moment_task", { text: { content: "新店开业" } });
  await h.sb.advance("10s");
  const done = await client.get("externalcontact/get_moment_task_result", { jobid: String(jobid) });
  const { moment_id } = JSON.parse(JSON.stringify(done.result));
  await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id });
  expect(await client.post("externalcontact/get_moment_send_result", { moment_id, userid: "staff001" })).toMatchObject({
    customer_list: [{ external_userid: external }],
  });
}

async function counted({ h, client }: Travel, start: number): Promise<void> {
  await h.sb.advance("1d");
  expect(
    await client.post("externalcontact/get_user_behavior_data", { userid: ["staff001"], start_time: start, end_time: start }),
  ).toMatchObject({ behavior_data: [{ stat_time: start, new_contact_cnt: 1 }] });
  expect(
    await client.post("externalcontact/groupchat/statistic", { day_begin_time: start, owner_filter: { userid_list: ["staff001"] } }),
  ).toMatchObject({ items: [{ owner: "staff001", data: { new_chat_cnt: 1 } }] });
}

async function transferred({ h, client }: Travel, external: string): Promise<void> {
  const sides = { handover_userid: "staff001", takeover_userid: "staff002" };
  expect(await client.post("externalcontact/transfer_customer", { ...sides, external_userid: [external] })).toMatchObject({
    customer: [{ external_userid: external, errcode: 0 }],
  });
  await h.sb.advance("1d");
  expect(await client.post("externalcontact/transfer_result", sides)).toMatchObject({
    customer: [{ external_userid: external, status: 1 }],
  });
}

async function archived({ h, archive }: Travel, external: string): Promise<void> {
  await h.control("POST", "archive", { users: ["staff001", "staff002"], newKey: true });
  expect(await archive.post("msgaudit/get_permit_user_list", {})).toMatchObject({ ids: ["staff001", "staff002"] });
  const asked = { info: [{ userid: "staff002", exteranalopenid: external }] };
  expect(await archive.post("msgaudit/check_single_agree", asked)).toMatchObject({ agreeinfo: [{ exteranalopenid: external }] });
}

/** Token, staff, code, scan, welcome, tag, group, mass task, confirmation, results, moment, statistics, transfer, archive. */
export async function journey(travel: Travel): Promise<void> {
  const midnight = Math.floor((Date.parse(travel.h.sb.clock().now) / 1000 + 8 * 3600) / DAY) * DAY - 8 * 3600;
  const { who, external } = await addedByCode(travel);
  await tagged(travel, external);
  await joinedGroup(travel, who, external);
  await massSent(travel, external);
  await momentPosted(travel, external);
  await counted(travel, midnight);
  await transferred(travel, external);
  await archived(travel, external);
}
