import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness, joinWay, listenTo, PNG } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

async function picture(h: Harness): Promise<string> {
  return String((await h.upload("media/upload", { data: PNG }, { type: "image" })).media_id);
}

async function account(h: Harness, name = "瑞幸客服"): Promise<string> {
  return String((await h.api("kf/account/add", { name, media_id: await picture(h) })).open_kfid);
}

test("accounts are made, listed by pages, changed and deleted", async () => {
  const h = await createHarness();
  const [one, two] = [await account(h, "一"), await account(h, "二")];
  expect(await h.api("kf/account/list", { offset: 1, limit: 1 })).toMatchObject({
    account_list: [{ open_kfid: two, name: "二", manage_privilege: true }],
  });
  expect((await h.api("kf/account/update", { open_kfid: one, name: "门店", media_id: await picture(h) })).errcode).toBe(0);
  expect((await h.api("kf/account/update", { open_kfid: one, media_id: "3none" })).errcode).toBe(40007);
  expect((await h.api("kf/account/add", { name: "三", media_id: "3none" })).errcode).toBe(40007);
  expect((await h.api("kf/account/del", { open_kfid: two })).errcode).toBe(0);
  // Older texts have GET.
  expect(await h.api("kf/account/list")).toMatchObject({ account_list: [{ open_kfid: one, name: "门店" }] });
  expect((await h.api("kf/account/del", { open_kfid: two })).errcode).toBe(95004);
});

const NAMING: [string, object][] = [
  ["account/del", {}],
  ["account/update", { name: "x" }],
  ["servicer/add", { userid_list: ["staff001"] }],
  ["servicer/del", { userid_list: ["staff001"] }],
  ["service_state/get", { external_userid: "wmx" }],
  ["service_state/trans", { external_userid: "wmx", service_state: 1 }],
  ["sync_msg", {}],
  ["send_msg", { touser: "wmx", msgtype: "text", text: { content: "x" } }],
  ["customer/upgrade_service", { external_userid: "wmx", type: 1, member: { userid: "staff001" } }],
  ["customer/cancel_upgrade_service", { external_userid: "wmx" }],
  ["get_corp_statistic", { start_time: 1, end_time: 1 }],
  ["get_servicer_statistic", { start_time: 1, end_time: 1 }],
];

test.each(NAMING)("kf/%s wants an account that exists and is granted to the app", async (path, body) => {
  const h = await createHarness();
  const open_kfid = await account(h);
  const code = async (as: Harness, id: string): Promise<number> => (await as.api(`kf/${path}`, { open_kfid: id, ...body })).errcode;
  expect(await code(h, "no-account")).toBe(95000);
  expect(await code(h, "wkNobodyKnowsThisOne")).toBe(95004);
  expect(await code(h.as(await h.app({})), open_kfid)).toBe(48007);
  expect(await code(h.as(await h.app({ kf: false })), open_kfid)).toBe(48002);
});

test("links and servicers of an account can be asked for without managing it", async () => {
  const h = await createHarness();
  const open_kfid = await account(h);
  await h.api("kf/servicer/add", { open_kfid, userid_list: ["staff001"] });
  const other = h.as(await h.app({}));
  expect((await other.api("kf/servicer/list", undefined, { open_kfid })).servicer_list).toEqual([{ userid: "staff001" }]);
  expect((await other.api("kf/add_contact_way", { open_kfid })).errcode).toBe(0);
  expect((await other.api("kf/account/list", {})).account_list).toMatchObject([{ manage_privilege: false }]);
  for (const [id, errcode] of [
    ["no-account", 95000],
    ["wkNobody", 95004],
  ] as const) {
    expect((await h.api("kf/servicer/list", undefined, { open_kfid: id })).errcode).toBe(errcode);
    expect((await h.api("kf/add_contact_way", { open_kfid: id })).errcode).toBe(errcode);
  }
});

