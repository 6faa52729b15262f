import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { PNG } from "../testing/harness.ts";
import { chat, customer, desk, eventOf, onEvent, say, send } from "../testing/kf-desk.ts";
import type { Message } from "../testing/kf-desk.ts";

test("a customer enters by a link: scene and parameter come along, and a welcome code that works once within 20 seconds", async () => {
  const d = await desk();
  const person = await d.h.sb.act({ who: "new", do: "kf-enter", url: `${d.url}&scene_param=${encodeURIComponent("a=1&b=2")}` });
  const [entered] = await d.news();
  expect(entered).toMatchObject({
    origin: 4,
    event: {
      event_type: "enter_session",
      open_kfid: d.open_kfid,
      external_userid: person.externalUserId,
      scene: "menu_1",
      scene_param: "a=1&b=2",
    },
  });
  expect(entered).not.toHaveProperty("open_kfid");
  // Half a minute has gone by.
  expect(await onEvent(d, entered?.event?.welcome_code)).toBe(95007);
  const again = await d.h.sb.act({ who: "new", do: "kf-enter", url: d.url });
  await d.h.sb.advance("5s");
  const token = d.shuke.heard.at(-1)?.field("Token");
  const { event } = listIn<Message>(await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid, token }), "msg_list").at(-1) ?? {};
  const late = await d.h.sb.act({ who: "new", do: "kf-enter", url: d.url });
  await d.h.sb.advance("15s");
  const [, , last] = listIn<Message>(
    await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid, token: d.shuke.heard.at(-1)?.field("Token") }),
    "msg_list",
  );
  expect(last?.event?.external_userid).toBe(late.externalUserId);
  expect(await onEvent(d, event?.welcome_code)).toBe(0);
  await d.h.sb.advance("6s");
  expect(await onEvent(d, last?.event?.welcome_code)).toBe(95007);
  expect(await onEvent(d, event?.welcome_code)).toBe(95007);
  expect(chat(d, again.who)).toMatchObject([{ from: "kf", text: "您好" }]);
  expect(await onEvent(d, "none")).toBe(95007);
});

test("a welcome code comes again only after 48 hours without one, and never to somebody who wrote", async () => {
  const d = await desk();
  const enter = async (who: string): Promise<unknown> => {
    await d.h.sb.act({ who, do: "kf-enter", url: d.url });
    await d.h.sb.advance("5s");
    const token = d.shuke.heard.at(-1)?.field("Token");
    const all = listIn<Message>(await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid, token }), "msg_list");
    return all.at(-1)?.event?.welcome_code;
  };
  const { who } = await d.h.sb.act({ who: "new", do: "nothing" });
  expect(await onEvent(d, await enter(who))).toBe(0);
  expect(await enter(who)).toBeUndefined();
  await d.h.sb.advance("47h");
  expect(await enter(who)).toBeUndefined();
  await d.h.sb.advance("61m");
  expect(await enter(who)).toBeDefined();
  await say(d, who, "在吗");
  await d.h.sb.advance("49h");
  expect(await enter(who)).toBeUndefined();
});

test("what customers send is fetched once, in order, by cursor and token", async () => {
  const d = await desk();
  const mei = await customer(d, "在吗");
  const act = (content: object): Promise<unknown> => d.h.sb.act({ who: mei.who, do: "kf-say", openKfId: d.open_kfid, ...content });
  await act({ text: "1", menuId: "m1" });
  for (const msgtype of ["image", "voice", "video", "file"]) await act({ msgtype, content: { base64: PNG.toString("base64") } });
  await act({ msgtype: "location", content: { name: "门店", address: "春熙路", latitude: 30.65, longitude: 104.08 } });
  await act({
    msgtype: "link",
    content: { title: "上新", url: "https://example.com", desc: "三款", pic_url: "https://example.com/a.png" },
  });
  await act({ msgtype: "business_card", content: { userid: "staff001" } });
  await act({ msgtype: "miniprogram", content: { title: "点单", appid: "wx1", pagepath: "p", thumb_media_id: "3" } });
  const all = await d.news();
  expect(all.map(({ msgtype }) => msgtype)).toEqual([
    "event",
    "text",
    "text",
    "image",
    "voice",
    "video",
    "file",
    "location",
    "link",
    "business_card",
    "miniprogram",
  ]);
  expect(all[1]).toMatchObject({ origin: 3, open_kfid: d.open_kfid, external_userid: mei.external_userid, text: { content: "在吗" } });
  expect(all[2]).toMatchObject({ text: { content: "1", menu_id: "m1" } });
  const { media_id } = JSON.parse(JSON.stringify(all[3]?.image));
  const bytes = await fetch(`${d.h.sb.url}/cgi-bin/media/get?access_token=${await d.h.token()}&media_id=${String(media_id)}`);
  expect(Buffer.from(await bytes.arrayBuffer()).equals(PNG)).toBe(true);
  expect(await d.news()).toEqual([]);
  const pages: string[] = [];
  let cursor = "";
  for (let more = 1; more === 1;) {
    const page = await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid, cursor, limit: 4, token: d.shuke.heard.at(-1)?.field("Token") });
    pages.push(...listIn<Message>(page, "msg_list").map(({ msgid }) => msgid));
    cursor = String(page.next_cursor);
    more = Number(page.has_more);
  }
  expect(pages).toEqual(all.map(({ msgid }) => msgid));
  expect((await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid, cursor: "rubbish" })).errcode).toBe(50100);
});

