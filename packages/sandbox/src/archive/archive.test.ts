import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import type { Friend } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";
import { newKeyPair, openKey, openMessage } from "./cipher.ts";

interface Record {
  seq: number;
  msgid: string;
  publickey_ver: number;
  encrypt_random_key: string;
  encrypt_chat_msg: string;
}

interface Message {
  [field: string]: unknown;
  from: string;
  tolist: string[];
  roomid: string;
  msgtype: string;
  msgtime: number;
  action: string;
}

/** The console: staff001 is archived under a key of ours. */
async function setUp(h: Harness, more: object = {}): Promise<{ privateKey: string; secret: string }> {
  const { publicKey, privateKey } = newKeyPair();
  const { body } = await h.control("POST", "archive", { users: ["staff001"], publicKey, ...more });
  return { privateKey, secret: JSON.parse(JSON.stringify(body.config)).secret };
}

/** The archive's program: a session, then pages. */
async function program(
  h: Harness,
  secret: string,
): Promise<{ chat: (seq: number, limit?: number) => Promise<Answer>; media: (id: string, at?: string) => Promise<Answer> }> {
  const ask = async (path: string, body: object): Promise<Answer> => {
    const { body: answer } = await h.control("POST", `archive/sdk/${path}`, body);
    return { ...answer, errcode: Number(answer.errcode), errmsg: String(answer.errmsg) };
  };
  const { session, errcode } = await ask("init", { corpid: h.sb.corp.corpId, secret });
  expect(errcode).toBe(0);
  return {
    chat: (seq, limit = 1000) => ask("get_chat_data", { session, seq, limit }),
    media: (sdkfileid, indexbuf = "") => ask("get_media_data", { session, sdkfileid, indexbuf }),
  };
}

const records = (answer: Answer): Record[] => listIn(answer, "chatdata");
const read = (privateKey: string, record: Record): Message =>
  JSON.parse(openMessage(openKey(privateKey, record.encrypt_random_key), record.encrypt_chat_msg));

const archive = async (h: Harness, secret: string, path: string, body?: object): Promise<Answer> => {
  const url = new URL(`${h.sb.url}/cgi-bin/gettoken`);
  url.searchParams.set("corpid", h.sb.corp.corpId);
  url.searchParams.set("corpsecret", secret);
  const { access_token } = JSON.parse(await (await fetch(url)).text());
  const call = `${h.sb.url}/cgi-bin/msgaudit/${path}${path.includes("?") ? "&" : "?"}access_token=${access_token}`;
  const answer = await fetch(call, body ? { method: "POST", body: JSON.stringify(body) } : {});
  return JSON.parse(await answer.text());
};

async function agreeing(h: Harness, people: Friend[]): Promise<void> {
  for (const { who } of people) await h.sb.act({ who, do: "consent", userid: "staff001" });
}