test("the console grants an account to an app and takes it back, which is told", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const { body } = await h.control("POST", "kf", { name: "后台建的", apps: [] });
  const open_kfid = String(body.openKfId);
  const code = async (): Promise<number> => (await h.api("kf/servicer/add", { open_kfid, userid_list: ["staff001"] })).errcode;
  expect(await code()).toBe(48007);
  await h.control("POST", "kf", { openKfId: open_kfid, apps: [h.sb.corp.agentId] });
  expect(await code()).toBe(0);
  await h.control("POST", "kf", { openKfId: open_kfid, apps: [] });
  expect(await code()).toBe(48007);
  await h.sb.advance("30s");
  const told = shuke.heard.map((event) => [event.field("Event"), event.field("AuthAddOpenKfId"), event.field("AuthDelOpenKfId")]);
  expect(told).toEqual([
    ["kf_account_auth_change", open_kfid, ""],
    ["kf_account_auth_change", "", open_kfid],
  ]);
});

test("servicers and departments come and go, each with an answer of its own", async () => {
  const h = await createHarness({ profile: { staff: 4, stores: 1 }, settings: { limits: { "kf.servicers": 2, "kf.departments": 1 } } });
  const open_kfid = await account(h);
  const codes = (answer: Answer): unknown[] =>
    listIn<{ errcode: number; errmsg: string }>(answer, "result_list").map(({ errcode, errmsg }) => [errcode, errmsg]);
  const add = (more: object): Promise<Answer> => h.api("kf/servicer/add", { open_kfid, ...more });
  const del = (more: object): Promise<Answer> => h.api("kf/servicer/del", { open_kfid, ...more });
  expect(codes(await add({ userid_list: ["staff001", "staff001", "nobody"] }))).toMatchObject([
    [0, "success"],
    [0, "ignored"],
    [40003, expect.any(String)],
  ]);
  expect(codes(await add({ userid_list: ["staff002", "staff003"] }))).toMatchObject([
    [0, "success"],
    [40058, expect.stringContaining("many")],
  ]);
  expect(codes(await add({ department_id_list: [2, 2, 99] }))).toMatchObject([
    [0, "success"],
    [0, "ignored"],
    [60003, expect.any(String)],
  ]);
  expect(codes(await add({ department_id_list: [1] }))).toMatchObject([[40058, expect.stringContaining("many")]]);
  expect((await h.api("kf/servicer/list", undefined, { open_kfid })).servicer_list).toEqual([
    { userid: "staff001", status: 0 },
    { userid: "staff002", status: 0 },
    { department_id: 2 },
  ]);
  expect(codes(await del({ userid_list: ["staff001", "staff001"], department_id_list: [2, 2] }))).toEqual([
    [0, "success"],
    [0, "ignored"],
    [0, "success"],
    [0, "ignored"],
  ]);
  expect((await add({})).errcode).toBe(40058);
  expect((await del({})).errcode).toBe(40058);
  const narrow = await h.app({ users: ["staff001"] });
  const mine = String((await h.as(narrow).api("kf/account/add", { name: "x", media_id: await picture(h) })).open_kfid);
  expect(codes(await h.as(narrow).api("kf/servicer/add", { open_kfid: mine, userid_list: ["staff002"] }))).toMatchObject([
    [60030, expect.any(String)],
  ]);
});

test("5 000 accounts a corp, 10 when it is not verified", async () => {
  const h = await createHarness({ settings: { limits: { "kf.accounts": 12 }, corpVerified: false } });
  const media_id = await picture(h);
  const add = async (): Promise<number> => (await h.api("kf/account/add", { name: "x", media_id })).errcode;
  for (let n = 0; n < 10; n++) expect(await add()).toBe(0);
  expect(await add()).toBe(95027);
  await h.control("POST", "settings", { corpVerified: true });
  expect([await add(), await add(), await add()]).toEqual([0, 0, 95005]);
});

test("ids of accounts stay as they are for an app of the corp", async () => {
  const h = await createHarness();
  const id = await account(h);
  expect(await h.api("idconvert/open_kfid", { open_kfid_list: [id, "wkNobody"] })).toMatchObject({
    items: [{ open_kfid: id, new_open_kfid: id }],
    invalid_open_kfid_list: ["wkNobody"],
  });
});

