import { expect, test } from "vitest";
import type { Body } from "../kit/params.ts";
import { friends, listIn } from "../testing/friends.ts";
import { contactWay, createHarness, joinWay, listenTo } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const ask = (h: Harness, path: string, body: object): Promise<Answer> => h.api(`externalcontact/${path}`, body);
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const WAY = { type: 1, scene: 2, user: ["staff001"] };

test("codes of both kinds share a cap; temporary ones count by the day", async () => {
  const h = await createHarness({ settings: { limits: { "ways.total": 2, "temp-way.day": 1 } } });
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "群" });
  const contact = async (more: object = {}): Promise<number> => (await ask(h, "add_contact_way", { ...WAY, ...more })).errcode;
  const join = async (): Promise<number> => (await ask(h, "groupchat/add_join_way", { scene: 2, chat_id_list: [chatId] })).errcode;
  expect([await contact(), await join(), await contact(), await join()]).toEqual([0, 0, 41045, 41045]);
  const other = await createHarness({ settings: { limits: { "temp-way.day": 1 } } });
  const temp = async (): Promise<number> => (await ask(other, "add_contact_way", { ...WAY, is_temp: true })).errcode;
  expect([await temp(), await temp()]).toEqual([0, 45009]);
  await other.sb.advance("1d");
  expect(await temp()).toBe(0);
});

test("a hundred members behind a code, departments expanded", async () => {
  const h = await createHarness({ profile: { staff: 101 } });
  const party = { type: 2, scene: 2, party: [1] };
  expect((await ask(h, "add_contact_way", party)).errcode).toBe(41041);
  await h.sb.act({ who: "staff101", do: "resign" });
  const { config_id } = await ask(h, "add_contact_way", party);
  expect(config_id).toEqual(expect.any(String));
  await h.control("POST", "corp/setup", { users: [{ userid: "late", name: "新人" }] });
  expect((await ask(h, "update_contact_way", { config_id, party: [1] })).errcode).toBe(41041);
});

test("a temporary code takes one person within a week, and the two have a day", async () => {
  const h = await createHarness();
  const [first, second] = [await contactWay(h, { is_temp: true }), await contactWay(h, { is_temp: true })];
  const mei = await h.sb.act({ who: "new", do: "scan", url: first });
  expect(mei).toMatchObject({ added: "staff001" });
  expect(await h.sb.act({ who: "new", do: "scan", url: first })).toHaveProperty("error");
  const say = async (): Promise<object> => h.sb.act({ who: mei.who, do: "say", to: "staff001", text: "在吗" });
  await h.sb.advance("24h");
  expect(await say()).not.toHaveProperty("error");
  await h.sb.advance("1s");
  expect(await say()).toHaveProperty("error");
  await h.sb.advance("6d");
  expect(await h.sb.act({ who: "new", do: "scan", url: second })).toHaveProperty("error");
  const third = await contactWay(h, { is_temp: true });
  await h.sb.advance("7d");
  expect(await h.sb.act({ who: "new", do: "scan", url: third })).toMatchObject({ added: "staff001" });
});

test("codes are listed ninety days back, a hundred in a page", async () => {
  const h = await createHarness({ settings: { limits: { "way-list.page-default": 1, "way-list.page": 2 } } });
  for (let n = 0; n < 3; n++) await contactWay(h, { remark: String(n) });
  const list = async (body: object = {}): Promise<number> => listIn(await ask(h, "list_contact_way", body), "contact_way").length;
  expect([await list(), await list({ limit: 2 }), await list({ limit: 3 })]).toEqual([1, 2, 1]);
  await h.sb.advance("90d");
  expect(await list({ limit: 2 })).toBe(2);
  await h.sb.advance("1h");
  expect(await list({ limit: 2 })).toBe(0);
  expect(await list({ limit: 2, start_time: 0 })).toBe(2);
});

test("followers come in pages", async () => {
  const h = await createHarness({ settings: { limits: { "customer.followers-page": 2 } } });
  const [mei] = await friends(h, 1);
  await h.sb.act({ who: mei?.who ?? "", do: "add", userid: "staff002" });
  const get = (cursor = ""): Promise<Answer> =>
    h.api("externalcontact/get", undefined, { external_userid: String(mei?.externalUserId), cursor });
  expect(await get()).not.toHaveProperty("next_cursor");
  await h.sb.act({ who: mei?.who ?? "", do: "add", userid: "staff003" });
  const page = await get();
  expect(listIn(page, "follow_user")).toHaveLength(2);
  expect((await get(String(page.next_cursor))).follow_user).toMatchObject([{ userid: "staff003" }]);
});

test("so many tags on one customer by one member", async () => {
  const h = await createHarness({ settings: { limits: { "tag.relation": 2 } } });
  const [mei] = await friends(h, 1);
  const { tag_group: group } = await ask(h, "add_corp_tag", { group_name: "口味", tag: [{ name: "一" }, { name: "二" }, { name: "三" }] });
  const ids: string[] = JSON.parse(JSON.stringify(group)).tag.map((tag: { id: string }) => tag.id);
  const mark = async (add_tag: string[], remove_tag: string[] = []): Promise<number> =>
    (await ask(h, "mark_tag", { userid: "staff001", external_userid: mei?.externalUserId, add_tag, remove_tag })).errcode;
  expect(await mark(ids.slice(0, 2))).toBe(0);
  expect(await mark(ids)).toBe(40058);
  expect(await mark([String(ids[2])], [String(ids[0])])).toBe(0);
});