test("talk of an archived member comes encrypted for the corp's key, in the order of its numbers", async () => {
  const h = await createHarness();
  const { privateKey, secret } = await setUp(h);
  const [mei] = await friends(h, 1);
  if (!mei) throw new Error("nobody came");
  await agreeing(h, [mei]);
  await h.sb.act({ who: mei.who, do: "say", to: "staff001", text: "还有券吗" });
  await h.sb.act({ who: "staff001", do: "say", to: mei.who, text: "有的" });
  const { chat } = await program(h, secret);
  const all = records(await chat(0));
  expect(all.map(({ seq, publickey_ver }) => [seq, publickey_ver])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
  const messages = all.map((record) => read(privateKey, record));
  expect(messages[0]).toMatchObject({ msgtype: "agree", agree: { userid: mei.externalUserId } });
  expect(messages[1]).toMatchObject({
    action: "send",
    from: mei.externalUserId,
    tolist: ["staff001"],
    roomid: "",
    msgtime: Date.parse("2026-03-02T01:00:00Z"),
    msgtype: "text",
    text: { content: "还有券吗" },
  });
  expect(messages[2]).toMatchObject({ from: "staff001", tolist: [mei.externalUserId], text: { content: "有的" } });
  expect(all.every(({ msgid }) => msgid.endsWith("_external"))).toBe(true);
  expect(JSON.stringify(all)).not.toContain("还有券吗");
  expect(records(await chat(2)).map(({ seq }) => seq)).toEqual([3]);
  expect(records(await chat(3))).toEqual([]);
  expect(records(await chat(0, 2)).map(({ seq }) => seq)).toEqual([1, 2]);
});

test("nothing without consent: silence is none, a group is asked by itself, and the corp may ask nobody", async () => {
  const h = await createHarness();
  const { privateKey, secret } = await setUp(h);
  const shuke = await listenTo(h.sb);
  const [mei, luo] = await friends(h, 2);
  if (!mei || !luo) throw new Error("nobody came");
  const { chat } = await program(h, secret);
  const heard = async (): Promise<string[]> => {
    const messages = records(await chat(0)).map((record) => read(privateKey, record));
    return messages.filter(({ msgtype }) => msgtype === "text").map(({ text }) => JSON.parse(JSON.stringify(text)).content);
  };
  await h.sb.advance("8s");
  const code = shuke.heard.find((event) => event.field("ExternalUserID") === mei.externalUserId)?.field("WelcomeCode");
  const welcome = { welcome_code: code, text: { content: "欢迎" } };
  expect((await h.api("externalcontact/send_welcome_msg", welcome)).errcode).toBe(41053);
  await h.sb.act({ who: mei.who, do: "say", to: "staff001", text: "一" });
  await agreeing(h, [mei]);
  await h.sb.advance("8s");
  expect(shuke.heard.find((event) => event.changeType === "msg_audit_approved")?.field("WelcomeCode")).not.toBe("");
  await h.sb.act({ who: mei.who, do: "say", to: "staff001", text: "二" });
  await h.sb.act({ who: luo.who, do: "say", to: "staff001", text: "三" });
  await h.sb.act({ who: luo.who, do: "consent", userid: "staff001", agree: false });

  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "福利群", members: [mei.who, luo.who] })).chatId);
  await h.sb.act({ who: mei.who, do: "say", chatId, text: "四" });
  await h.sb.act({ who: mei.who, do: "consent", chatId });
  await h.sb.act({ who: mei.who, do: "say", chatId, text: "五" });
  await h.sb.act({ who: "staff001", do: "say", chatId, text: "六" });
  const quiet = String((await h.sb.act({ who: "staff002", do: "create-group", name: "别人的群" })).chatId);
  await h.sb.act({ who: "staff002", do: "say", chatId: quiet, text: "七" });
  expect(await heard()).toEqual(["二", "五", "六"]);

  const single = (people: Friend[]): object => ({
    info: people.map((one) => ({ userid: "staff001", exteranalopenid: one.externalUserId })),
  });
  const asked = await archive(h, secret, "check_single_agree", single([mei, luo]));
  expect(listIn<{ agree_status: string }>(asked, "agreeinfo").map((row) => row.agree_status)).toEqual(["Agree", "Disagree"]);
  expect(await archive(h, secret, "check_room_agree", { roomid: chatId })).toMatchObject({
    agreeinfo: [
      { exteranalopenid: mei.externalUserId, agree_status: "Agree" },
      { agree_status: "Disagree", status_change_time: 0 },
    ],
  });
  await h.control("POST", "archive", { defaultAgree: true });
  const [anna] = await friends(h, 1);
  if (!anna) throw new Error("nobody came");
  await h.sb.act({ who: anna.who, do: "say", to: "staff001", text: "八" });
  expect(await heard()).toEqual(["二", "五", "六", "八"]);
  expect(await archive(h, secret, "check_single_agree", single([anna]))).toMatchObject({ agreeinfo: [{ agree_status: "Default_Agree" }] });
});

test("five days, then a message is gone; a later key opens later messages only", async () => {
  const h = await createHarness();
  const { privateKey, secret } = await setUp(h, { defaultAgree: true });
  const [mei] = await friends(h, 1);
  const say = (text: string): Promise<unknown> => h.sb.act({ who: mei?.who ?? "", do: "say", to: "staff001", text });
  await say("一");
  const next = newKeyPair();
  await h.control("POST", "archive", { publicKey: next.publicKey });
  await say("二");
  const { chat } = await program(h, secret);
  const [first, second] = records(await chat(0));
  if (!first || !second) throw new Error("nothing was kept");
  expect([first.publickey_ver, second.publickey_ver]).toEqual([1, 2]);
  expect(read(privateKey, first)).toMatchObject({ text: { content: "一" } });
  expect(read(next.privateKey, second)).toMatchObject({ text: { content: "二" } });
  await h.sb.advance("5d");
  const later = await program(h, secret);
  expect(records(await later.chat(0)).map(({ seq }) => seq)).toEqual([1, 2]);
  await h.sb.advance("1s");
  await say("三");
  expect(records(await later.chat(0)).map(({ seq }) => seq)).toEqual([3]);
});

