import { expect, test } from "vitest";
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
