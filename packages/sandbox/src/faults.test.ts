import { expect, test } from "vitest";
import { listIn } from "./testing/friends.ts";
import { contactWay, createHarness, listenTo } from "./testing/harness.ts";

test("an error strikes so often, on the paths of its glob only", async () => {
  const h = await createHarness();
  const { status, body } = await h.control("POST", "faults", { path: "externalcontact/*", kind: "error", errcode: -1, count: 2 });
  expect(status).toBe(200);
  expect(body.faults).toMatchObject([{ kind: "error", count: 2 }]);
  const call = async (): Promise<number> => (await h.api("externalcontact/get_follow_user_list")).errcode;
  expect([await call(), await call(), await call()]).toEqual([-1, -1, 0]);
  expect((await h.api("department/list")).errcode).toBe(0);
});

test("a reset after the call leaves the effect done and the caller in the dark", async () => {
  const h = await createHarness();
  h.sb.faults.add({ path: "externalcontact/add_corp_tag", kind: "reset", phase: "after", count: 1 });
  h.sb.faults.add({ path: "externalcontact/add_contact_way", kind: "reset", count: 1 });
  await expect(h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "海报" }] })).rejects.toThrow(/fetch failed/);
  await expect(h.api("externalcontact/add_contact_way", { type: 1, scene: 2, user: ["staff001"] })).rejects.toThrow(/fetch failed/);
  expect(await h.api("externalcontact/get_corp_tag_list", {})).toMatchObject({ tag_group: [{ group_name: "渠道" }] });
  expect(await h.api("externalcontact/list_contact_way", {})).toMatchObject({ contact_way: [] });
});

test("a revoked token gives 40014, and a new one is another", async () => {
  const h = await createHarness();
  const old = await h.token();
  expect(await h.token()).toBe(old);
  h.sb.faults.add({ path: "department/list", kind: "revoke-token", count: 1 });
  expect((await h.api("department/list")).errcode).toBe(40014);
  expect(await h.token()).not.toBe(old);
  expect((await h.api("department/list")).errcode).toBe(0);
});

test("callbacks are lost, repeated and late as planted", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  h.sb.faults.add({ kind: "callback-lost", count: 1 });
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("30s");
  expect(shuke.heard).toHaveLength(0);
  h.sb.faults.add({ kind: "callback-repeat", count: 1, delaySeconds: 4 });
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("30s");
  expect(shuke.heard).toHaveLength(2);
  expect(shuke.heard[1]?.xml).toBe(shuke.heard[0]?.xml);
  h.sb.faults.add({ path: "callback/*", kind: "delay", delaySeconds: 60, count: 1 });
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("30s");
  expect(shuke.heard).toHaveLength(2);
  await h.sb.advance("60s");
  expect(shuke.heard).toHaveLength(3);
});

test("reordered callbacks come behind later ones", async () => {
  const h = await createHarness({ settings: { callbackSeconds: [1, 1], slowCallbackEvery: 0 } });
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  h.sb.faults.add({ kind: "callback-reorder", count: 1, delaySeconds: 30 });
  const first = await h.sb.act({ who: "new", do: "scan", url });
  const second = await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("60s");
  const order = shuke.heard.map((event) => event.field("ExternalUserID"));
  expect(order).toEqual([second.externalUserId, first.externalUserId]);
});

test("a planted delay on a call makes a welcome too late", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await h.sb.advance("9s");
  h.sb.faults.add({ path: "externalcontact/send_welcome_msg", kind: "delay", delaySeconds: 15, count: 1 });
  const body = { welcome_code: shuke.heard[0]?.field("WelcomeCode"), text: { content: "欢迎" } };
  expect((await h.api("externalcontact/send_welcome_msg", body)).errcode).toBe(41050);
  expect((await h.api("externalcontact/send_welcome_msg", body)).errcode).toBe(0);
});

test("a probability strikes by hash: the same seed loses the same callbacks", async () => {
  const run = async (): Promise<string[]> => {
    const h = await createHarness({ seed: 5 });
    const shuke = await listenTo(h.sb);
    h.sb.faults.add({ kind: "callback-lost", probability: 0.4 });
    const url = await contactWay(h);
    for (let n = 0; n < 30; n++) await h.sb.act({ who: "new", do: "scan", url });
    await h.sb.advance("30s");
    return shuke.heard.map((event) => event.field("ExternalUserID"));
  };
  const first = await run();
  expect(first.length).toBeGreaterThan(8);
  expect(first.length).toBeLessThan(28);
  expect(await run()).toEqual(first);
});

