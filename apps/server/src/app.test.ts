import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { api } from "@shuke/contract";
import { createSandbox, type RunningSandbox } from "@shuke/sandbox";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { log } from "#kit/log";
import { createTestDatabase, type TestDatabase } from "../test/database.ts";
import { callApi, testConfig } from "../test/world.ts";
import { type App, createApp } from "./app.ts";

const home = mkdtempSync(path.join(tmpdir(), "shuke-app-"));
let sandbox: RunningSandbox;
let database: TestDatabase;

beforeAll(async () => {
  sandbox = await createSandbox({ start: "2026-03-02T00:00:00.000Z" });
  database = await createTestDatabase();
});
afterAll(async () => {
  await sandbox.close();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

async function started(): Promise<App> {
  const app = await createApp(testConfig(database.url, home, sandbox.url));
  await app.start();
  return app;
}

const followers = () => sandbox.parts.followers.list().map(({ url }) => url);

test("a start makes login, key, callback address and follower; a stop takes the follower away; a restart keeps the rest", async () => {
  const first = await started();
  expect(followers()).toEqual([`${first.core.publicUrl}/_follow`]);
  expect(first.core.readiness).toEqual({ migrated: true, following: true, callbacks: true });
  const credentials = first.demo()?.credentials;
  expect(credentials?.password).toMatch(/^.{20,}$/);
  await first.stop();
  expect(followers()).toEqual([]);

  await sandbox.advance("10m");
  const second = await started();
  expect(second.demo()?.credentials).toEqual(credentials);
  const session = await callApi(second, credentials?.apiKey ?? "", api.session.current, {});
  expect(session.clock).toEqual({ now: "2026-03-02T00:10:00.000Z", rehearsal: true, speed: 0 });
  const login = { email: credentials?.email, password: credentials?.password };
  const headers = { origin: second.core.publicUrl };
  const answer = await second.server.inject({ method: "POST", url: "/api/auth/sign-in/email", headers, payload: login });
  expect(answer.statusCode).toBe(200);
  await second.stop();
});

test("a member whose account is bound comes in by the QR code of the local WeCom", async () => {
  sandbox.setup({ users: [{ userid: "xiaomei", name: "小美" }] });
  const app = await started();
  const look = (url: string, cookie = "") => fetch(url, { redirect: "manual", headers: { cookie } });
  const first = await look(`${app.core.publicUrl}/api/login/wecom?to=/tasks`);
  const cookie = first.headers.getSetCookie()[0]?.split(";")[0];
  const qr = first.headers.get("location") ?? "";
  expect(qr).toContain(`${sandbox.url}/wwlogin/sso/login?`);
  expect(await (await look(qr)).text()).toContain("userid=xiaomei");
  const scan = async () => look((await look(`${qr}&userid=xiaomei`)).headers.get("location") ?? "", cookie);
  expect((await scan()).headers.get("location")).toBe("/login?refused=unbound&to=%2Ftasks");
  await database.pool.query("update member set staff_user_id = 'xiaomei'");
  const back = await scan();
  expect(back.headers.get("location")).toBe("/tasks");
  expect(back.headers.getSetCookie().join()).toContain("shuke.session_token=");
  await app.stop();
});

test("the corp's secrets are not readable in the database", async () => {
  const { rows } = await database.pool.query<{ cipher: string }>("select cipher from corp_secret");
  expect(rows.length).toBeGreaterThanOrEqual(4);
  for (const { cipher } of rows) expect(cipher).not.toContain(sandbox.corp.secret);
  const hashes = await database.pool.query<{ hash: string }>("select hash from api_key");
  for (const { hash } of hashes.rows) expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

test("a stop does not wait for a caller that keeps its connection", async () => {
  const app = await started();
  const stepping = sandbox.advance("1m");
  await Promise.all([stepping, fetch(`${app.core.publicUrl}/healthz`)]);
  const late = AbortSignal.timeout(20_000);
  const stopped = app.stop().then(() => "stopped");
  const waited = new Promise<string>((resolve) => late.addEventListener("abort", () => resolve("still open")));
  expect(await Promise.race([stopped, waited])).toBe("stopped");
});

test("a stop waits for the step in hand, also when the conductor has hung up", async () => {
  const app = await started();
  const shut = await database.pool.connect();
  await shut.query("begin; lock table corp in access exclusive mode");
  const complaints = vi.spyOn(log, "error");
  const ended: string[] = [];
  const step = app.core.follower?.step(app.core.clock.now()).then(() => ended.push("step"));
  const stop = app.stop().then(() => ended.push("stop"));
  await expect.poll(() => app.server.server.listening).toBe(false);
  await shut.query("rollback");
  shut.release();
  await Promise.all([step, stop]);
  expect(ended).toEqual(["step", "stop"]);
  expect(complaints).not.toHaveBeenCalled();
  complaints.mockRestore();
});

test("a stop during the start ends it, and leaves nobody in the sandbox's list", async () => {
  const config = testConfig(database.url, home, sandbox.url);
  const app = await createApp({ ...config, demo: { stores: 2, history: true } });
  const start = app.start().then(
    () => "started",
    () => "given up",
  );
  await expect.poll(followers).toHaveLength(1);
  await app.stop();
  expect(followers()).toEqual([]);
  expect(await start).toBe("given up");
});