interface Case {
  h: Harness;
  open_kfid: string;
  who: string;
  external_userid: string;
  chatId: string;
}

/** A customer whom staff001 serves, and a group of staff001. */
async function served(): Promise<Case> {
  const h = await createHarness({ settings: { apiLatencyMs: [0, 0] } });
  await listenTo(h.sb);
  const open_kfid = await account(h);
  await h.api("kf/servicer/add", { open_kfid, userid_list: ["staff001"] });
  const { url } = await h.api("kf/add_contact_way", { open_kfid });
  const { who, externalUserId } = await h.sb.act({ who: "new", do: "kf-enter", url });
  await h.sb.act({ who, do: "kf-say", openKfId: open_kfid, text: "在吗" });
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "福利群" });
  return { h, open_kfid, who, external_userid: String(externalUserId), chatId: String(chatId) };
}

test("a member or a group can be recommended, if the console allows it", async () => {
  const { h, open_kfid, external_userid, chatId } = await served();
  const upgrade = async (input: object): Promise<number> =>
    (await h.api("kf/customer/upgrade_service", { open_kfid, external_userid, ...input })).errcode;
  expect(await upgrade({ type: 1, member: { userid: "staff002" } })).toBe(95021);
  expect(await upgrade({ type: 2, groupchat: { chat_id: chatId } })).toBe(95021);
  await h.control("POST", "kf", { upgrade: { users: ["staff002"], chatIds: [chatId] } });
  expect(await h.api("kf/customer/get_upgrade_service_config")).toMatchObject({
    member_range: { userid_list: ["staff002"], department_id_list: [] },
    groupchat_range: { chat_id_list: [chatId] },
  });
  expect(await upgrade({ type: 1 })).toBe(40058);
  expect(await upgrade({ type: 2 })).toBe(40058);
  expect(await upgrade({ type: 1, member: { userid: "staff002", wording: "你的专员" } })).toBe(0);
  const cancel = async (id: string): Promise<number> =>
    (await h.api("kf/customer/cancel_upgrade_service", { open_kfid, external_userid: id })).errcode;
  expect([await cancel(external_userid), await cancel("wmnobody")]).toEqual([0, 40096]);
  await h.api("kf/service_state/trans", { open_kfid, external_userid, service_state: 3, servicer_userid: "staff001" });
  const recommend = (): Promise<object> =>
    h.sb.act({ who: "staff001", do: "kf-recommend", openKfId: open_kfid, externalUserId: external_userid });
  expect(await recommend()).toMatchObject({ error: expect.stringContaining("nobody") });
  expect(
    (await h.api("kf/customer/upgrade_service", { open_kfid, external_userid: "wmnobody", type: 1, member: { userid: "staff002" } }))
      .errcode,
  ).toBe(40096);
});