test("the token of a callback is good for ten minutes; without one five calls a minute", async () => {
  const d = await desk();
  await customer(d, "在吗");
  await d.h.sb.advance("10s");
  const token = d.shuke.heard.at(-1)?.field("Token") ?? "";
  const sync = async (more: object = {}): Promise<number> => (await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid, ...more })).errcode;
  for (let n = 0; n < 10; n++) expect(await sync({ token })).toBe(0);
  for (let n = 0; n < 5; n++) expect(await sync()).toBe(0);
  expect(await sync()).toBe(45009);
  await d.h.sb.advance("590s");
  expect(await sync()).toBe(0);
  expect(await sync({ token })).toBe(0);
  await d.h.sb.advance("10s");
  expect(await sync({ token })).toBe(95007);
  expect(await sync({ token: "none" })).toBe(95007);
});

test("messages can be fetched for three days", async () => {
  const d = await desk();
  await customer(d, "在吗");
  const count = async (): Promise<number> => listIn(await d.h.api("kf/sync_msg", { open_kfid: d.open_kfid }), "msg_list").length;
  await d.h.sb.advance("3d");
  expect(await count()).toBe(2);
  await d.h.sb.advance("1m");
  expect(await count()).toBe(0);
});

test("the API answers five times within 48 hours of what the customer wrote", async () => {
  const d = await desk();
  const mei = await customer(d);
  expect((await send(d, mei.external_userid, "早")).errcode).toBe(95013);
  await say(d, mei.who, "在吗");
  for (let n = 1; n <= 5; n++) expect((await send(d, mei.external_userid, `答 ${n}`)).errcode).toBe(0);
  expect((await send(d, mei.external_userid, "答 6")).errcode).toBe(95001);
  expect(chat(d, mei.who).filter(({ from }) => from === "kf")).toHaveLength(5);
  await say(d, mei.who, "还有吗");
  await d.h.sb.advance("48h");
  expect((await send(d, mei.external_userid, "有")).errcode).toBe(0);
  await d.h.sb.advance("1m");
  expect((await send(d, mei.external_userid, "还有")).errcode).toBe(95002);
  expect((await send(d, "wmnobody", "早")).errcode).toBe(40096);
});

test("every kind of message arrives; an own msgid works once", async () => {
  const d = await desk();
  const mei = await customer(d, "在吗");
  const media = async (type: string): Promise<string> => String((await d.h.upload("media/upload", { data: PNG }, { type })).media_id);
  const [image, video, file] = [await media("image"), await media("video"), await media("file")];
  const amr = Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(13 * 50)]);
  const voice = (await d.h.upload("media/upload", { data: amr }, { type: "voice" })).media_id;
  const parts: [string, object][] = [
    ["image", { media_id: image }],
    ["voice", { media_id: voice }],
    ["video", { media_id: video }],
    ["file", { media_id: file }],
    ["link", { title: "上新", url: "https://example.com", thumb_media_id: image }],
    ["miniprogram", { appid: "wx1", title: "点单", thumb_media_id: image, pagepath: "p" }],
    ["msgmenu", { head_content: "选", list: [{ type: "click", click: { id: "1", content: "查券" } }], tail_content: "谢" }],
    ["location", { name: "店", latitude: 30.6, longitude: 104.1 }],
    ["business_card", { userid: "staff001" }],
    ["ca_link", { link_url: "https://work.weixin.qq.com/ca/x" }],
  ];
  for (const [msgtype, part] of parts) {
    await say(d, mei.who, "下一个");
    expect(await send(d, mei.external_userid, "", { msgtype, text: undefined, [msgtype]: part, msgid: `own-${msgtype}` })).toMatchObject({
      errcode: 0,
      msgid: `own-${msgtype}`,
    });
  }
  expect((await send(d, mei.external_userid, "再", { msgid: "own-link" })).errcode).toBe(40058);
  expect((await send(d, mei.external_userid, "", { msgtype: "image", text: undefined, image: { media_id: "3none" } })).errcode).toBe(40007);
  expect(
    (await send(d, mei.external_userid, "", { msgtype: "business_card", text: undefined, business_card: { userid: "nobody" } })).errcode,
  ).toBe(40003);
  expect(
    (await send(d, mei.external_userid, "", { msgtype: "msgmenu", text: undefined, msgmenu: { list: [{ type: "view" }] } })).errcode,
  ).toBe(40058);
  const answers = d.h.sb.phone(mei.who).chats[0]?.messages.filter(({ from }) => from === "kf") ?? [];
  expect(answers.map(({ attachments }) => attachments?.[0])).toEqual(parts.map(([msgtype, part]) => ({ msgtype, [msgtype]: part })));
});

test("a customer who refuses messages is told of by an event", async () => {
  const d = await desk();
  const mei = await customer(d, "在吗");
  await d.h.sb.act({ who: mei.who, do: "kf-block", openKfId: d.open_kfid });
  const { msgid, errcode } = await send(d, mei.external_userid, "在");
  expect(errcode).toBe(0);
  expect(eventOf(await d.news(), "msg_send_fail")).toMatchObject({
    fail_msgid: msgid,
    fail_type: 10,
    external_userid: mei.external_userid,
  });
  expect(chat(d, mei.who).filter(({ from }) => from === "kf")).toEqual([]);
});
