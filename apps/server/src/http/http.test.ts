import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { api, endpoint } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type App, createApp } from "../app.ts";
import { newApiKey, putApiKey, putUser } from "#modules/access";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { testConfig } from "../../test/world.ts";
import { createDoorkeeper } from "./auth.ts";
import { route } from "./route.ts";
import { serveRoutes } from "./serve.ts";

const corpId = "ww_http";
const now = new Date("2026-03-02T00:00:00.000Z");
const ownerKey = newApiKey();
const guideKey = newApiKey();
const password = "a long enough password";
const home = mkdtempSync(path.join(tmpdir(), "shuke-http-"));
let database: TestDatabase;
let app: App;
let origin: string;

/** Verbs of this test's own, served by the same code as the real ones. */
const echo = endpoint({
  name: "test.echo",
  summary: "Says it back",
  permission: "customers.read",
  input: z.object({ n: z.number().int().max(9), word: z.string().optional() }),
  output: z.object({ n: z.number(), corpId: z.string() }),
});
const write = endpoint({
  name: "test.write",
  summary: "Needs more",
  permission: "system.write",
  input: z.object({}),
  output: z.object({}),
});
const broken = endpoint({ name: "test.broken", summary: "Throws", permission: "session", input: z.object({}), output: z.object({}) });
const liar = endpoint({
  name: "test.liar",
  summary: "Breaks its contract",
  permission: "session",
  input: z.object({}),
  output: z.object({ n: z.number() }),
});
let writes = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await createApp({ ...testConfig(database.url, home, undefined), roles: new Set(["api"]), logLevel: "silent" });
  const { db, auth, clock, trail } = app.core;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, ${"测试企业"}, ${now})`.execute(db);
  await putApiKey(db, { corpId, now }, { key: ownerKey, name: "owner", role: "owner" });
  await putApiKey(db, { corpId, now }, { key: guideKey, name: "guide", role: "guide" });
  await putUser(auth, db, { corpId, now }, { email: "Owner@Example.com", name: "陈群", password, role: "owner" });
  const lying: unknown = { n: "not a number" };
  const routes = [
    route(echo, (ctx, input) => Promise.resolve({ n: input.n, corpId: ctx.corpId })),
    route(write, () => Promise.resolve({})),
    route(broken, () => Promise.reject(new Error("secret inner text"))),
    { endpoint: liar, run: () => Promise.resolve(lying) },
  ];
  const doorkeeper = createDoorkeeper({ auth, db, clock, trail, publicUrl: () => app.core.publicUrl, secretKey: "k".repeat(40) });
  serveRoutes(app.server, routes, { db, clock, doorkeeper, trail, afterWrite: () => void (writes += 1) });
  origin = app.core.publicUrl;
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

const call = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  app.server.inject({
    method: "POST",
    url: `/api/${name}`,
    headers: { "content-type": "application/json", authorization: `Bearer ${ownerKey}`, ...headers },
    payload: typeof body === "string" ? body : JSON.stringify(body),
  });

async function login(): Promise<string> {
  const answer = await app.server.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { origin },
    payload: { email: "owner@example.com", password },
  });
  expect(answer.statusCode).toBe(200);
  const cookie = answer.cookies.find(({ name }) => name === "shuke.session_token");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  return `shuke.session_token=${encodeURIComponent(cookie?.value ?? "")}`;
}

describe("who may call what", () => {
  test("nobody without a session or key", async () => {
    const answer = await app.server.inject({ method: "POST", url: "/api/test.echo", payload: { n: 1 } });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual({ code: "unauthorized", message: "登录已过期，请重新登录" });
  });

  test.each(["Bearer nonsense", `Bearer ${newApiKey()}`, `Bearer ${ownerKey.slice(0, -1)}!`, "Bearer "])(
    "no key %#",
    async (authorization) => {
      expect((await call("test.echo", { n: 1 }, { authorization })).statusCode).toBe(401);
    },
  );

  test("a key whose secret is another is refused, though its id is known", async () => {
    const other = newApiKey();
    const mixed = ownerKey.slice(0, "shk_0123456789abcdef_".length) + other.slice("shk_0123456789abcdef_".length);
    expect((await call("test.echo", { n: 1 }, { authorization: `Bearer ${mixed}` })).statusCode).toBe(401);
  });

  test("a role without the permission is refused and told what it needs", async () => {
    const answer = await call("test.write", {}, { authorization: `Bearer ${guideKey}`, "accept-language": "en-GB" });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: "forbidden", details: { need: "system.write" } });
    expect((await call("test.echo", { n: 1 }, { authorization: `Bearer ${guideKey}` })).statusCode).toBe(200);
  });

  test("the corp comes from the key, never from the input", async () => {
    const answer = await call("test.echo", { n: 3, corpId: "ww_other" });
    expect(answer.json()).toEqual({ n: 3, corpId });
  });
});

describe("a session", () => {
  test("opens the API and tells who I am", async () => {
    const cookie = await login();
    const answer = await app.server.inject({ method: "POST", url: "/api/session.current", headers: { cookie, origin } });
    expect(answer.json()).toMatchObject({
      user: { name: "陈群", email: "owner@example.com", role: "owner" },
      corp: { id: corpId, name: "测试企业", timeZone: "Asia/Shanghai" },
      clock: { rehearsal: false, speed: 1 },
    });
  });

  test("lasts seven days, and goes on while it is used", async () => {
    const cookie = await login();
    const until = async () => {
      const { rows } = await sql<{
        days: number;
      }>`select extract(epoch from max("expiresAt") - now()) / 86400 as days from auth.session`.execute(app.core.db);
      return Math.round(Number(rows[0]?.days));
    };
    const use = () => app.server.inject({ method: "GET", url: "/api/auth/get-session", headers: { cookie, origin } });
    expect(await until()).toBe(7);
    // Five days later, by the row: used again, it counts from now.
    await sql`update auth.session set "expiresAt" = now() + interval '2 days', "updatedAt" = now() - interval '5 days'`.execute(
      app.core.db,
    );
    expect((await use()).json()).toMatchObject({ user: { email: "owner@example.com" } });
    expect(await until()).toBe(7);
    await sql`update auth.session set "expiresAt" = now() - interval '1 second'`.execute(app.core.db);
    const late = await app.server.inject({ method: "POST", url: "/api/session.current", headers: { cookie, origin } });
    expect(late.statusCode).toBe(401);
  });

  test("does not act for another site's page", async () => {
    const cookie = await login();
    const from = (headers: Record<string, string>) =>
      app.server.inject({ method: "POST", url: "/api/session.current", headers: { cookie, ...headers } });
    expect((await from({ origin: "https://evil.example" })).json()).toMatchObject({ code: "foreignOrigin" });
    expect((await from({ origin: "null" })).statusCode).toBe(403);
    expect((await from({ "sec-fetch-site": "cross-site" })).statusCode).toBe(403);
    expect((await from({ "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
  });

  test("ends with signing out", async () => {
    const cookie = await login();
    await app.server.inject({ method: "POST", url: "/api/auth/sign-out", headers: { cookie, origin } });
    expect((await app.server.inject({ method: "POST", url: "/api/session.current", headers: { cookie, origin } })).statusCode).toBe(401);
  });

  test("is not given for a wrong password, and nobody signs up alone", async () => {
    const post = (url: string, payload: object) => app.server.inject({ method: "POST", url, headers: { origin }, payload });
    expect((await post("/api/auth/sign-in/email", { email: "owner@example.com", password: "wrong password" })).statusCode).toBe(401);
    const signUp = await post("/api/auth/sign-up/email", { email: "x@example.com", password, name: "X" });
    expect(signUp.statusCode).toBe(400);
    const { rows } = await sql<{ n: number }>`select count(*) as n from auth."user"`.execute(app.core.db);
    expect(rows[0]?.n).toBe(1);
  });

  test("guessing passwords is slowed down", async () => {
    const guess = () =>
      app.server.inject({
        method: "POST",
        url: "/api/auth/sign-in/email",
        headers: { origin },
        remoteAddress: "203.0.113.9",
        payload: { email: "owner@example.com", password: "wrong password" },
      });
    const codes = [];
    for (let n = 0; n < 22; n += 1) codes.push((await guess()).statusCode);
    expect(codes.at(0)).toBe(401);
    expect(codes.at(-1)).toBe(429);
  });
});

describe("what goes in", () => {
  test("is refused in words, in the reader's language, field by field", async () => {
    const answer = await call("test.echo", { n: 12, word: 7 }, { "accept-language": "en" });
    expect(answer.statusCode).toBe(400);
    const body = answer.json<{ code: string; message: string; details: { fields: Array<{ path: string }> } }>();
    expect(body.code).toBe("invalidInput");
    expect(body.details.fields.map(({ path: field }) => field)).toEqual(["n", "word"]);
    expect(body.message).toContain("n: Too big");
    const chinese = (await call("test.echo", { n: 12 })).json<{ message: string }>();
    expect(chinese.message).toMatch(/有几处填写需要修改：n: .*[一-鿿]/);
  });

  test("must be JSON of a bearable size", async () => {
    expect((await call("test.echo", "{n:1}")).json()).toMatchObject({ code: "invalidInput" });
    expect((await call("test.write", "")).statusCode).toBe(200);
    const large = await call("test.echo", { n: 1, word: "x".repeat(1_200_000) });
    expect(large.statusCode).toBe(413);
    expect(large.json()).toMatchObject({ code: "payloadTooLarge", details: { maxMb: 1 } });
    expect((await call("test.echo", "n=1", { "content-type": "application/x-www-form-urlencoded" })).statusCode).toBe(415);
    expect((await call("test.echo", '{"__proto__":{"x":1},"n":1}')).statusCode).toBe(400);
  });

  test("an unknown endpoint is a 404 that says so", async () => {
    const answer = await call("stores.nothing", {});
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: "unknownEndpoint", details: { name: "stores.nothing" } });
    expect((await app.server.inject({ method: "GET", url: "/api/test.echo" })).json()).toMatchObject({ code: "unknownEndpoint" });
  });
});

describe("what comes out", () => {
  test("a defect shows a reference and no inner text", async () => {
    const answer = await call("test.broken", {});
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: "internal", details: { ref: expect.stringMatching(/^E-[0-9a-f]{8}$/) } });
    expect(answer.body).not.toContain("secret inner text");
  });

  test("an answer that breaks its contract is a defect, not an answer", async () => {
    expect((await call("test.liar", {})).statusCode).toBe(500);
  });

  test("a write wakes the worker, a read does not", async () => {
    const before = writes;
    await call("test.echo", { n: 1 });
    expect(writes).toBe(before);
    await call("test.write", {});
    expect(writes).toBe(before + 1);
  });
});

describe("around the API", () => {
  const get = (url: string, headers: Record<string, string> = {}) => app.server.inject({ method: "GET", url, headers });

  test("openapi.json describes every mounted endpoint of the contract", async () => {
    const body = (await get("/api/openapi.json")).json<{ paths: Record<string, { post: { operationId: string } }> }>();
    expect(body.paths["/api/session.current"]?.post.operationId).toBe(api.session.current.name);
    for (const [url, { post }] of Object.entries(body.paths)) expect(url).toBe(`/api/${post.operationId}`);
    expect(JSON.stringify(body)).not.toContain("$schema");
  });

  test("the docs page needs nothing from elsewhere", async () => {
    const answer = await get("/api/docs");
    expect(answer.body).toContain("session.current");
    expect(answer.body).not.toMatch(/<script|src=|https?:\/\//);
  });

  test("health, readiness and figures", async () => {
    expect((await get("/healthz")).json()).toEqual({ ok: true });
    expect((await get("/readyz")).json()).toMatchObject({ ok: true, checks: { database: true, migrations: true } });
    const figures = (await get("/metrics")).body;
    for (const name of ["shuke_http_seconds_count", 'shuke_inbox_waiting{corp="', "shuke_engine_rounds_total"])
      expect(figures).toContain(name);
    expect(figures).toContain('route="/api/test.echo"');
    expect(figures).toContain("shuke_welcome_late_seconds_count");
    // What a proxy on this machine passes on is not from this machine.
    const passedOn = await app.server.inject({ method: "GET", url: "/metrics", headers: { "x-forwarded-for": "10.0.0.9" } });
    expect(passedOn.statusCode).toBe(401);
  });

  test("every answer carries a content security policy", async () => {
    for (const url of ["/healthz", "/api/docs", "/nothing", "/m/x"]) {
      expect((await get(url)).headers["content-security-policy"]).toMatch(/default-src '(self|none)'/);
    }
  });

  test("outside of the demo there is no conductor's door", async () => {
    const answer = await app.server.inject({ method: "POST", url: "/_follow", payload: { mode: "run", now: now.toISOString(), speed: 1 } });
    expect(answer.statusCode).toBe(404);
  });
});
