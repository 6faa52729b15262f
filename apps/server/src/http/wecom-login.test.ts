import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type App, createApp } from "../app.ts";
import { putUser } from "#modules/access";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { testConfig } from "../../test/world.ts";
import { createServer } from "./server.ts";
import { ownPath, registerWecomLogin } from "./wecom-login.ts";

const corpId = "ww_scan";
const now = new Date("2026-03-02T00:00:00.000Z");
const home = mkdtempSync(path.join(tmpdir(), "shuke-scan-"));
let database: TestDatabase;
let app: App;
/** The same door beside a WeCom of this test's own: the code says who scanned. */
let door: Awaited<ReturnType<typeof createServer>>;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await createApp({ ...testConfig(database.url, home, undefined), roles: new Set(["api"]), logLevel: "silent" });
  const { db, auth } = app.core;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, ${"测试企业"}, ${now})`.execute(db);
  const user = (email: string, staffUserId: string) =>
    putUser(auth, db, { corpId, now }, { email, name: email, password: "a long enough password", role: "headOfCommunities", staffUserId });
  await user("mei@example.com", "mei");
  await user("gone@example.com", "gone");
  await user("off@example.com", "off");
  await sql`update member set state = 'disabled' where staff_user_id = 'off'`.execute(db);
  await user("new@example.com", "new");
  await sql`update member set state = 'invited' where staff_user_id = 'new'`.execute(db);
  await sql`insert into staff (corp_id, id, user_id, name, removed, seen_at)
    values (${corpId}, 'st1', 'gone', 'Gone', true, ${now}), (${corpId}, 'st2', 'mei', 'Mei', false, ${now})`.execute(db);
  door = await createServer(app.core.config);
  const to =
    (page: string) =>
    async (_corp: string, { redirectUri, state }: { redirectUri: string; state: string }) =>
      `http://wx.test/${page}?redirect_uri=${encodeURIComponent(redirectUri)}&state=${state}`;
  const login = {
    authorizeUrl: to("authorize"),
    qrLoginUrl: to("qr"),
    identify: async (_corp: string, code: string) => {
      if (code === "down") throw new Error("WeCom is down");
      return code === "used" ? null : code.startsWith("c:") ? { externalUserId: code } : { userId: code };
    },
  };
  await door.register((scope) =>
    registerWecomLogin(scope, { db, auth, publicUrl: () => app.core.publicUrl, secretKey: "k".repeat(40), login }),
  );
});
afterAll(async () => {
  await door.close();
  await app.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => sql`delete from auth.session`.execute(app.core.db));

async function begin(to: string, agent = "Mozilla/5.0 Chrome/140") {
  const answer = await door.inject({ url: "/api/login/wecom", query: { to }, headers: { "user-agent": agent } });
  const cookie = answer.cookies.find(({ name }) => name === "shuke_wecom");
  const target = new URL(answer.headers.location ?? "", "http://console.test");
  return { target, state: target.searchParams.get("state") ?? "", cookies: cookie ? { [cookie.name]: cookie.value } : {} };
}

async function scan(code: string, to = "/groups?full=true") {
  const { state, cookies } = await begin(to);
  return door.inject({ url: "/api/login/wecom/back", query: { code, state }, cookies });
}

test("a bound member comes in without a password, where she wanted to go, as herself", async () => {
  const answer = await scan("mei");
  expect(answer.headers.location).toBe("/groups?full=true");
  const session = answer.cookies.filter(({ name }) => name.startsWith("shuke.session"));
  expect(session).toEqual([expect.objectContaining({ httpOnly: true, sameSite: "Lax", path: "/" })]);
  const cookies = Object.fromEntries(session.map(({ name, value }) => [name, value]));
  const current = await app.server.inject({ method: "POST", url: "/api/session.current", cookies, payload: {} });
  expect(current.json()).toMatchObject({ user: { email: "mei@example.com", role: "headOfCommunities" } });
});

test("who was invited has arrived when she scans, without any link", async () => {
  await scan("new");
  const { rows } = await sql<{ state: string }>`select state from member where staff_user_id = 'new'`.execute(app.core.db);
  expect(rows).toEqual([{ state: "active" }]);
});

test("a browser is shown the QR code, WeCom's own view is asked for whom it is", async () => {
  expect((await begin("")).target.pathname).toBe("/qr");
  expect((await begin("", "Mozilla/5.0 MicroMessenger/7.0 wxwork/4.1.30")).target.pathname).toBe("/authorize");
});

test.each([
  ["nobody", "unbound"],
  ["gone", "left"],
  ["off", "disabled"],
  ["c:customer", "notStaff"],
  ["used", "code"],
  ["", "code"],
  ["down", "trouble"],
])("%s is refused as %s, and no session begins", async (code, refused) => {
  const answer = await scan(code);
  expect(answer.headers.location).toBe(`/login?refused=${refused}&to=%2Fgroups%3Ffull%3Dtrue`);
  expect(answer.cookies.map(({ name }) => name)).toEqual(["shuke_wecom"]);
  const { rows } = await sql`select from auth.session`.execute(app.core.db);
  expect(rows).toHaveLength(0);
});

test("a login that began in another browser, or was changed on the way, does not end here", async () => {
  const hers = await begin("/today");
  const other = await begin("/today");
  const back = (query: Record<string, string>, cookies: Record<string, string>) =>
    door.inject({ url: "/api/login/wecom/back", query: { code: "mei", ...query }, cookies });
  for (const answer of [
    await back({ state: hers.state }, {}),
    await back({ state: hers.state }, other.cookies),
    await back({ state: hers.state }, { shuke_wecom: "e30.bad" }),
    await back({}, hers.cookies),
  ])
    expect(answer.headers.location).toMatch(/^\/login\?refused=late/);
});

test("goes on to pages of our own only", () => {
  for (const to of ["/today", "/groups?full=true", "/customers/cu_1"]) expect(ownPath(to)).toBe(to);
  for (const to of [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "/login?to=/x",
    "/api/auth/sign-out",
    "",
    7,
  ])
    expect(ownPath(to)).toBe("");
});

test("a corp without WeCom is told to come in by password", async () => {
  const answer = await app.server.inject({ url: "/api/login/wecom", query: { to: "/today" } });
  expect(answer.headers.location).toBe("/login?refused=notConnected&to=%2Ftoday");
});