test("a session lasts two hours; who may fetch, how much, how often", async () => {
  const h = await createHarness({ settings: { limits: { "archive.minute": 3 } } });
  const closed = await h.control("POST", "archive/sdk/init", { corpid: h.sb.corp.corpId, secret: h.sb.corp.secret });
  expect(closed.body.errcode).toBe(40001);
  const other = await h.control("POST", "archive/sdk/init", { corpid: "wwother", secret: "x" });
  expect(other.body.errcode).toBe(40013);
  const { body } = await h.control("GET", "archive");
  const early = await program(h, String(body.secret));
  expect((await early.chat(0)).errcode).toBe(301053);
  const { secret } = await setUp(h);
  const { chat, media } = await program(h, secret);
  expect((await chat(0, 1000)).errcode).toBe(0);
  expect((await chat(0, 1001)).errcode).toBe(10000);
  expect((await chat(0)).errcode).toBe(0);
  expect((await chat(0)).errcode).toBe(0);
  expect((await chat(0)).errcode).toBe(45009);
  expect((await media("nonsense")).errcode).toBe(10005);
  await h.sb.advance("1m");
  expect((await chat(0)).errcode).toBe(0);
  await h.control("POST", "archive", { ips: ["10.0.0.1"] });
  expect((await chat(0)).errcode).toBe(301042);
  await h.control("POST", "archive", { ips: ["127.0.0.1"] });
  await h.sb.advance(7_200_000 - 60_000);
  expect((await chat(0)).errcode).toBe(0);
  await h.sb.advance("1s");
  expect((await chat(0)).errcode).toBe(10003);
  expect((await h.control("POST", "archive", { publicKey: "nonsense" })).status).toBe(400);
});

test("a picture comes in chunks of half a megabyte", async () => {
  const h = await createHarness();
  const { privateKey, secret } = await setUp(h, { defaultAgree: true });
  const [mei] = await friends(h, 1);
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(540_000, 7)]);
  const form = new FormData();
  form.set("media", new Blob([new Uint8Array(png)], { type: "image/png" }), "a.png");
  const upload = await fetch(`${h.sb.url}/cgi-bin/media/upload?type=image&access_token=${await h.token()}`, { method: "POST", body: form });
  const { media_id } = JSON.parse(await upload.text());
  const { msgid } = await h.api("externalcontact/add_msg_template", {
    external_userid: [mei?.externalUserId],
    text: { content: "新品" },
    attachments: [
      { msgtype: "image", image: { media_id } },
      { msgtype: "link", link: { title: "菜单", desc: "本周", url: "http://shop.test/menu", picurl: "http://shop.test/a.png" } },
      { msgtype: "miniprogram", miniprogram: { title: "点单", pic_media_id: media_id, appid: "wxshop", page: "index" } },
    ],
  });
  await h.sb.advance("5s");
  await h.sb.act({ who: "staff001", do: "confirm", msgid });
  const { chat, media } = await program(h, secret);
  const kept = records(await chat(0)).map((record) => read(privateKey, record));
  expect(kept.map((message) => message.msgtype)).toEqual(["text", "image", "link", "weapp"]);
  expect(kept[2]).toMatchObject({
    link: { title: "菜单", description: "本周", link_url: "http://shop.test/menu", image_url: "http://shop.test/a.png" },
  });
  expect(kept[3]).toMatchObject({ weapp: { title: "点单", username: "wxshop" } });
  const image: { sdkfileid: string; filesize: number; md5sum: string } = JSON.parse(JSON.stringify(kept[1]?.image));
  const first = await media(image.sdkfileid);
  expect(first).toMatchObject({ errcode: 0, is_finish: 0 });
  const second = await media(image.sdkfileid, String(first.outindexbuf));
  expect(second).toMatchObject({ is_finish: 1, outindexbuf: "" });
  const whole = Buffer.concat([first, second].map((part) => Buffer.from(String(part.data), "base64")));
  expect(whole.equals(png)).toBe(true);
  expect(await media(image.sdkfileid, `Range:bytes=${png.length - 500 * 1024}-`)).toMatchObject({ is_finish: 1 });
  expect([image.filesize, image.md5sum]).toEqual([png.length, createHash("md5").update(png).digest("hex")]);
  expect((await media(image.sdkfileid, "nonsense")).errcode).toBe(10000);
  await h.sb.advance("5d");
  const later = await program(h, secret);
  expect((await later.media(image.sdkfileid)).errcode).toBe(301048);
});

