import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createHarness, PNG } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const MB = 1024 * 1024;

/** Bytes that say they are something, filled up to a size. */
function filled(head: Buffer, size: number): Buffer {
  return Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length))]);
}

const AMR = Buffer.from("#!AMR\n");
/** Frames of the smallest mode: 13 bytes for 20 ms. */
function amr(seconds: number): Buffer {
  return Buffer.concat([AMR, ...Array.from({ length: seconds * 50 }, () => Buffer.alloc(13))]);
}

/** A movie header that claims a length. */
function film(seconds: number): Buffer {
  const data = Buffer.alloc(64);
  data.write("mvhd", 8);
  data.writeUInt32BE(1000, 8 + 16);
  data.writeUInt32BE(seconds * 1000, 8 + 20);
  return data;
}

function picture(width: number, height: number): Buffer {
  const data = Buffer.from(PNG);
  data.writeUInt32BE(width, 16);
  data.writeUInt32BE(height, 20);
  return data;
}

async function upload(h: Harness, type: string, data: Buffer): Promise<number> {
  return (await h.upload("media/upload", { data }, { type })).errcode;
}

/** media/get answers a file or an error. */
async function get(
  h: Harness,
  media_id: string,
  range?: string,
  path = "media/get",
): Promise<{ status: number; code: number; data: Buffer; range: string | null }> {
  const query = new URLSearchParams({ access_token: await h.token(), media_id });
  const answer = await fetch(`${h.sb.url}/cgi-bin/${path}?${query.toString()}`, range === undefined ? {} : { headers: { range } });
  const data = Buffer.from(await answer.arrayBuffer());
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") ?? false;
  const code = isJson ? Number(JSON.parse(data.toString()).errcode) : 0;
  return { status: answer.status, code, data, range: answer.headers.get("content-range") };
}

test("each type has its size and its kind of bytes", async () => {
  const h = await createHarness();
  expect(await upload(h, "image", filled(PNG, 10 * MB))).toBe(0);
  expect(await upload(h, "image", filled(PNG, 10 * MB + 1))).toBe(40009);
  expect(await upload(h, "image", Buffer.from("no picture"))).toBe(40004);
  expect(await upload(h, "video", filled(film(5), 10 * MB))).toBe(0);
  expect(await upload(h, "video", filled(film(5), 10 * MB + 1))).toBe(40011);
  expect(await upload(h, "file", Buffer.alloc(20 * MB))).toBe(0);
  expect(await upload(h, "file", Buffer.alloc(20 * MB + 1))).toBe(45001);
  expect(await upload(h, "file", Buffer.alloc(5))).toBe(40006);
  expect(await upload(h, "file", Buffer.alloc(6))).toBe(0);
  expect(await upload(h, "voice", amr(60))).toBe(0);
  expect(await upload(h, "voice", amr(61))).toBe(45007);
  // Frames of the largest mode say little for their size.
  const loud = Buffer.concat([AMR, Buffer.alloc(2 * MB - AMR.length, 0x3c)]);
  expect(await upload(h, "voice", loud)).toBe(45007);
  expect(await upload(h, "voice", Buffer.concat([loud, Buffer.alloc(1)]))).toBe(45001);
  expect(await upload(h, "voice", Buffer.from("RIFF nothing"))).toBe(301017);
  expect((await h.api("media/upload", {}, { type: "file" })).errcode).toBe(44001);
});

test("permanent pictures: 2 MB, 1 000 a day, 3 000 in 30 days", async () => {
  const h = await createHarness({ settings: { limits: { "uploadimg.day": 3, "uploadimg.month": 4 } } });
  const send = async (data: Buffer): Promise<number> => (await h.upload("media/uploadimg", { data })).errcode;
  expect(await send(filled(PNG, 2 * MB))).toBe(0);
  expect(await send(filled(PNG, 2 * MB + 1))).toBe(40009);
  expect(await send(Buffer.from("no picture"))).toBe(40004);
  expect(await send(PNG)).toBe(45009);
  await h.sb.advance("24h");
  expect(await send(PNG)).toBe(0);
  expect(await send(PNG)).toBe(45009);
  await h.sb.advance("48h");
  expect(await send(PNG)).toBe(45009);
  await h.sb.advance("31d");
  expect(await send(Buffer.from("tiny"))).toBe(40006);
  expect((await h.api("media/uploadimg", {})).errcode).toBe(44001);
});

test("a media_id is good for three days; files come back whole or by range", async () => {
  const h = await createHarness();
  const data = Buffer.from("0123456789");
  const { media_id, created_at } = await h.upload("media/upload", { data, name: "a.txt", type: "text/plain" }, { type: "file" });
  expect(created_at).toBe(String(Date.parse("2026-03-02T01:00:00Z") / 1000));
  const id = String(media_id);
  expect(await get(h, id)).toMatchObject({ status: 200, data });
  expect(await get(h, id, "bytes=2-4")).toMatchObject({ status: 206, data: Buffer.from("234"), range: "bytes 2-4/10" });
  expect(await get(h, id, "bytes=8-99")).toMatchObject({ status: 206, data: Buffer.from("89") });
  expect(await get(h, id, "bytes=12-")).toMatchObject({ code: 40058 });
  expect(await get(h, "3nonsense")).toMatchObject({ code: 40007 });
  await h.sb.advance("71h");
  expect(await get(h, id)).toMatchObject({ status: 200, data });
  await h.sb.advance("61m");
  expect(await get(h, id)).toMatchObject({ code: 40007 });
});

