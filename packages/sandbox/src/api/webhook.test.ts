import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createHarness, PNG } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

async function bot(h: Harness): Promise<{ key: string; send: (body: object) => Promise<number>; messages: () => Promise<unknown> }> {
  const { body } = await h.control("POST", "bots", { name: "播报" });
  const key = String(body.key);
  return {
    key,
    send: async (message) => (await h.call("webhook/send", { query: { key }, body: message })).errcode,
    messages: async () => {
      const answer = await h.control("GET", "bots");
      const bots: { key: string; messages: unknown }[] = JSON.parse(JSON.stringify(answer.body.bots));
      return bots.find((one) => one.key === key)?.messages;
    },
  };
}

test("a bot sends what it is given, without a token", async () => {
  const h = await createHarness();
  const { key, send, messages } = await bot(h);
  const picture = { base64: PNG.toString("base64"), md5: createHash("md5").update(PNG).digest("hex") };
  const { media_id } = await h.upload("webhook/upload_media", { data: Buffer.from("a report"), name: "a.txt" }, { key, type: "file" });
  expect(await send({ msgtype: "text", text: { content: "开店了", mentioned_list: ["@all"] } })).toBe(0);
  expect(await send({ msgtype: "markdown_v2", markdown_v2: { content: "# 日报" } })).toBe(0);
  expect(await send({ msgtype: "image", image: picture })).toBe(0);
  expect(await send({ msgtype: "news", news: { articles: [{ title: "上新", url: "https://example.com" }] } })).toBe(0);
  expect(await send({ msgtype: "file", file: { media_id } })).toBe(0);
  const card = { card_type: "text_notice", main_title: { title: "三个群快满了" }, card_action: { type: 1, url: "https://example.com" } };
  expect(await send({ msgtype: "template_card", template_card: card })).toBe(0);
  expect(await messages()).toMatchObject([
    { msgtype: "text", text: { content: "开店了" } },
    { msgtype: "markdown_v2" },
    { msgtype: "image" },
    { msgtype: "news" },
    { msgtype: "file", file: { media_id } },
    { msgtype: "template_card", template_card: card },
  ]);
});

test("what a bot refuses", async () => {
  const h = await createHarness();
  const { key, send } = await bot(h);
  const other = await bot(h);
  const md5 = createHash("md5").update(PNG).digest("hex");
  expect(await send({ msgtype: "image", image: { base64: PNG.toString("base64"), md5: "0".repeat(32) } })).toBe(301019);
  expect(await send({ msgtype: "image", image: { base64: Buffer.from("no picture").toString("base64"), md5 } })).toBe(40004);
  expect(await send({ msgtype: "text" })).toBe(40058);
  const { media_id } = await h.upload("webhook/upload_media", { data: Buffer.from("a report") }, { key, type: "file" });
  expect(await other.send({ msgtype: "file", file: { media_id } })).toBe(40007);
  const card = (input: object): object => ({
    msgtype: "template_card",
    template_card: { card_type: "text_notice", main_title: { title: "x" }, ...input },
  });
  expect(await send(card({}))).toBe(42045);
  expect(await send(card({ card_action: { type: 1 } }))).toBe(42028);
  await h.control("POST", "bots", { key, disabled: true });
  const upload = (): Promise<{ errcode: number }> =>
    h.upload("webhook/upload_media", { data: Buffer.from("a report") }, { key, type: "file" });
  expect(await send({ msgtype: "text", text: { content: "x" } })).toBe(93004);
  expect((await upload()).errcode).toBe(93004);
  await h.control("POST", "bots", { key, disabled: false, removed: true });
  expect(await send({ msgtype: "text", text: { content: "x" } })).toBe(93000);
  expect((await upload()).errcode).toBe(93000);
});

test("a picture of a bot has 2 MB, its files have the sizes of media", async () => {
  const h = await createHarness();
  const { key, send } = await bot(h);
  const MB = 1024 * 1024;
  const picture = (size: number): object => {
    const data = Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]);
    return { msgtype: "image", image: { base64: data.toString("base64"), md5: createHash("md5").update(data).digest("hex") } };
  };
  expect(await send(picture(2 * MB))).toBe(0);
  expect(await send(picture(2 * MB + 1))).toBe(40009);
  const file = async (type: string, data: Buffer): Promise<number> =>
    (await h.upload("webhook/upload_media", { data }, { key, type })).errcode;
  expect(await file("file", Buffer.alloc(20 * MB + 1))).toBe(45001);
  expect(await file("file", Buffer.alloc(5))).toBe(40006);
  const amr = (seconds: number): Buffer => Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(13 * 50 * seconds)]);
  expect(await file("voice", amr(1))).toBe(0);
  expect(await file("voice", amr(61))).toBe(45007);
  expect(await file("voice", Buffer.from("RIFF nothing"))).toBe(301017);
  expect((await h.call("webhook/upload_media", { query: { key, type: "file" }, body: {} })).errcode).toBe(44001);
});

test("20 messages a minute for each bot", async () => {
  const h = await createHarness();
  const [one, other] = [await bot(h), await bot(h)];
  const text = { msgtype: "text", text: { content: "x" } };
  for (let n = 0; n < 20; n++) expect(await one.send(text)).toBe(0);
  expect(await one.send(text)).toBe(45009);
  expect(await other.send(text)).toBe(0);
  await h.sb.advance("60s");
  expect(await one.send(text)).toBe(0);
});
