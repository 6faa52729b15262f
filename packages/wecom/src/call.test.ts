import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { bodyOf, fakeTime, ok, refused, startFake } from "../test/fake-wecom.ts";
import type { FakeReply, FakeWecom } from "../test/fake-wecom.ts";
import type { LogEntry, UnknownOutcomeEntry } from "./call.ts";
import { createWecomClient } from "./client.ts";
import type { WecomClient, WecomClientOptions } from "./client.ts";

const USER = "/cgi-bin/user/get";
const MASS = "/cgi-bin/externalcontact/add_msg_template";
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type World = { fake: FakeWecom; client: WecomClient; time: ReturnType<typeof fakeTime> };

async function world(replies: Record<string, FakeReply[]>, options: Partial<WecomClientOptions> = {}): Promise<World> {
  const fake = await startFake((request) => replies[request.path]?.[request.nth]);
  const time = fakeTime();
  const identity = { corpId: "ww1", secret: "very-secret", agentId: 7 };
  const client = createWecomClient({ baseUrl: fake.url, ...identity, ...time, ...options });
  closers.push(fake.close, client.close);
  return { fake, client, time };
}

describe("answers", () => {
  it("come back whole, fields that nobody knows included", async () => {
    const { client, fake } = await world({
      [USER]: [ok({ userid: "u", brand_new: { deep: [1] } })],
    });
    expect(await client.org.user({ userid: "a b&c" })).toEqual({
      errcode: 0,
      errmsg: "ok",
      userid: "u",
      brand_new: { deep: [1] },
    });
    expect(fake.calls.at(-1)?.query.get("userid")).toBe("a b&c");
  });

  it("with an errcode are errors with class, meaning and path", async () => {
    const { client } = await world({ [USER]: [refused(60111)] });
    await expect(client.org.user({ userid: "u" })).rejects.toMatchObject({
      name: "WecomError",
      outcome: "refused",
      errcode: 60111,
      errorClass: "gone",
      path: USER,
      response: { errcode: 60111 },
    });
  });
});

describe("repeats", () => {
  it.each([
    [-1, [500, 1000, 2000]],
    [6000, [500, 1000, 2000]],
    [41063, [3000, 3000, 3000]],
    [45033, [1000, 1000, 2000]],
  ])("%i is tried four times with growing pauses, then given back", async (code, naps) => {
    const { client, fake, time } = await world({
      [MASS]: Array.from({ length: 9 }, () => refused(code)),
    });
    await expect(client.massMessage.add({ sender: "u" })).rejects.toMatchObject({ errcode: code });
    expect(fake.countOf(MASS)).toBe(4);
    expect(time.naps).toEqual(naps);
  });

  it("end with the first success", async () => {
    const { client, fake } = await world({
      [MASS]: [refused(-1), refused(6000), ok({ msgid: "msg1" })],
    });
    expect((await client.massMessage.add({ sender: "u" })).msgid).toBe("msg1");
    expect(fake.countOf(MASS)).toBe(3);
  });

  it.each([40058, 48002, 84061, 41094, 987_654])("never happen after %i", async (code) => {
    const { client, fake, time } = await world({ [MASS]: [refused(code)] });
    await expect(client.massMessage.add({ sender: "u" })).rejects.toMatchObject({ errcode: code });
    expect(fake.countOf(MASS)).toBe(1);
    expect(time.naps).toEqual([]);
  });

  it("are left to the caller with retry never", async () => {
    const { client, fake, time } = await world({ [MASS]: [refused(-1)] });
    await expect(client.massMessage.add({ sender: "u" }, { retry: "never" })).rejects.toMatchObject({
      errorClass: "retry",
      retryAfterMs: 500,
    });
    expect(fake.countOf(MASS)).toBe(1);
    expect(time.naps).toEqual([]);
  });
});