test("statistics of yesterday: consultations, people, assistant and servicers, recommendations that worked", async () => {
  const { h, open_kfid, who, external_userid, chatId } = await served();
  await h.control("POST", "kf", { upgrade: { users: ["staff002"], chatIds: [chatId] } });
  const say = (person: string, text: string): Promise<unknown> => h.sb.act({ who: person, do: "kf-say", openKfId: open_kfid, text });
  const staff = (verb: string, more: object = {}): Promise<unknown> =>
    h.sb.act({ who: "staff001", do: verb, openKfId: open_kfid, externalUserId: external_userid, ...more });
  await h.api("kf/send_msg", { touser: external_userid, open_kfid, msgtype: "text", text: { content: "在" } });
  await say(who, "有券吗");
  await h.api("kf/service_state/trans", { open_kfid, external_userid, service_state: 3, servicer_userid: "staff001" });
  await h.sb.advance("40s");
  await staff("kf-say", { text: "有" });
  for (const target of [
    { type: 1, target: "staff002" },
    { type: 2, target: chatId },
  ])
    await staff("kf-recommend", target);
  await h.sb.act({ who, do: "add", userid: "staff002" });
  await h.sb.act({ who, do: "join", url: (await joinWay(h, [chatId])).url });
  await staff("kf-refuse");
  await h.sb.advance("24h");
  const yesterday = Date.parse("2026-03-02T00:00:00+08:00") / 1000;
  const ask = (path: string, more: object = {}, from = yesterday, to = yesterday): Promise<Answer> =>
    h.api(`kf/${path}`, { open_kfid, start_time: from, end_time: to, ...more });
  expect((await ask("get_corp_statistic")).statistic_list).toEqual([
    {
      stat_time: yesterday,
      statistic: {
        session_cnt: 1,
        customer_cnt: 1,
        customer_msg_cnt: 2,
        upgrade_service_customer_cnt: 1,
        ai_session_reply_cnt: 1,
        ai_transfer_rate: 1,
        msg_rejected_customer_cnt: 1,
      },
    },
  ]);
  const mine = {
    session_cnt: 1,
    customer_cnt: 1,
    customer_msg_cnt: 2,
    reply_rate: 1,
    first_reply_average_sec: 40,
    satisfaction_investgate_cnt: 0,
    upgrade_service_customer_cnt: 1,
    upgrade_service_member_invite_cnt: 1,
    upgrade_service_member_customer_cnt: 1,
    upgrade_service_groupchat_invite_cnt: 1,
    upgrade_service_groupchat_customer_cnt: 1,
    msg_rejected_customer_cnt: 1,
  };
  expect((await ask("get_servicer_statistic", { servicer_userid: "staff001" })).statistic_list).toEqual([
    { stat_time: yesterday, statistic: mine },
  ]);
  expect((await ask("get_servicer_statistic", { servicer_userid: "staff003" })).statistic_list).toEqual([{ stat_time: yesterday }]);
  expect((await ask("get_servicer_statistic", { servicer_userid: "nobody" })).errcode).toBe(40003);
});

test("31 days of statistics at once, 180 back, until yesterday", async () => {
  const { h, open_kfid } = await served();
  const today = Date.parse("2026-03-02T00:00:00+08:00") / 1000;
  for (const path of ["kf/get_corp_statistic", "kf/get_servicer_statistic"]) {
    const ask = async (from: number, to: number): Promise<number> =>
      (await h.api(path, { open_kfid, start_time: today + from * 86_400, end_time: today + to * 86_400 })).errcode;
    expect([await ask(-31, -1), await ask(-32, -1)]).toEqual([0, 40058]);
    expect([await ask(-180, -170), await ask(-181, -170)]).toEqual([0, 40058]);
    expect([await ask(-1, 0), await ask(-1, -2)]).toEqual([40058, 40058]);
  }
});

test("groups of the knowledge base", async () => {
  const h = await createHarness({ settings: { limits: { "kf.knowledge-groups": 3 } } });
  const add = async (name: string): Promise<Answer> => h.api("kf/knowledge/add_group", { name });
  const { group_id } = await add("门店");
  expect((await add("门店")).errcode).toBe(40058);
  expect((await add("会员")).errcode).toBe(0);
  expect((await add("太多")).errcode).toBe(40058);
  const page = await h.api("kf/knowledge/list_group", { limit: 2 });
  expect(page).toMatchObject({ has_more: 1, group_list: [{ is_default: 1 }, { group_id, name: "门店", is_default: 0 }] });
  expect(await h.api("kf/knowledge/list_group", { cursor: page.next_cursor })).toMatchObject({
    has_more: 0,
    group_list: [{ name: "会员" }],
  });
  expect((await h.api("kf/knowledge/list_group", { cursor: "rubbish" })).errcode).toBe(50100);
  expect((await h.api("kf/knowledge/list_group", { group_id })).group_list).toHaveLength(1);
  const mod = async (id: unknown, name: string): Promise<number> => (await h.api("kf/knowledge/mod_group", { group_id: id, name })).errcode;
  const standard = listIn<{ group_id: string }>(page, "group_list")[0]?.group_id;
  expect([await mod(group_id, "门店"), await mod(group_id, "会员"), await mod(standard, "x"), await mod("none", "x")]).toEqual([
    0, 40058, 40058, 40058,
  ]);
  const del = async (id: unknown): Promise<number> => (await h.api("kf/knowledge/del_group", { group_id: id })).errcode;
  expect([await del(group_id), await del(group_id), await del(standard)]).toEqual([0, 40058, 40058]);
});