test("more than 20 MB need a range", async () => {
  const h = await createHarness({ settings: { limits: { "media.file": 30 } } });
  const { media_id } = await h.upload("media/upload", { data: Buffer.alloc(20 * MB + 1) }, { type: "file" });
  const id = String(media_id);
  expect(await get(h, id)).toMatchObject({ code: 830002 });
  expect((await get(h, id, `bytes=1-${20 * MB}`)).data).toHaveLength(20 * MB);
});

test("voice of the JS-SDK is fetched by its own call", async () => {
  const h = await createHarness();
  const { body } = await h.control("POST", "voice", { base64: amr(1).toString("base64") });
  const id = String(body.media_id);
  expect((await get(h, id, undefined, "media/get/jssdk")).data.equals(amr(1))).toBe(true);
  const { media_id } = await h.upload("media/upload", { data: amr(1) }, { type: "voice" });
  expect(await get(h, String(media_id), undefined, "media/get/jssdk")).toMatchObject({ code: 40007 });
});

test("attachments for moments: size, sides and length; those of the album are pictures like any other", async () => {
  const h = await createHarness();
  const send = async (media_type: string, data: Buffer, attachment_type = "1"): Promise<number> =>
    (await h.upload("media/upload_attachment", { data }, { media_type, attachment_type })).errcode;
  expect(await send("image", picture(10_800, 100))).toBe(0);
  expect(await send("image", picture(100, 10_801))).toBe(41081);
  expect(await send("image", filled(PNG, 10 * MB))).toBe(0);
  expect(await send("image", filled(PNG, 10 * MB + 1))).toBe(41080);
  expect(await send("image", filled(PNG, 10 * MB + 1), "2")).toBe(40009);
  expect(await send("video", film(30))).toBe(0);
  expect(await send("video", film(31))).toBe(41082);
  expect(await send("video", Buffer.from("no film"))).toBe(41090);
  expect(await send("video", Buffer.alloc(10 * MB + 1), "2")).toBe(40011);
  expect(await send("file", Buffer.alloc(20 * MB + 1), "2")).toBe(45001);
  expect(await send("image", Buffer.from("no picture"), "2")).toBe(40004);
  expect(await send("image", Buffer.from("tiny"))).toBe(40006);
  expect((await h.api("media/upload_attachment", {}, { media_type: "image", attachment_type: "1" })).errcode).toBe(44001);
});

/** A server that hands out one file. */
async function files(data: Buffer): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/film.mp4" ? 200 : 404, { "content-type": "video/mp4" }).end(data);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

test("upload by url: a job fetches the file; its media_id is for group welcomes only", async () => {
  const h = await createHarness();
  const data = film(5);
  const origin = await files(data);
  const md5 = createHash("md5").update(data).digest("hex");
  const start = (input: object = {}): Promise<Answer> =>
    h.api("media/upload_by_url", { scene: 1, type: "video", filename: "film.mp4", url: `${origin}/film.mp4`, md5, ...input });
  const result = async (answer: Answer): Promise<Answer> => h.api("media/get_upload_by_url_result", { jobid: answer.jobid });
  const good = await start();
  expect(await result(good)).toMatchObject({ status: 1 });
  const wrong = await start({ md5: "0".repeat(32) });
  const gone = await start({ url: `${origin}/nowhere.mp4` });
  await h.sb.advance("10s");
  expect(await result(wrong)).toMatchObject({ status: 3, detail: { errcode: 301019 } });
  expect(await result(gone)).toMatchObject({ status: 3, detail: { errcode: 830003 } });
  const done = await result(good);
  expect(done).toMatchObject({ status: 2, detail: { errcode: 0 } });
  const { media_id } = JSON.parse(JSON.stringify(done.detail));
  const template = await h.api("externalcontact/group_welcome_template/add", { text: { content: "欢迎" }, video: { media_id } });
  expect(template.errcode).toBe(0);
  const mass = { sender: "staff001", attachments: [{ msgtype: "video", video: { media_id } }] };
  expect((await h.api("externalcontact/add_msg_template", mass)).errcode).toBe(40007);
  expect((await start({ url: "ftp://x/y" })).errcode).toBe(830001);
  expect((await h.api("media/get_upload_by_url_result", { jobid: "none" })).errcode).toBe(40088);
  await h.sb.advance("59m");
  expect((await result(good)).errcode).toBe(0);
  await h.sb.advance("1m");
  expect((await result(good)).errcode).toBe(40088);
});

test("upload by url takes 200 MB", async () => {
  const h = await createHarness({ settings: { limits: { "upload-by-url.size": 1 } } });
  const run = async (size: number): Promise<unknown> => {
    const data = Buffer.alloc(size);
    const url = `${await files(data)}/film.mp4`;
    const md5 = createHash("md5").update(data).digest("hex");
    const { jobid } = await h.api("media/upload_by_url", { scene: 1, type: "file", filename: "a.bin", url, md5 });
    await h.sb.advance("10s");
    return h.api("media/get_upload_by_url_result", { jobid });
  };
  expect(await run(MB)).toMatchObject({ status: 2 });
  expect(await run(MB + 1)).toMatchObject({ status: 3, detail: { errcode: 830002 } });
});
