import { afterEach, expect, it } from "vitest";
import { ok, refused, startFake } from "../../test/fake-wecom.ts";
import type { FakeReply, FakeWecom } from "../../test/fake-wecom.ts";
import { createWecomClient } from "../client.ts";
import type { WecomClient } from "../client.ts";

let fake: FakeWecom | undefined;
let client: WecomClient | undefined;
afterEach(async () => {
  await client?.close();
  await fake?.close();
});

async function start(reply: FakeReply): Promise<{ fake: FakeWecom; client: WecomClient }> {
  fake = await startFake((request) => (request.path.startsWith("/cgi-bin/media/") ? reply : undefined));
  client = createWecomClient({ baseUrl: fake.url, corpId: "ww1", secret: "s" });
  return { fake, client };
}

it("uploads a file as multipart that any form reader understands", async () => {
  const { fake, client } = await start(ok({ type: "image", media_id: "m1", created_at: "1" }));
  const data = Buffer.from([0, 13, 10, 45, 45, 255, 254]);
  const file = { filename: '海"报.png', contentType: "image/png", data };
  expect((await client.media.upload({ type: "image", file })).media_id).toBe("m1");
  const sent = fake.calls.at(-1);
  expect(sent?.query.get("type")).toBe("image");
  const form = await new Response(sent ? new Uint8Array(sent.raw) : null, {
    headers: { "content-type": sent?.headers["content-type"] ?? "" },
  }).formData();
  const received = form.get("media");
  if (!(received instanceof File)) throw new Error("no file in the form");
  expect(received.name).toBe("海_报.png");
  expect(received.type).toBe("image/png");
  expect(Buffer.from(await received.arrayBuffer())).toEqual(data);
});

it("does not repeat an upload of which it does not know the outcome", async () => {
  const { fake, client } = await start("destroy");
  const file = { filename: "a.txt", contentType: "text/plain", data: Buffer.from("hello world") };
  const upload = client.media.upload({ type: "file", file });
  await expect(upload).rejects.toMatchObject({ name: "WecomUnknownOutcome" });
  expect(fake.countOf("/cgi-bin/media/upload")).toBe(1);
});

it("downloads bytes, a JSON file too", async () => {
  const headers = {
    "content-type": "application/json",
    "content-disposition": 'attachment; filename="list.json"',
  };
  const { client } = await start({ text: '{"errcode":40007,"of":"a file"}', headers });
  const got = await client.media.get({ media_id: "m1" });
  expect(got).toMatchObject({
    contentType: "application/json",
    filename: "list.json",
    partial: false,
  });
  expect(got.data.toString()).toContain("a file");
});

it("reports the refusal that comes in place of a file", async () => {
  const { client } = await start(refused(40007));
  await expect(client.media.get({ media_id: "old" })).rejects.toMatchObject({
    errcode: 40007,
    errorClass: "gone",
  });
});
