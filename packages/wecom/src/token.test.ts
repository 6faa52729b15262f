import { afterEach, describe, expect, it } from "vitest";
import { startFake, fakeTime, refused } from "../test/fake-wecom.ts";
import type { FakeWecom } from "../test/fake-wecom.ts";
import { createWecomClient } from "./client.ts";
import type { WecomClient } from "./client.ts";
import { createTokenSource } from "./token.ts";

const TOKEN = "/cgi-bin/gettoken";
const USER = "/cgi-bin/user/get";
let fake: FakeWecom | undefined;
let client: WecomClient | undefined;

afterEach(async () => {
  await client?.close();
  await fake?.close();
});

async function start(answer: Parameters<typeof startFake>[0]): Promise<{ fake: FakeWecom; client: WecomClient }> {
  fake = await startFake(answer);
  client = createWecomClient({ baseUrl: fake.url, corpId: "ww1", secret: "s", ...fakeTime() });
  return { fake, client };
}

describe("the token", () => {
  it("is fetched once for 50 callers at the same time", async () => {
    const { fake, client } = await start(() => undefined);
    await Promise.all(Array.from({ length: 50 }, () => client.org.user({ userid: "u" })));
    expect(fake.countOf(TOKEN)).toBe(1);
    expect(fake.countOf(USER)).toBe(50);
    expect(fake.calls.filter((c) => c.path === USER).every((c) => c.query.get("access_token") === "token-1")).toBe(true);
  });

  it("belongs to one app of one corp: two secrets have two, and the end of one leaves the other alone", async () => {
    const { fake, client } = await start((request) =>
      request.query.get("access_token") === "token-1" && request.nth > 1 ? refused(42001) : undefined,
    );
    const other = createWecomClient({ baseUrl: fake.url, corpId: "ww1", secret: "another", ...fakeTime() });
    try {
      await client.org.user({ userid: "u" });
      await other.org.user({ userid: "u" });
      await client.org.user({ userid: "u" });
      await other.org.user({ userid: "u" });
    } finally {
      await other.close();
    }
    const secrets = fake.calls.filter((c) => c.path === TOKEN).map((c) => c.query.get("corpsecret"));
    expect(secrets).toEqual(["s", "another", "s"]);
    const used = fake.calls.filter((c) => c.path === USER).map((c) => c.query.get("access_token"));
    expect(used).toEqual(["token-1", "token-2", "token-1", "token-3", "token-2"]);
  });

  it.each([40014, 42001])("is fetched anew, once, when WeCom answers %i to many callers", async (code) => {
    const { fake, client } = await start((request) => (request.query.get("access_token") === "token-1" ? refused(code) : undefined));
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.org.user({ userid: "u" })));
    expect(answers.every((answer) => answer.errcode === 0)).toBe(true);
    expect(fake.countOf(TOKEN)).toBe(2);
    expect(fake.countOf(USER)).toBe(40);
  });

  it("is renewed for writes too, and with retry never", async () => {
    const { fake, client } = await start((request) => (request.query.get("access_token") === "token-1" ? refused(42001) : undefined));
    await client.tags.mark({ userid: "u", external_userid: "w", add_tag: ["t"] }, { retry: "never" });
    expect(fake.countOf("/cgi-bin/externalcontact/mark_tag")).toBe(2);
  });

  it("is renewed only once per call: a second refusal is the answer", async () => {
    const { fake, client } = await start((request) => (request.path === USER ? refused(40014) : undefined));
    await expect(client.org.user({ userid: "u" })).rejects.toMatchObject({
      errcode: 40014,
      errorClass: "token",
    });
    expect(fake.countOf(USER)).toBe(2);
    expect(fake.countOf(TOKEN)).toBe(2);
  });

  it.each([40001, 40013])("with %i is a permanent error, not tried again and not remembered", async (code) => {
    const { fake, client } = await start((request) => (request.path === TOKEN && request.nth === 0 ? refused(code) : undefined));
    const first = client.tags.add({ tag: [{ name: "a" }] });
    await expect(first).rejects.toMatchObject({
      name: "WecomError",
      errorClass: "permanent",
      path: TOKEN,
    });
    expect(fake.countOf(TOKEN)).toBe(1);
    await client.org.user({ userid: "u" });
    expect(fake.countOf(TOKEN)).toBe(2);
  });

  it("that never came means that the call was not sent", async () => {
    const { fake, client } = await start((request) => (request.path === TOKEN ? "destroy" : undefined));
    const write = client.tags.add({ tag: [{ name: "a" }] }, { retry: "never" });
    await expect(write).rejects.toMatchObject({ name: "WecomNotSent", reason: "token" });
    expect(fake.countOf("/cgi-bin/externalcontact/add_corp_tag")).toBe(0);
  });
});

describe("token source", () => {
  it("leaves a token before its end, and does not refetch for every call when little life is left", async () => {
    const time = fakeTime();
    let fetched = 0;
    let expiresIn = 7200;
    const source = createTokenSource({
      clock: time.clock,
      fetch: async () => ({ access_token: `t${(fetched += 1)}`, expires_in: expiresIn }),
    });
    expect(await source.get()).toBe("t1");
    time.pass((7200 - 301) * 1000);
    expect(await source.get()).toBe("t1");
    time.pass(2000);
    expiresIn = 200;
    expect(await source.get()).toBe("t2");
    time.pass(100_000);
    expect(await source.get()).toBe("t2");
  });

  it("keeps a fresh token when a late loser complains about the old one", async () => {
    let fetched = 0;
    const source = createTokenSource({
      clock: fakeTime().clock,
      fetch: async () => ({ access_token: `t${(fetched += 1)}`, expires_in: 7200 }),
    });
    const old = await source.get();
    source.invalidate(old);
    expect(await source.get()).toBe("t2");
    source.invalidate(old);
    expect(await source.get()).toBe("t2");
  });
});
