import { expect, test } from "vitest";
import { createHarness } from "./testing/harness.ts";
import type { Harness } from "./testing/harness.ts";

/** Calls with one token and without asking for it again, so that only the path's own windows move. */
async function caller(h: Harness, path: string, ip = "127.0.0.1"): Promise<() => Promise<number>> {
  const token = await h.token();
  return async () => (await h.call(path, { query: { access_token: token }, headers: { "x-sandbox-ip": ip } })).errcode;
}

test("the limit is a window in virtual time, and the block lasts as long as the window", async () => {
  const h = await createHarness({ settings: { limits: { "rate.corp-minute": 3 } } });
  const call = await caller(h, "externalcontact/get_follow_user_list");
  expect([await call(), await call(), await call(), await call(), await call()]).toEqual([0, 0, 0, 45009, 45009]);
  expect((await h.api("department/list")).errcode).toBe(0);
  await h.sb.advance("59s");
  expect(await call()).toBe(45009);
  await h.sb.advance("1s");
  expect(await call()).toBe(0);
  const { body } = await h.control("GET", "calls");
  expect(body.byPath).toMatchObject({ "externalcontact/get_follow_user_list": { calls: 7, errors: 3 } });
});

test("an hourly limit blocks for an hour", async () => {
  const h = await createHarness({ settings: { limits: { "rate.corp-hour": 2 } } });
  const call = await caller(h, "department/list");
  expect([await call(), await call(), await call()]).toEqual([0, 0, 45009]);
  await h.sb.advance("59m");
  expect(await call()).toBe(45009);
  await h.sb.advance("1m");
  expect(await call()).toBe(0);
});

test("limits of an address count that address only", async () => {
  const h = await createHarness({ settings: { limits: { "rate.ip-minute": 2, "rate.ip-hour": 3 } } });
  const one = await caller(h, "department/list", "203.0.113.1");
  const other = await caller(h, "department/list", "203.0.113.2");
  expect([await one(), await one(), await one(), await other()]).toEqual([0, 0, 45009, 0]);
  await h.sb.advance("2m");
  // The minute is over; the hour lets one more through.
  expect([await one(), await one()]).toEqual([0, 45009]);
  await h.sb.advance("30m");
  expect(await one()).toBe(45009);
});

test("a daily limit is blocked until the natural day in China is over", async () => {
  const h = await createHarness({ start: "2026-03-02T15:00:00.000Z", settings: { limits: { "unionid.day": 1 } } });
  const call = async (): Promise<number> => (await h.api("idconvert/unionid_to_external_userid", { unionid: "o1", openid: "o2" })).errcode;
  expect([await call(), await call()]).toEqual([610014, 45009]);
  await h.sb.advance("59m");
  expect(await call()).toBe(45009);
  await h.sb.advance("1m");
  expect(await call()).toBe(610014);
});

test("debug=1 is for five calls a minute", async () => {
  const h = await createHarness();
  const call = async (): Promise<number> => (await h.api("department/list", undefined, { debug: "1" })).errcode;
  const codes = [await call(), await call(), await call(), await call(), await call(), await call()];
  expect(codes).toEqual([0, 0, 0, 0, 0, 45009]);
  expect((await h.api("department/list")).errcode).toBe(0);
  await h.sb.advance("60s");
  expect(await call()).toBe(0);
});

test("application messages: a member gets 30 a minute and 1 000 an hour, the surplus vanishes without an error", async () => {
  const h = await createHarness({ settings: { limits: { "app-message.member-hour": 40 } } });
  const send = (n: number): Promise<{ errcode: number }> =>
    h.api("message/send", { touser: "staff001", msgtype: "text", agentid: h.sb.corp.agentId, text: { content: `第 ${n} 条` } });
  const shown = (): number => h.sb.phone("staff001").chats[0]?.messages.length ?? 0;
  for (let n = 0; n < 32; n++) expect((await send(n)).errcode).toBe(0);
  expect(shown()).toBe(30);
  await h.sb.advance("1m");
  for (let n = 32; n < 44; n++) expect((await send(n)).errcode).toBe(0);
  expect(shown()).toBe(40);
});

test("an app sends 200 person-times a day for every account", async () => {
  const h = await createHarness({ settings: { limits: { "app-message.per-account-day": 2 } } });
  const send = async (): Promise<number> =>
    (await h.api("message/send", { touser: "@all", msgtype: "text", agentid: h.sb.corp.agentId, text: { content: "早" } })).errcode;
  expect([await send(), await send(), await send()]).toEqual([0, 0, 45009]);
});
