import { createContext, Script } from "node:vm";
import { expect, test } from "vitest";
import { signature } from "../api/jsapi-tickets.ts";
import { createHarness } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

/** What the JS-SDK calls on a page. */
interface Sdk {
  ww: { register(options: object): Promise<void> };
  wx: { config(args: object): void; error(callback: (result: object) => void): void; ready(callback: () => void): void };
}

/** The page's side: the script as the sandbox serves it, in a page at `href`. */
async function page(h: Harness, href: string): Promise<Sdk> {
  const script = await (await fetch(`${h.sb.url}/_sandbox/jssdk.js`)).text();
  const window: Record<string, unknown> = { location: { href }, addEventListener: () => {} };
  window.parent = window;
  new Script(script).runInContext(createContext({ window, fetch, setTimeout, Promise, Map, Object, JSON }));
  const { ww, wx } = window;
  return { ww: ww as Sdk["ww"], wx: wx as Sdk["wx"] };
}

const PAGE = "http://127.0.0.1:5173/h5?a=1#top";

async function tickets(h: Harness): Promise<{ corp: string; agent: string }> {
  const corp = await h.api("get_jsapi_ticket");
  const agent = await h.api("ticket/get", undefined, { type: "agent_config" });
  return { corp: String(corp.ticket), agent: String(agent.ticket) };
}

/** Registers with the given tickets; answers which callbacks were called. */
async function register(h: Harness, href: string, given: { corp: string; agent: string }): Promise<string[]> {
  const { ww } = await page(h, href);
  const heard: string[] = [];
  const note = (name: string) => (result: { errMsg?: string }) => heard.push(result.errMsg ? `${name} ${result.errMsg}` : name);
  const sign = (ticket: string) => (url: string) => ({
    timestamp: 1_772_000_000,
    nonceStr: "n1",
    signature: signature(ticket, "n1", "1772000000", url),
  });
  await ww.register({
    corpId: h.sb.corp.corpId,
    agentId: h.sb.corp.agentId,
    getConfigSignature: sign(given.corp),
    getAgentConfigSignature: sign(given.agent),
    onConfigSuccess: note("config"),
    onConfigFail: note("config failed"),
    onAgentConfigSuccess: note("agent"),
    onAgentConfigFail: note("agent failed"),
  });
  return heard;
}

test("unread by default: a page without signatures works", async () => {
  const h = await createHarness();
  expect(await register(h, PAGE, { corp: "x", agent: "y" })).toEqual(["config", "agent"]);
});

test("with the switch, signatures must fit ticket, page and time", async () => {
  const h = await createHarness({ settings: { jssdkSignatures: true } });
  const good = await tickets(h);
  expect(await register(h, PAGE, good)).toEqual(["config", "agent"]);
  // The two kinds of tickets are not interchangeable.
  expect(await register(h, PAGE, { corp: good.agent, agent: good.corp })).toEqual([
    "config failed register:fail invalid signature",
    "agent failed register:fail invalid signature",
  ]);
  expect(await register(h, "https://h5.example.com/", good)).toEqual([
    "config failed register:fail the host is not trusted",
    "agent failed register:fail the host is not trusted",
  ]);
  await h.control("POST", "trusted", { host: "h5.example.com" });
  expect(await register(h, "https://h5.example.com/", good)).toEqual(["config", "agent"]);
  await h.sb.advance("2h");
  expect(await register(h, PAGE, good)).toEqual([
    "config failed register:fail invalid signature",
    "agent failed register:fail invalid signature",
  ]);
});

test("wx.config says so by wx.error", async () => {
  const h = await createHarness({ settings: { jssdkSignatures: true } });
  const { corp } = await tickets(h);
  const config = async (ticket: string): Promise<unknown> => {
    const { wx } = await page(h, PAGE);
    return new Promise((resolve) => {
      wx.ready(() => resolve("ready"));
      wx.error(resolve);
      wx.config({ appId: h.sb.corp.corpId, timestamp: 1, nonceStr: "n", signature: signature(ticket, "n", "1", PAGE) });
    });
  };
  expect(await config(corp)).toBe("ready");
  expect(await config("other")).toEqual({ errMsg: "config:fail invalid signature", errCode: 40093 });
});

test("the check names what is wrong", async () => {
  const h = await createHarness();
  const check = async (input: object): Promise<unknown> =>
    (await h.control("POST", "jssdk/check", { corpId: h.sb.corp.corpId, url: PAGE, ...input })).body.errcode;
  expect(await check({ corpId: "wwother" })).toBe(40013);
  expect(await check({ kind: "agent", agentId: 7 })).toBe(40056);
  expect(await check({ url: undefined })).toBe(41010);
  expect(await check({ url: "no url" })).toBe(40094);
});
