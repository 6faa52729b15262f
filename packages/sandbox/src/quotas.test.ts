import { expect, test } from "vitest";
import { createHarness } from "./testing/harness.ts";

test("the limit is a window in virtual time, and the block lasts as long as the window", async () => {
  const h = await createHarness();
  h.sb.parts.quotas.setLimits([
    { path: "externalcontact/get_follow_user_list", max: 3, windowMs: 60_000, source: "test", asOf: "2026-01-01" },
  ]);
  const call = async (): Promise<number> => (await h.api("externalcontact/get_follow_user_list")).errcode;
  expect([await call(), await call(), await call(), await call(), await call()]).toEqual([0, 0, 0, 45009, 45009]);
  expect((await h.api("department/list")).errcode).toBe(0);
  await h.sb.advance("59s");
  expect(await call()).toBe(45009);
  await h.sb.advance("1s");
  expect(await call()).toBe(0);
  const { body } = await h.control("GET", "calls");
  expect(body.byPath).toMatchObject({ "externalcontact/get_follow_user_list": { calls: 7, errors: 3 } });
});

test("a daily limit is blocked until the natural day in China is over", async () => {
  const h = await createHarness({ start: "2026-03-02T15:00:00.000Z" });
  h.sb.parts.quotas.setLimits([{ path: "department/list", max: 1, windowMs: 86_400_000, source: "test", asOf: "2026-01-01" }]);
  expect((await h.api("department/list")).errcode).toBe(0);
  expect((await h.api("department/list")).errcode).toBe(45009);
  await h.sb.advance("59m");
  expect((await h.api("department/list")).errcode).toBe(45009);
  await h.sb.advance("1m");
  expect((await h.api("department/list")).errcode).toBe(0);
});

test("application messages: a member gets 30 a minute, the surplus vanishes without an error", async () => {
  const h = await createHarness();
  const send = (n: number): Promise<{ errcode: number }> =>
    h.api("message/send", { touser: "staff001", msgtype: "text", agentid: h.sb.corp.agentId, text: { content: `第 ${n} 条` } });
  for (let n = 0; n < 32; n++) expect((await send(n)).errcode).toBe(0);
  expect(h.sb.phone("staff001").chats[0]?.messages).toHaveLength(30);
});
