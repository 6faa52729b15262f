import { expect, test } from "vitest";
import { contactWay, createHarness, listenTo } from "./testing/harness.ts";

test("what a call asked and got is kept, without its token, and says who called", async () => {
  const h = await createHarness();
  await h.api("externalcontact/add_contact_way", { type: 1, scene: 2, user: ["nobody"] });
  const [call] = h.sb.parts.calls.list({ limit: 1 });
  expect(call).toMatchObject({ path: "externalcontact/add_contact_way", errcode: 40003, app: "社群助手", fault: null });
  const { body } = await h.control("GET", `calls/${call?.n}`);
  expect(body).toMatchObject({ method: "POST", query: {}, body: { user: ["nobody"] } });
  expect(String(body.answer)).toContain('"errcode":40003');
  expect((await h.control("GET", "calls/99999")).status).toBe(404);
});

test("only the latest 300 calls keep what they asked and got", async () => {
  const h = await createHarness();
  const { calls } = h.sb.parts;
  await h.token();
  const first = calls.total;
  const call = { path: "gettoken", subject: "", at: "", latencyMs: 0, errcode: 0, errmsg: "", app: "", fault: null };
  const detail = { method: "GET", query: {}, body: {}, file: null, answer: "x".repeat(30_000) };
  for (let n = 0; n < 300; n++) {
    expect(calls.detail(first)).toBeDefined();
    calls.add(call);
    calls.remember(detail);
  }
  expect(calls.detail(first)).toBeUndefined();
  expect(calls.detail(calls.total)?.answer).toHaveLength(20_000);
});

test("a call names the trouble that decided its answer", async () => {
  const h = await createHarness();
  await h.token();
  h.sb.faults.add({ kind: "error", path: "!callback/*", errcode: 45009, count: 1 });
  await h.token();
  h.sb.faults.add({ kind: "bad-gateway", path: "gettoken", count: 1 });
  await h.token().catch(() => "");
  expect(h.sb.parts.calls.list({ limit: 3 }).map(({ errcode, fault }) => [errcode, fault])).toEqual([
    [null, "bad-gateway"],
    [45009, "error"],
    [0, null],
  ]);
});

test("every attempt to tell of an event is kept with what became of it", async () => {
  const h = await createHarness();
  const listener = await listenTo(h.sb);
  const url = await contactWay(h);
  h.sb.faults.add({ kind: "callback-lost", path: "callback/*", count: 1 });
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.act({ who: "new", do: "scan", url });
  listener.status = 500;
  await h.sb.advance("1m");
  const { body } = await h.control("GET", "callback/log?limit=10");
  const log = Array.isArray(body.callbacks) ? body.callbacks : [];
  expect(log.map(({ outcome, attempt, givenUp }) => [outcome, attempt, givenUp])).toEqual([
    ["refused", 3, true],
    ["refused", 2, false],
    ["refused", 1, false],
    ["refused", 0, false],
    ["lost", 0, false],
  ]);
  expect(log[0]).toMatchObject({ event: "change_external_contact", changeType: "add_external_contact", fields: { UserID: "staff001" } });
});

test("a trouble for everything but callbacks leaves callbacks alone", async () => {
  const h = await createHarness();
  const listener = await listenTo(h.sb);
  const url = await contactWay(h);
  h.sb.faults.add({ kind: "delay", path: "!callback/*", delaySeconds: 600 });
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("1m");
  expect(listener.heard.map(({ changeType }) => changeType)).toContain("add_external_contact");
  await h.token();
  expect(h.sb.parts.calls.list({ limit: 1 })[0]).toMatchObject({ fault: "delay" });
});

test("an app may bring pages beside chats; what is no page is refused in words", async () => {
  const h = await createHarness();
  const { agentId } = h.sb.corp;
  const sidebar = [{ name: "客户画像", url: "http://127.0.0.1:1/side" }];
  expect((await h.control("POST", "apps", { agentId, sidebar: [{ name: "x", url: "side" }] })).status).toBe(400);
  await h.control("POST", "apps", { agentId, sidebar });
  await h.control("POST", "apps", { agentId, disabled: false });
  const { body } = await h.control("GET", "sidebars");
  expect(body).toEqual({ items: [{ app: "社群助手", ...sidebar[0] }] });
});