test("msgaudit_notify at most once in fifteen seconds; a message taken back leaves a trace", async () => {
  const h = await createHarness({ settings: { callbackSeconds: [0, 0], slowCallbackEvery: 0 } });
  const { privateKey, secret } = await setUp(h, { defaultAgree: true });
  const [mei] = await friends(h, 1);
  await h.sb.advance("1m");
  const shuke = await listenTo(h.sb);
  const notices = (): number => shuke.heard.filter((event) => event.xml.includes("msgaudit_notify")).length;
  const say = (text: string): Promise<unknown> => h.sb.act({ who: mei?.who ?? "", do: "say", to: "staff001", text });
  await say("一");
  await h.sb.advance("1s");
  expect(notices()).toBe(1);
  await say("二");
  await say("三");
  await h.sb.advance("13s");
  expect(notices()).toBe(1);
  await say("四");
  await h.sb.advance("1s");
  expect(notices()).toBe(2);
  await h.sb.advance("14s");
  await say("五");
  await h.sb.advance("500ms");
  expect(notices()).toBe(2);
  await h.sb.advance("500ms");
  expect(notices()).toBe(3);
  await h.sb.advance("16s");
  await say("六");
  await h.sb.advance("1s");
  expect(notices()).toBe(4);
  await h.sb.advance("1m");
  expect(notices()).toBe(4);

  expect(await h.sb.act({ who: mei?.who ?? "", do: "recall", to: "staff001" })).not.toHaveProperty("error");
  const { chat } = await program(h, secret);
  const kept = records(await chat(0));
  expect(read(privateKey, kept.at(-1) ?? kept[0]!)).toMatchObject({
    action: "recall",
    msgtype: "revoke",
    revoke: { pre_msgid: kept.at(-2)?.msgid },
  });
  expect(h.sb.phone("staff001").chats[0]?.messages.at(-1)).toMatchObject({ from: "system" });
  await h.sb.advance("1m");
  expect(await h.sb.act({ who: mei?.who ?? "", do: "recall", to: "staff001" })).toHaveProperty("error");
});

test("paths of the archive's own secret", async () => {
  const h = await createHarness();
  const { body } = await h.control("GET", "archive");
  const early = String(body.secret);
  const paths: [string, object?][] = [
    ["get_permit_user_list", {}],
    ["check_single_agree", { info: [{ userid: "staff001", exteranalopenid: "wm" }] }],
    ["check_room_agree", { roomid: "wr" }],
    ["groupchat/get", { roomid: "wr" }],
    ["get_robot_info?robot_id=wb"],
  ];
  for (const [path, ask] of paths) expect((await archive(h, early, path, ask)).errcode).toBe(301053);
  const { secret } = await setUp(h, { users: { 1: ["staff001"], 3: ["staff002"] } });
  expect(await archive(h, secret, "get_permit_user_list", {})).toMatchObject({ ids: ["staff001", "staff002"] });
  expect(await archive(h, secret, "get_permit_user_list", { type: 3 })).toMatchObject({ ids: ["staff002"] });
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "群" })).chatId);
  expect((await archive(h, secret, "groupchat/get", { roomid: chatId })).errcode).toBe(301059);
  const room = await h.sb.act({ who: "staff001", do: "create-room", name: "店长群", members: ["staff002"] });
  await h.sb.act({ who: "staff002", do: "say", chatId: room.chatId, text: "收到" });
  expect(await h.sb.act({ who: "staff003", do: "say", chatId: room.chatId, text: "我也在吗" })).toHaveProperty("error");
  expect(await archive(h, secret, "groupchat/get", { roomid: room.chatId })).toMatchObject({
    roomname: "店长群",
    creator: "staff001",
    members: [{ memberid: "staff001" }, { memberid: "staff002" }],
  });
  const { chat } = await program(h, secret);
  expect(records(await chat(0))).toHaveLength(1);
  for (const [path, ask] of paths.slice(1)) expect((await archive(h, secret, path, ask)).errcode).toBe(301061);
  const { body: after } = await h.control("POST", "archive", { robots: [{ name: "排班助手", creator: "staff001" }] });
  const [robot]: { id: string }[] = JSON.parse(JSON.stringify(after.config)).robots;
  expect(await archive(h, secret, `get_robot_info?robot_id=${String(robot?.id)}`)).toMatchObject({
    data: { robot_id: robot?.id, name: "排班助手", creator_userid: "staff001" },
  });
  const [mei] = await friends(h, 1);
  const info = (count: number): object => ({
    info: Array.from({ length: count }, () => ({ userid: "staff001", exteranalopenid: mei?.externalUserId })),
  });
  expect((await archive(h, secret, "check_single_agree", info(100))).errcode).toBe(0);
  expect((await archive(h, secret, "check_single_agree", info(101))).errcode).toBe(301060);
  expect((await archive(h, h.sb.corp.secret, "get_permit_user_list", {})).errcode).toBe(48002);
});
