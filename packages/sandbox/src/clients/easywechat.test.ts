import { CacheInterface, ServerRequest, Work } from "node-easywechat";
import { expect, test } from "vitest";
import type { Body } from "../kit/params.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";
import { journey, LONG_TOKENS } from "./journey.ts";
import type { Client } from "./journey.ts";

/** In place of its default, which writes tokens to files. */
class Memory extends CacheInterface {
  private readonly kept = new Map<string, unknown>();
  override get = (key: string): Promise<unknown> => Promise.resolve(this.kept.get(key));
  override has = (key: string): Promise<boolean> => Promise.resolve(this.kept.has(key));
  override set = (key: string, data?: unknown): Promise<boolean> => Promise.resolve(this.kept.set(key, data).has(key));
  override delete = (key: string): Promise<boolean> => Promise.resolve(this.kept.delete(key));
}

/** The SDK as its README has it, and the one setting that matters here: the host. */
function work({ sb }: Harness, secret = sb.corp.secret): Work {
  const { corpId, token, encodingAesKey } = sb.corp;
  return new Work({ corp_id: corpId, secret, token, aes_key: encodingAesKey, http: { baseURL: sb.url } }).setCache(new Memory());
}

function clientOf(app: Work): Client {
  const client = app.getClient();
  // Its own `isFailed()` looks at the HTTP status alone.
  const read = (response: Awaited<ReturnType<typeof client.get>>): Body => {
    const body = response.toObject<Body>();
    if (body.errcode !== 0) throw new Error(String(body.errcode));
    return body;
  };
  return {
    get: async (path, params = {}) => read(await client.get(`cgi-bin/${path}`, { params })),
    post: async (path, body) => read(await client.postJson(`cgi-bin/${path}`, body)),
  };
}

test("node-easywechat goes the whole way with its base URL changed and nothing else", async () => {
  const h = await createHarness(LONG_TOKENS);
  const app = work(h);
  const listener = await listenTo(h.sb, ({ timestamp, nonce, msg_signature }, encrypted) =>
    app.getEncryptor().decrypt(encrypted, String(msg_signature), String(nonce), Number(timestamp)),
  );
  const secret = h.sb.parts.sim.world.apps.get("2000004")?.secret;
  await journey({ h, client: clientOf(app), archive: clientOf(work(h, secret)), heard: listener.heard });
});

test("node-easywechat's server reads a callback, and its failures name WeCom's code", async () => {
  const h = await createHarness();
  const app = work(h);
  const { heard } = await listenTo(h.sb);
  await h.sb.act({ who: "new", do: "add", userid: "staff001" });
  await h.sb.advance("5s");
  const [event] = heard;
  if (!event) throw new Error("no callback came");
  const request = new ServerRequest("POST", `/callback?${new URLSearchParams(event.query).toString()}`, {}, Buffer.from(event.body));
  const message = await app.setRequest(request).getServer().getDecryptedMessage();
  expect(message).toHaveProperty(
    "attributes",
    expect.objectContaining({ Event: "change_external_contact", ChangeType: "add_external_contact", UserID: "staff001" }),
  );
  await expect(clientOf(app).get("externalcontact/get", { external_userid: "wmnobody" })).rejects.toThrow("40096");
  await expect(clientOf(work(h, "wrong")).get("department/list")).rejects.toThrow("40001");
});