describe("an answer that never came", () => {
  const broken: [string, FakeReply, string][] = [
    ["socket destroyed after the body was read", "destroy", "reset"],
    ["half a body", "half_body", "half_body"],
    ["invalid JSON", { text: "<html>gateway</html>" }, "bad_json"],
    ["JSON without an errcode", { text: "{}" }, "bad_json"],
    ["a 502", { text: "bad gateway", status: 502 }, "http_status"],
  ];

  it.each(broken)("is unknown for a write and never repeated: %s", async (_name, reply, reason) => {
    const seen: UnknownOutcomeEntry[] = [];
    const { client, fake } = await world({ [MASS]: [reply] }, { onUnknownOutcome: (entry) => seen.push(entry) });
    const write = client.massMessage.add({ sender: "u" });
    await expect(write).rejects.toMatchObject({
      name: "WecomUnknownOutcome",
      outcome: "unknown",
      reason,
      path: MASS,
    });
    expect(fake.countOf(MASS)).toBe(1);
    expect(seen).toMatchObject([{ path: MASS, body: { sender: "u" } }]);
  });

  it.each(broken)("may be asked again for a read: %s", async (_name, reply) => {
    const { client, fake, time } = await world({ [USER]: [reply, ok({ userid: "u" })] });
    expect((await client.org.user({ userid: "u" })).userid).toBe("u");
    expect(fake.countOf(USER)).toBe(2);
    expect(time.naps).toEqual([500]);
  });

  it("is given back after bounded repeats of a read", async () => {
    const { client, fake } = await world({
      [USER]: Array.from({ length: 9 }, () => "destroy" as const),
    });
    await expect(client.org.user({ userid: "u" })).rejects.toMatchObject({
      name: "WecomUnknownOutcome",
    });
    expect(fake.countOf(USER)).toBe(4);
  });

  it("is a timeout when the server is silent", async () => {
    const { client } = await world({ [MASS]: ["never"] });
    const write = client.massMessage.add({ sender: "u" }, { timeoutMs: 50 });
    await expect(write).rejects.toMatchObject({ name: "WecomUnknownOutcome", reason: "timeout" });
  });

  it("is unknown too when the caller gives up waiting", async () => {
    const stop = new AbortController();
    const fake = await startFake((request) => {
      if (request.path !== MASS) return undefined;
      stop.abort();
      return "never";
    });
    const client = createWecomClient({ baseUrl: fake.url, corpId: "ww1", secret: "s" });
    closers.push(fake.close, client.close);
    const write = client.massMessage.add({ sender: "u" }, { signal: stop.signal });
    await expect(write).rejects.toMatchObject({ name: "WecomUnknownOutcome", reason: "aborted" });
  });
});

describe("a call that was surely not sent", () => {
  it("says so when the port is closed, and may be repeated even for a write", async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const time = fakeTime();
    const tokens = { get: async () => "t", invalidate: () => undefined };
    const client = createWecomClient({
      baseUrl: `http://127.0.0.1:${port}`,
      corpId: "ww1",
      secret: "s",
      tokens,
      ...time,
    });
    closers.push(client.close);
    const write = client.massMessage.add({ sender: "u" });
    await expect(write).rejects.toMatchObject({
      name: "WecomNotSent",
      outcome: "not_sent",
      reason: "connect",
    });
    expect(time.naps).toEqual([500, 1000, 2000]);
  });

  it("says so when something in between refuses it", async () => {
    const { client } = await world({ [MASS]: [{ text: "no", status: 403 }] });
    const write = client.massMessage.add({ sender: "u" });
    await expect(write).rejects.toMatchObject({
      name: "WecomNotSent",
      reason: "refused",
      status: 403,
    });
  });

  it("says so when it was aborted before", async () => {
    const { client, fake } = await world({});
    const write = client.massMessage.add({ sender: "u" }, { signal: AbortSignal.abort() });
    await expect(write).rejects.toMatchObject({ name: "WecomNotSent", reason: "aborted" });
    expect(fake.countOf(MASS)).toBe(0);
  });
});

describe("log and requests", () => {
  it("logs every attempt, without token, secret or body", async () => {
    const entries: LogEntry[] = [];
    const { client } = await world({ [USER]: [refused(-1)] }, { log: (entry) => entries.push(entry) });
    await client.org.user({ userid: "someone" });
    expect(entries.map((e) => [e.path, e.attempt, e.outcome, e.errcode])).toEqual([
      ["/cgi-bin/gettoken", 0, "ok", undefined],
      [USER, 0, "refused", -1],
      [USER, 1, "ok", undefined],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/very-secret|token-1|someone/);
  });

  it("keeps the token out of bodies and fills in the agent", async () => {
    const { client, fake } = await world({});
    await client.message.send({ touser: ["a", "b"], msgtype: "text", text: { content: "早" } });
    const sent = fake.calls.at(-1);
    expect(sent && bodyOf(sent)).toEqual({
      agentid: 7,
      touser: "a|b",
      msgtype: "text",
      text: { content: "早" },
    });
    expect(sent?.query.get("access_token")).toBe("token-1");
  });

  it("keeps a path prefix of the base URL", async () => {
    const fake = await startFake((request) =>
      request.path.endsWith("/gettoken") ? ok({ access_token: "t", expires_in: 7200 }) : undefined,
    );
    const client = createWecomClient({ baseUrl: `${fake.url}/relay/`, corpId: "ww1", secret: "s" });
    closers.push(fake.close, client.close);
    await client.network.apiIps();
    expect(fake.calls.map((call) => call.path)).toEqual(["/relay/cgi-bin/gettoken", "/relay/cgi-bin/get_api_domain_ip"]);
  });
});
