import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type House, messagesFrom, openHouse, openTasks } from "./house.ts";
import { unzip } from "../read-zip.ts";
import type { World } from "../world.ts";

let house: House;
let world: World;
let fileId: string;
let contentId: string;
beforeAll(async () => {
  house = await openHouse({ stores: 1, syncEveryHours: 240 });
  world = house.world;
  const { default: sharp } = await import("sharp");
  const poster = await sharp({ create: { width: 60, height: 80, channels: 3, background: "#0b6e69" } })
    .png()
    .toBuffer();
  await world.api(api.assets.addPiece, { upload: "poster-1", n: 0, data: poster.toString("base64") });
  fileId = (await world.api(api.assets.addFile, { upload: "poster-1", pieces: 1, name: "海报.png" })).id;
  const made = await world.api(api.contents.save, {
    name: "秋季欢迎",
    text: "你好，我是{{staff}}，你从{{channel}}来",
    attachments: [
      { kind: "image", fileId },
      { kind: "link", title: "秋季菜单", url: "https://shop.test/autumn", fileId },
    ],
  });
  contentId = made.id;
  await world.api(api.liveCodes.update, { id: house.staffCode, welcomeContent: contentId });
});
afterAll(() => house.close());

const told = z.object({ calls: z.array(z.object({ path: z.string(), errcode: z.number().nullable() })) });
const callsOf = async (path: string) => {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/calls?limit=5000`);
  return told.parse(await answer.json()).calls.filter((call) => call.path.includes(path));
};
const arrive = async () => {
  const { who, added = "" } = await world.act({ who: "new", do: "scan", url: house.poster });
  await world.advance("20s");
  return messagesFrom(world, who, added).filter(({ from }) => from === added);
};
/** The next 11:00 in China. */
const toEleven = () => {
  const now = world.now();
  const to = new Date(now);
  to.setUTCHours(3, 0, 0, 0);
  return world.advance(to.getTime() - now.getTime() + (to <= now ? 24 * 3_600_000 : 0));
};
const kindsOf = (messages: ReturnType<typeof messagesFrom>) =>
  messages.flatMap(({ attachments }) => attachments?.map((one) => one["msgtype"]) ?? []);

test("ten days after a picture was put into the library it goes out with a welcome, and nothing is uploaded for that", async () => {
  await world.advance("10 days");
  const uploads = await callsOf("media/upload");
  // On the first day, and a day before each three were over.
  expect(uploads.map(({ errcode }) => errcode)).toEqual([0, 0, 0, 0, 0, 0]);
  const messages = await arrive();
  expect(messages[0]?.text).toMatch(/^你好，我是.+，你从店内海报来$/u);
  expect(kindsOf(messages)).toEqual(["image", "link", "link"]);
  expect(await callsOf("media/upload")).toEqual(uploads);
  expect((await callsOf("send_welcome_msg")).map(({ errcode }) => errcode)).toEqual([0]);
  const picture = await world.app.server.inject({ url: `/m/pic/${fileId}` });
  expect([picture.statusCode, picture.headers["content-type"]]).toEqual([200, "image/jpeg"]);
});

test("a file that WeCom will not take is shown; a welcome goes out without its picture rather than not at all", async () => {
  world.sandbox.faults.add({ kind: "error", path: "media/upload", errcode: 40004 });
  await world.advance("4 days");
  const { alarms } = await world.api(api.system.health, {});
  expect(alarms.find(({ key }) => key === "media-cold")).toMatchObject({
    level: "broken",
    details: { count: 1, gone: 1 },
    to: "/contents",
  });
  const shown = await world.api(api.contents.get, { id: contentId });
  expect([shown.media, shown.mediaErrors.map(({ error }) => error.slice(0, 5))]).toEqual(["failing", ["40004"]]);
  const messages = await arrive();
  expect([messages.length > 0, kindsOf(messages)]).toEqual([true, ["link", "link"]]);
  world.sandbox.faults.clear();
  await world.advance("2 hours");
  expect((await world.api(api.system.health, {})).alarms.map(({ key }) => key)).not.toContain("media-cold");
  expect(kindsOf(await arrive())).toEqual(["image", "link", "link"]);
});

test("a content that a code says cannot be put away under it; once it is over, the code says its own words", async () => {
  await expect(world.api(api.contents.archive, { id: contentId, version: 1 })).rejects.toMatchObject({ body: { code: "contentInUse" } });
  const { version, name, text } = await world.api(api.contents.get, { id: contentId });
  const expiresAt = new Date(world.now().getTime() + 60_000).toISOString();
  await world.api(api.contents.save, { id: contentId, version, name, text, attachments: [], expiresAt });
  await world.advance("2m");
  expect((await arrive())[0]?.text).toContain("我是山禾咖啡的首席福利官小禾");
  const named = await world.api(api.contents.save, { name: "有昵称", text: "{{name}}你好" });
  await expect(world.api(api.liveCodes.update, { id: house.staffCode, welcomeContent: named.id })).rejects.toMatchObject({
    body: { code: "contentNotWelcome" },
  });
  await expect(world.api(api.liveCodes.update, { id: house.staffCode, welcomeContent: contentId })).rejects.toMatchObject({
    body: { code: "contentNotLive" },
  });
});

test("a step of an SOP sends the picture of its content with it; what is over by its hour stops it until somebody gives it more time", async () => {
  const fresh = { name: "会员日", text: "周三半价，点图看菜单", attachments: [{ kind: "image" as const, fileId }] };
  const made = await world.api(api.contents.save, fresh);
  const name = { zh: "会员日", en: "Members' day" };
  const step = { name, kind: "mass-send" as const, evidence: "delivered" as const, target: 0.8, windowHours: 48 };
  const { sopId } = await world.api(api.sops.create, {
    definition: {
      v: 2,
      key: "members-day",
      name,
      subject: "customer",
      trigger: { on: "event", event: "friend-added" },
      start: "w1",
      steps: [{ ...step, key: "d1", content: { text: "", contentId: made.id } }],
      nodes: [
        { key: "w1", do: "wait", day: 1, at: "10:20", next: "do-d1" },
        { key: "do-d1", do: "act", step: "d1", next: null },
      ],
    },
  });
  await world.api(api.sops.publish, { sopId });
  const { uses } = await world.api(api.contents.get, { id: made.id });
  expect(uses).toEqual([{ kind: "sop", id: sopId, name: "会员日" }]);
  const who = await house.newcomer();
  const expiresAt = new Date(world.now().getTime() + 3_600_000).toISOString();
  const ends = await world.api(api.contents.save, { ...fresh, id: made.id, version: made.version, expiresAt });
  // Past its hour, whatever the hour is now; it is worth sending for two days.
  await toEleven();
  await toEleven();
  const behind = async () =>
    (await world.api(api.sops.people, { sopId, step: "d1" })).items.filter(({ recipient }) => recipient === who.externalUserId);
  expect(await behind()).toMatchObject([{ state: "waiting", reason: "content-gone" }]);
  expect(openTasks(world, who.officer).filter(({ text }) => text.includes("周三半价"))).toEqual([]);
  await world.api(api.contents.save, { ...fresh, id: made.id, version: ends.version, expiresAt: null });
  await world.advance("90m");
  for (const { msgid } of openTasks(world, who.officer)) await world.act({ who: who.officer, do: "confirm", msgid });
  await world.advance("30m");
  // The picture is a message of its own on her phone, right behind the words.
  const messages = messagesFrom(world, who.who, who.officer);
  const words = messages.findIndex(({ text }) => text === fresh.text);
  expect(words).toBeGreaterThan(0);
  expect(kindsOf(messages.slice(words))).toEqual(["image"]);
  expect(await behind()).toMatchObject([{ state: "done", reason: null }]);
});

test("files and print kits are given to whoever may see them, files in a way that nothing in them runs", async () => {
  const { server } = world.app;
  const headers = { authorization: `Bearer ${world.credentials.apiKey}` };
  expect((await server.inject({ url: `/api/files/${fileId}` })).statusCode).toBe(401);
  const whole = await server.inject({ url: `/api/files/${fileId}`, headers });
  expect(whole.headers).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  });
  expect((await server.inject({ url: `/api/files/${fileId}?thumb=1`, headers })).headers["content-type"]).toBe("image/jpeg");
  expect((await server.inject({ url: `/api/files/${"0".repeat(64)}`, headers })).statusCode).toBe(404);
  const line = { text: "{{name}}", x: 500, y: 100, size: 60, colour: "#ffffff", align: "center" as const };
  const slots = { qr: { x: 300, y: 600, size: 400 }, lines: [line] };
  const { id } = await world.api(api.posters.save, { name: "立牌", fileId, slots });
  expect((await server.inject({ url: `/api/posters/${id}/kit?kind=group` })).statusCode).toBe(401);
  const kit = await server.inject({ url: `/api/posters/${id}/kit?kind=group`, headers });
  expect(kit.headers["content-type"]).toBe("application/zip");
  const codes = await world.api(api.liveCodes.list, { kind: "group" });
  expect(unzip(kit.rawPayload).map(({ name }) => name)).toEqual(codes.items.map(({ name, storeName }) => `${storeName ?? ""} ${name}.png`));
  const { items: taken } = await world.api(api.audit.list, { kind: "export" });
  expect(taken).toMatchObject([{ verb: "posters.kit", subject: { id, name: "立牌", to: `/posters?poster=${id}` } }]);
});
