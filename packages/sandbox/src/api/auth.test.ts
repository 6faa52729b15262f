import { expect, test } from "vitest";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

async function login(h: Harness, who: string, scope = "snsapi_base"): Promise<string> {
  const query = new URLSearchParams({
    appid: h.sb.corp.corpId,
    redirect_uri: "http://127.0.0.1:1/back",
    response_type: "code",
    scope,
    agentid: String(h.sb.corp.agentId),
    state: "s",
  });
  const url = `${h.sb.url}/connect/oauth2/authorize?${query.toString()}`;
  const answer = await fetch(url, { redirect: "manual", headers: { "x-sandbox-phone": who } });
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

const tokenOf = (h: Harness, secret: string, ip = "127.0.0.1"): Promise<Answer> =>
  h.call("gettoken", { query: { corpid: h.sb.corp.corpId, corpsecret: secret }, headers: { "x-sandbox-ip": ip } });

test("every secret has a token of its own, good for two hours to the millisecond", async () => {
  const h = await createHarness({ settings: { apiLatencyMs: [0, 0] } });
  const other = await h.app({});
  const [mine, theirs] = [await h.token(), await h.as(other).token()];
  expect(mine).not.toBe(theirs);
  const list = async (token: string): Promise<number> => (await h.call("department/list", { query: { access_token: token } })).errcode;
  await h.sb.advance(7_199_999);
  expect([await list(mine), await list(theirs)]).toEqual([0, 0]);
  await h.sb.advance(1);
  expect([await list(mine), await list(theirs)]).toEqual([42001, 42001]);
});

test("2 000 wrong secrets within an hour block the address for an hour, whatever it calls", async () => {
  const h = await createHarness({ settings: { limits: { "secret.wrong-per-hour": 20 } } });
  const bad = async (ip: string): Promise<number> => (await tokenOf(h, "wrong", ip)).errcode;
  const token = await h.token();
  const list = async (ip: string): Promise<number> =>
    (await h.call("department/list", { query: { access_token: token }, headers: { "x-sandbox-ip": ip } })).errcode;
  for (let n = 0; n < 20; n++) expect(await bad("203.0.113.1")).toBe(40001);
  expect(await list("203.0.113.1")).toBe(0);
  expect(await bad("203.0.113.1")).toBe(40001);
  expect(await bad("203.0.113.1")).toBe(45009);
  expect(await list("203.0.113.1")).toBe(45009);
  expect(await list("203.0.113.2")).toBe(0);
  await h.sb.advance("60m");
  expect(await list("203.0.113.1")).toBe(45009);
  await h.sb.advance("1m");
  expect((await tokenOf(h, h.sb.corp.secret, "203.0.113.1")).errcode).toBe(0);
});

test("error texts carry a trace, the caller's address and a link", async () => {
  const h = await createHarness();
  const { errmsg } = await tokenOf(h, "wrong", "203.0.113.9");
  expect(errmsg).toMatch(/^invalid credential, hint: \[.+\], from ip: 203\.0\.113\.9, more info at https:\/\/.+e=40001$/);
});

test("addresses outside the trusted ones are refused, a minute after the console said so", async () => {
  const h = await createHarness();
  const token = await h.token();
  const from = async (ip: string): Promise<number> =>
    (await h.call("department/list", { query: { access_token: token }, headers: { "x-sandbox-ip": ip } })).errcode;
  expect(await from("203.0.113.1")).toBe(0);
  await h.control("POST", "trusted-ips", { ips: ["203.0.113.1"] });
  await h.sb.advance("60s");
  expect(await from("203.0.113.2")).toBe(0);
  await h.sb.advance("1s");
  expect([await from("203.0.113.1"), await from("203.0.113.2")]).toEqual([0, 60020]);
  await h.control("POST", "trusted-ips", { ips: [] });
  expect(await from("203.0.113.2")).toBe(60020);
  await h.sb.advance("61s");
  expect(await from("203.0.113.2")).toBe(0);
});

test("secrets open what they are for", async () => {
  const h = await createHarness();
  const { body } = await h.control("GET", "apps");
  const apps: { kind: string; secret: string }[] = JSON.parse(JSON.stringify(body.apps));
  const secretOf = (kind: string): string => apps.find((app) => app.kind === kind)?.secret ?? "";
  const code = async (secret: string, path: string): Promise<number> => (await h.as(secret).api(path)).errcode;
  const follow = "externalcontact/get_follow_user_list";
  expect(await code(await h.app({ customers: false }), follow)).toBe(48002);
  expect(await code(secretOf("contacts"), follow)).toBe(48002);
  expect(await code(secretOf("contacts"), "department/list")).toBe(0);
  expect(await code(secretOf("customers"), follow)).toBe(48002);
  expect(await code(secretOf("contacts"), "get_jsapi_ticket")).toBe(48002);
  await h.control("POST", "settings", { systemSecrets: true });
  expect(await code(secretOf("customers"), follow)).toBe(0);
  const secret = await h.app({});
  const { body: after } = await h.control("GET", "apps");
  const rows: { agentId: number; secret: string }[] = JSON.parse(JSON.stringify(after.apps));
  await h.control("POST", "apps", { agentId: rows.find((app) => app.secret === secret)?.agentId, disabled: true });
  expect(await code(secret, follow)).toBe(50003);
});

test("an app sees its range and nobody else", async () => {
  const h = await createHarness({ profile: { staff: 4, stores: 2 } });
  // staff001 and staff003 stand in department 2, the others in 3.
  const narrow = h.as(await h.app({ departments: [2] }));
  expect(await narrow.api("externalcontact/get_follow_user_list")).toMatchObject({ follow_user: ["staff001", "staff003"] });
  expect(await narrow.api("department/simplelist")).toMatchObject({ department_id: [{ id: 2, parentid: 1, order: 0 }] });
  expect((await narrow.api("user/get", undefined, { userid: "staff002" })).errcode).toBe(60111);
  expect((await narrow.api("department/get", undefined, { id: "3" })).errcode).toBe(60011);
  expect((await narrow.api("user/list", undefined, { department_id: "3" })).errcode).toBe(60011);
  const mine = await h.sb.act({ who: "new", do: "add", userid: "staff001" });
  const theirs = await h.sb.act({ who: "new", do: "add", userid: "staff002" });
  await h.sb.act({ who: mine.who, do: "add", userid: "staff002" });
  const detail = (id: unknown): Promise<Answer> => narrow.api("externalcontact/get", undefined, { external_userid: String(id) });
  const { follow_user } = await detail(mine.externalUserId);
  expect(follow_user).toMatchObject([{ userid: "staff001" }]);
  expect(follow_user).toHaveLength(1);
  expect((await detail(theirs.externalUserId)).errcode).toBe(40096);
  expect((await narrow.api("externalcontact/list", undefined, { userid: "staff002" })).errcode).toBe(60111);
  const code = await login(h, "staff002");
  expect((await narrow.api("auth/getuserinfo", undefined, { code })).errcode).toBe(50002);
});

test("a code of the login page is good for five minutes", async () => {
  const h = await createHarness();
  const info = async (code: string): Promise<number> => (await h.api("auth/getuserinfo", undefined, { code })).errcode;
  const [one, two] = [await login(h, "staff001"), await login(h, "staff001")];
  await h.sb.advance("300s");
  expect([await info(one), await info(one)]).toEqual([0, 42022]);
  await h.sb.advance("1s");
  expect(await info(two)).toBe(42003);
});

test("snsapi_privateinfo gives a ticket, and the ticket what the member shows", async () => {
  const h = await createHarness();
  const code = await login(h, "staff001", "snsapi_privateinfo");
  const { user_ticket, expires_in, userid } = await h.api("auth/getuserinfo", undefined, { code });
  expect({ userid, expires_in }).toEqual({ userid: "staff001", expires_in: 1800 });
  const detail = (): Promise<Answer> => h.api("auth/getuserdetail", { user_ticket });
  expect(await detail()).toMatchObject({ userid: "staff001", mobile: expect.stringMatching(/^199\d{8}$/), email: "staff001@corp.example" });
  await h.sb.advance("30m");
  expect((await detail()).errcode).toBe(0);
  await h.sb.advance("1s");
  expect((await detail()).errcode).toBe(84014);
  expect((await h.api("auth/getuserdetail", { user_ticket: "none" })).errcode).toBe(84015);
  const plain = await h.api("auth/getuserinfo", undefined, { code: await login(h, "staff001") });
  expect(plain).not.toHaveProperty("user_ticket");
});

test("the second factor: a code for a member, a tfa code for the login", async () => {
  const h = await createHarness();
  const info = async (): Promise<Answer> => h.api("auth/get_tfa_info", { code: await login(h, "staff001") });
  const { userid, tfa_code } = await info();
  const done = async (body: object): Promise<number> => (await h.api("user/tfa_succ", body)).errcode;
  expect(await done({ userid: "staff002", tfa_code })).toBe(40029);
  expect(await done({ userid, tfa_code })).toBe(0);
  expect(await done({ userid, tfa_code })).toBe(40029);
  const { tfa_code: late } = await info();
  await h.sb.advance("301s");
  expect(await done({ userid, tfa_code: late })).toBe(42003);
  const used = await login(h, "staff001");
  expect((await h.api("auth/get_tfa_info", { code: used })).errcode).toBe(0);
  expect((await h.api("auth/get_tfa_info", { code: used })).errcode).toBe(42022);
  const old = await login(h, "staff001");
  await h.sb.advance("301s");
  expect((await h.api("auth/get_tfa_info", { code: old })).errcode).toBe(42003);
  const { who } = await h.sb.act({ who: "new", do: "nothing" });
  expect((await h.api("auth/get_tfa_info", { code: await login(h, who) })).errcode).toBe(40029);
});

test("tickets are the same for two hours, one kind for the corp and one for the app", async () => {
  const h = await createHarness();
  const corp = async (): Promise<unknown> => (await h.api("get_jsapi_ticket")).ticket;
  const app = async (): Promise<unknown> => (await h.api("ticket/get", undefined, { type: "agent_config" })).ticket;
  const [first, other] = [await corp(), await app()];
  expect(first).not.toBe(other);
  await h.sb.advance(7_199_999);
  expect([await corp(), await app()]).toEqual([first, other]);
  await h.sb.advance(1);
  expect(await corp()).not.toBe(first);
  expect(await app()).not.toBe(other);
});

test("400 tickets an hour for the corp, 100 for an app", async () => {
  const h = await createHarness();
  const query = { access_token: await h.token() };
  const corp = async (): Promise<number> => (await h.call("get_jsapi_ticket", { query })).errcode;
  const app = async (): Promise<number> => (await h.call("ticket/get", { query: { ...query, type: "agent_config" } })).errcode;
  for (let n = 0; n < 400; n++) expect(await corp()).toBe(0);
  expect(await corp()).toBe(45009);
  for (let n = 0; n < 100; n++) expect(await app()).toBe(0);
  expect(await app()).toBe(45009);
  const other = { access_token: await h.as(await h.app({})).token(), type: "agent_config" };
  expect((await h.call("ticket/get", { query: other })).errcode).toBe(0);
});

test("a launch code opens a chat once, within five minutes", async () => {
  const h = await createHarness();
  const ask = (single_chat: object, operator_userid = "staff001"): Promise<Answer> =>
    h.api("get_launch_code", { operator_userid, single_chat });
  const open = async (code: unknown): Promise<object> => (await h.control("POST", "launch", { code })).body;
  const { launch_code } = await ask({ userid: "staff002" });
  await h.sb.advance("300s");
  expect(await open(launch_code)).toEqual({ userid: "staff001", with: "staff002" });
  expect(await open(launch_code)).toMatchObject({ error: expect.stringContaining("used") });
  const late = await ask({ userid: "staff002" });
  await h.sb.advance("301s");
  expect(await open(late.launch_code)).toMatchObject({ error: expect.stringContaining("expired") });
  const { open_userid_list } = await h.api("batch/userid_to_openuserid", { userid_list: ["staff003"] });
  const [{ open_userid }] = JSON.parse(JSON.stringify(open_userid_list));
  expect(await open((await ask({ open_userid })).launch_code)).toEqual({ userid: "staff001", with: "staff003" });
  expect((await ask({})).errcode).toBe(40058);
  expect((await ask({ userid: "nobody" })).errcode).toBe(60111);
  expect((await ask({ userid: "staff002" }, "nobody")).errcode).toBe(60111);
});

test("the lists of addresses are lists of addresses", async () => {
  const h = await createHarness();
  expect(await h.api("getcallbackip")).toMatchObject({ ip_list: ["127.0.0.1"] });
  expect(await h.api("get_api_domain_ip")).toMatchObject({ ip_list: ["127.0.0.1"] });
});