test("questions with answers: added, found, changed part by part, deleted", async () => {
  const h = await createHarness({ settings: { limits: { "kf.knowledge-intents": 2 } } });
  const { group_id } = await h.api("kf/knowledge/add_group", { name: "门店" });
  const media_id = await picture(h);
  const words = (content: string): object => ({ text: { content } });
  const answer = (content: string, attachments: object[] = []): object[] => [{ text: { content }, attachments }];
  const add = (question: string, more: object = {}): Promise<Answer> =>
    h.api("kf/knowledge/add_intent", { group_id, question: words(question), answers: answer("九点"), ...more });
  const { intent_id } = await add("几点开门", {
    similar_questions: { items: [words("什么时候营业")] },
    answers: answer("九点", [{ msgtype: "image", image: { media_id } }]),
  });
  expect((await add("什么时候营业")).errcode).toBe(40058);
  expect((await add("a", { answers: [] })).errcode).toBe(40058);
  expect((await add("a", { answers: undefined })).errcode).toBe(40058);
  expect((await add("a", { group_id: "none" })).errcode).toBe(40058);
  expect((await add("a", { answers: answer("x", [{ msgtype: "image" }]) })).errcode).toBe(40058);
  expect((await add("a", { answers: answer("x", [{ msgtype: "video", video: { media_id } }]) })).errcode).toBe(40007);
  const mini = { msgtype: "miniprogram", miniprogram: { title: "点单", thumb_media_id: media_id, appid: "wx1", pagepath: "p" } };
  const link = { msgtype: "link", link: { title: "门店", url: "https://example.com" } };
  expect((await add("在哪", { answers: answer("春熙路", [mini, link]) })).errcode).toBe(0);
  expect((await add("太多")).errcode).toBe(40058);
  const list = (more: object = {}): Promise<Answer> => h.api("kf/knowledge/list_intent", more);
  expect(await list({ intent_id })).toMatchObject({
    has_more: 0,
    intent_list: [
      {
        group_id,
        intent_id,
        question: words("几点开门"),
        similar_questions: { items: [words("什么时候营业")] },
        answers: answer("九点", [{ msgtype: "image", image: { name: "poster.png" } }]),
      },
    ],
  });
  const mod = async (more: object): Promise<number> => (await h.api("kf/knowledge/mod_intent", { intent_id, ...more })).errcode;
  expect(await mod({ question: words("在哪") })).toBe(40058);
  expect(await mod({ answers: answer("x", [{ msgtype: "image", image: { media_id: "3none" } }]) })).toBe(40007);
  expect(await mod({ answers: answer("十点") })).toBe(0);
  expect(await mod({ intent_id: "none" })).toBe(40058);
  const first = await list({ limit: 1 });
  expect(first).toMatchObject({ has_more: 1, intent_list: [{ answers: answer("十点") }] });
  expect((await list({ cursor: first.next_cursor })).intent_list).toHaveLength(1);
  expect((await list({ group_id: "none" })).intent_list).toEqual([]);
  expect((await list({ cursor: "rubbish" })).errcode).toBe(50100);
  const del = async (): Promise<number> => (await h.api("kf/knowledge/del_intent", { intent_id })).errcode;
  expect([await del(), await del()]).toEqual([0, 40058]);
});

test("nobody of the desk is a customer of staff because of it", async () => {
  const { h, external_userid } = await served();
  expect((await h.api("externalcontact/get", undefined, { external_userid })).errcode).toBe(84061);
  expect(await friends(h, 1)).toHaveLength(1);
});