test("five mark_tag at once, ten thousand conversions an hour: the pipeline counts", async () => {
  const h = await createHarness({ settings: { limits: { "unionid.hour": 2, "unionid.day": 3, "unionid.month": 4, "moment.month": 2 } } });
  let token = await h.token();
  const run = (path: string, body: Body, inFlight = 1): unknown => {
    const input = {
      path,
      method: "POST",
      query: { access_token: token },
      body,
      file: null,
      malformed: false,
      inFlight,
      ip: "127.0.0.1",
      headers: {},
    };
    const answer = h.sb.parts.pipeline.run(input);
    return answer.kind === "json" ? answer.json.errcode : answer.kind;
  };
  expect(run("externalcontact/mark_tag", { userid: "staff001", external_userid: "wm", add_tag: ["et"] }, 5)).toBe(40096);
  expect(run("externalcontact/mark_tag", { userid: "staff001", external_userid: "wm", add_tag: ["et"] }, 6)).toBe(45033);
  const convert = (): unknown => run("idconvert/unionid_to_external_userid", { unionid: "o", openid: "o" });
  expect([convert(), convert(), convert()]).toEqual([610014, 610014, 45009]);
  await h.sb.advance("1h");
  // The third of the day came too early; this one is the third that counts, and the next is over the day's.
  expect([convert(), convert()]).toEqual([610014, 45009]);
  await h.sb.advance("1d");
  token = await h.token();
  expect([convert(), convert()]).toEqual([610014, 45009]);
  const moment = (): unknown => run("externalcontact/add_moment_task", { text: { content: "早" } });
  expect([moment(), moment(), moment()]).toEqual([0, 0, 45009]);
});

test("groups: forty at creation, codes stop, then it is full; more than a thousand members need a filter", async () => {
  const h = await createHarness({ settings: { qrJoinLimit: 42, groupLimit: 43 } });
  const people = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await h.sb.act({ who: "new", do: "nothing" })).who);
    return ids;
  };
  const many = await people(41);
  expect(await h.sb.act({ who: "staff001", do: "create-group", name: "群", members: many })).toHaveProperty("error");
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "群", members: many.slice(0, 40) });
  const { url } = await joinWay(h, [String(chatId)], { auto_create_room: 0 });
  expect(await h.sb.act({ who: "new", do: "scan", url })).toMatchObject({ joined: chatId });
  expect(await h.sb.act({ who: "new", do: "scan", url })).toHaveProperty("error");
  const [late, later] = await people(2);
  expect(await h.sb.act({ who: "staff001", do: "invite", chatId, target: late })).toMatchObject({ joined: chatId });
  expect(await h.sb.act({ who: "staff001", do: "invite", chatId, target: later })).toHaveProperty("error");

  const wide = await createHarness({ profile: { staff: 1000 } });
  expect((await ask(wide, "groupchat/list", { limit: 10 })).errcode).toBe(0);
  await wide.control("POST", "corp/setup", { users: [{ userid: "late", name: "新人" }] });
  expect((await ask(wide, "groupchat/list", { limit: 10 })).errcode).toBe(81017);
  expect((await ask(wide, "groupchat/list", { limit: 10, owner_filter: { userid_list: ["late"] } })).errcode).toBe(0);
});

test("a greeting within twenty seconds, once", async () => {
  const h = await createHarness({ settings: { apiLatencyMs: [0, 0], callbackSeconds: [1, 1], slowCallbackEvery: 0 } });
  const shuke = await listenTo(h.sb);
  await friends(h, 2);
  await h.sb.advance("20s");
  const [first, second] = shuke.heard.map((event) => event.field("WelcomeCode"));
  const greet = async (code = ""): Promise<number> =>
    (await ask(h, "send_welcome_msg", { welcome_code: code, text: { content: "欢迎" } })).errcode;
  expect([await greet(first), await greet(first)]).toEqual([0, 41051]);
  await h.sb.advance("1s");
  expect(await greet(second)).toBe(41050);
});

test.each([
  ["day", 1],
  ["week", 7],
  ["month", 31],
] as const)("a customer receives so many mass messages a %s", async (receptionCap, allowed) => {
  // March has 31 days.
  const h = await createHarness({ settings: { receptionCap } });
  await friends(h, 1);
  const send = async (n: number): Promise<unknown> =>
    (await h.sb.act({ who: "staff001", do: "mass-send", text: `第 ${n} 条` })).counts?.sent;
  for (let n = 1; n <= allowed; n++) expect(await send(n)).toBe(1);
  expect(await send(allowed + 1)).toBe(0);
});

test("a picture in a mass message is good for three days", async () => {
  const h = await createHarness();
  await friends(h, 1);
  const { media_id } = await h.upload("media/upload", { data: PNG }, { type: "image" });
  const send = async (): Promise<number> =>
    (await ask(h, "add_msg_template", { sender: "staff001", attachments: [{ msgtype: "image", image: { media_id } }] })).errcode;
  await h.sb.advance("3d");
  expect(await send()).toBe(0);
  await h.sb.advance("1m");
  expect(await send()).toBe(40007);
});

test("a slow answer to a callback: heard, and heard again; three retries in all", async () => {
  const h = await createHarness({ settings: { callbackSeconds: [1, 1], slowCallbackEvery: 0 } });
  const shuke = await listenTo(h.sb);
  const slow = (delaySeconds: number, count: number): unknown =>
    h.sb.faults.add({ kind: "callback-slow", path: "callback/*", delaySeconds, count });
  slow(5, 1);
  await friends(h, 1);
  await h.sb.advance("1m");
  expect(shuke.heard).toHaveLength(1);
  slow(6, 2);
  await friends(h, 1);
  await h.sb.advance("1m");
  expect(shuke.heard).toHaveLength(4);
  slow(5.5, 100);
  await friends(h, 1);
  await h.sb.advance("5m");
  expect(shuke.heard).toHaveLength(8);
  expect(h.sb.parts.callbacks.stats.givenUp).toBe(1);
});