test("half a body, no JSON, a gateway's page: after the call the effect is done, before it is not", async () => {
  const h = await createHarness();
  const names = async (): Promise<string[]> =>
    listIn<{ group_name: string }>(await h.api("externalcontact/get_corp_tag_list", {}), "tag_group").map(({ group_name }) => group_name);
  const add = async (name: string): Promise<{ status: number; text: string }> => {
    const url = `${h.sb.url}/cgi-bin/externalcontact/add_corp_tag?access_token=${await h.token()}`;
    const answer = await fetch(url, { method: "POST", body: JSON.stringify({ group_name: name, tag: [{ name: "海报" }] }) });
    return { status: answer.status, text: await answer.text() };
  };
  const plant = (kind: string, phase: string): unknown => h.sb.faults.add({ path: "externalcontact/add_corp_tag", kind, phase, count: 1 });
  plant("half-body", "after");
  await expect(add("半个")).rejects.toThrow(/terminated/);
  plant("invalid-json", "after");
  const cut = await add("断的");
  expect(cut.status).toBe(200);
  expect(() => JSON.parse(cut.text)).toThrow(SyntaxError);
  plant("bad-gateway", "before");
  expect(await add("没有")).toMatchObject({ status: 502, text: expect.stringContaining("Bad Gateway") });
  plant("half-body", "before");
  await expect(add("也没有")).rejects.toThrow(/terminated/);
  expect((await names()).toSorted()).toEqual(["半个", "断的"].toSorted());
});

test("pages that are written as text are cut like all", async () => {
  const h = await createHarness({ profile: { staff: 1, customers: 3 } });
  const url = `${h.sb.url}/cgi-bin/externalcontact/batch/get_by_user?access_token=${await h.token()}`;
  const page = async (): Promise<string> => (await fetch(url, { method: "POST", body: '{"userid_list":["staff001"]}' })).text();
  const whole = await page();
  h.sb.faults.add({ path: "externalcontact/batch/get_by_user", kind: "invalid-json", phase: "after", count: 1 });
  expect([await page(), await page()]).toEqual([whole.slice(0, Math.ceil(whole.length / 2)), whole]);
});

test("an address that is not trusted, by path", async () => {
  const h = await createHarness();
  h.sb.faults.add({ path: "department/*", kind: "untrusted-ip", count: 1 });
  const code = async (path: string): Promise<number> => (await h.api(path)).errcode;
  expect([await code("getcallbackip"), await code("department/list"), await code("department/list")]).toEqual([0, 60020, 0]);
});

test("a clock that goes wrong: in the date of answers and in the times of callbacks", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  h.sb.faults.add({ path: "callback/*", kind: "clock-skew", skewSeconds: 600, count: 1 });
  const now = Date.parse(h.sb.clock().now) / 1000;
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("30s");
  const times = shuke.heard.map((event) => Number(event.field("CreateTime")) - now).toSorted((a, b) => a - b);
  expect(times).toEqual([0, 600]);
  h.sb.faults.add({ path: "getcallbackip", kind: "clock-skew", skewSeconds: -3600, count: 1 });
  const answer = await fetch(`${h.sb.url}/cgi-bin/getcallbackip?access_token=${await h.token()}`);
  expect(Date.parse(answer.headers.get("date") ?? "")).toBe(Date.parse(h.sb.clock().now) - 3_600_000);
});

test("the check of a callback url has a second, Token and key their lengths", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const set = async (more: object = {}): Promise<unknown> =>
    (await h.control("POST", "callback", { url: `${shuke.url}/callback`, ...more })).body.error;
  const plant = (delaySeconds: number): unknown =>
    h.sb.faults.add({ path: "callback/check", kind: "callback-slow", delaySeconds, count: 1 });
  plant(1);
  expect(await set()).toBeUndefined();
  plant(1.1);
  expect(await set()).toMatch(/40057 .* 1.1 s/);
  expect(await set({ token: "t".repeat(32) })).toBeUndefined();
  expect(await set({ token: "t".repeat(33) })).toMatch(/Token/);
  expect(await set({ token: "no-hyphens" })).toMatch(/Token/);
  expect(await set({ encodingAesKey: "k".repeat(43) })).toBeUndefined();
  for (const length of [42, 44]) expect(await set({ encodingAesKey: "k".repeat(length) })).toMatch(/EncodingAESKey/);
});

test("slow answers take effect late, so that a code runs out", async () => {
  const h = await createHarness();
  h.sb.faults.add({ path: "message/send", kind: "delay", delaySeconds: 90, count: 1 });
  const body = { touser: "staff001", msgtype: "text", agentid: h.sb.corp.agentId, text: { content: "晚到" } };
  await h.api("message/send", body);
  const [message] = h.sb.phone("staff001").chats[0]?.messages ?? [];
  expect(Date.parse(message?.at ?? "") - Date.parse(h.sb.clock().now)).toBeGreaterThanOrEqual(90_000);
});

test("nonsense is refused in words", async () => {
  const h = await createHarness();
  expect(await h.control("POST", "faults", { kind: "earthquake" })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining("kind") },
  });
  expect(await h.control("POST", "faults", { kind: "error", probability: 3 })).toMatchObject({ status: 400 });
  await h.control("POST", "faults", { kind: "error", path: "x" });
  expect((await h.control("DELETE", "faults")).body).toEqual({ removed: 1 });
});
