import { createHmac } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSecrets } from "#kit/secrets";
import { sendProblem } from "#http/problem";
import { hookRoutes } from "#modules/orders";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createCorp, ctxOf, MORNING } from "../../test/middle/corp.ts";
import { registerOrderHook } from "./order-hook.ts";

let database: TestDatabase;
let server: FastifyInstance;
let corpId = "";
let secret = "";
const call = async (name: string) => {
  const secrets = createSecrets(database.db, "k".repeat(32));
  const routes = hookRoutes({ secrets, publicUrl: () => "https://shop.example", nowMs: Date.now });
  return routes.find(({ endpoint }) => endpoint.name === name)?.run(ctxOf(database.db, corpId), {});
};
const rotate = async () => ((await call("orders.hookRotate")) as { secret: string }).secret;

beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
  corpId = await createCorp(database.db);
  server = Fastify();
  server.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
  const secrets = createSecrets(database.db, "k".repeat(32));
  await server.register(async (scope) =>
    registerOrderHook(scope, { db: database.db, clock: { now: () => MORNING }, secrets, afterWrite: () => {} }),
  );
});
afterAll(() => Promise.all([server.close(), database.drop()]));

const now = () => Math.floor(Date.now() / 1000);
function deliver(body: unknown, { at = now(), by = secret, corp = corpId } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signature = createHmac("sha256", by).update(`${at}.${text}`).digest("hex");
  const headers = { "content-type": "application/json", "x-shuke-timestamp": String(at), "x-shuke-signature": `v1=${signature}` };
  return server.inject({ method: "POST", url: `/hooks/orders?corp=${corp}`, headers, payload: text });
}
const order = { orderNo: "A1", paidAt: "2026-03-02T14:05:00+08:00", amountFen: 1850, phone: "138 0013 8000" };
const facts = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from event where corp_id = ${corpId}`.execute(database.db)).rows[0]?.n;

test("a signed delivery is recorded once, however often the shop sends it", async () => {
  expect((await deliver({ orders: [order] }, { by: "guessed" })).json()).toMatchObject({ code: "hookNotSetUp" });
  secret = await rotate();
  const refunds = [{ orderNo: "A1", refundNo: "R1", amountFen: 100, refundedAt: "2026-03-03T09:00:00+08:00" }];
  const first = await deliver({ orders: [order], refunds, more: "ignored" });
  expect([first.statusCode, first.json()]).toEqual([200, { ok: true, recorded: 1, changed: 0, unchanged: 0, refunds: 1 }]);
  expect((await deliver({ orders: [order], refunds })).json()).toMatchObject({ recorded: 0, unchanged: 1, refunds: 0 });
  expect(await facts()).toBe(2);
});

test("another body, another secret, an old timestamp or another corp is refused and leaves nothing", async () => {
  const before = await facts();
  expect((await deliver({ orders: [{ ...order, orderNo: "A2" }] }, { by: "guessed" })).statusCode).toBe(401);
  expect((await deliver({ orders: [{ ...order, orderNo: "A2" }] }, { at: now() - 301 })).json()).toMatchObject({ code: "hookStale" });
  expect((await deliver({ orders: [order] }, { corp: "no-such" })).json()).toMatchObject({ code: "hookSignature" });
  const bare = await server.inject({
    method: "POST",
    url: `/hooks/orders?corp=${corpId}`,
    payload: "{}",
    headers: { "content-type": "text/plain" },
  });
  expect([bare.statusCode, bare.json()]).toMatchObject([401, { code: "hookHeaders" }]);
  expect(await facts()).toBe(before);
});

test("one row that cannot be read stops the whole delivery, and is named in words", async () => {
  const before = await facts();
  const bad = await deliver({
    orders: [
      { ...order, orderNo: "A3" },
      { ...order, orderNo: "A4", amountFen: 18.5 },
    ],
  });
  expect(bad.statusCode).toBe(422);
  expect(bad.json<{ details: { first: string } }>().details.first).toContain("orders[1].amountFen");
  expect((await deliver("{")).statusCode).toBe(400);
  expect((await deliver({ orders: Array.from({ length: 1001 }, (_, n) => ({ ...order, orderNo: `B${n}` })) })).statusCode).toBe(413);
  expect(await facts()).toBe(before);
  const { deliveries } = (await call("orders.hook")) as { deliveries: Array<{ status: number; problem: { message: string } | null }> };
  expect(deliveries.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 401, 422, 400, 413]));
  expect(deliveries.find(({ status }) => status === 422)?.problem?.message).toContain("1 行需要修改");
});

test("after a change of the secret the old one holds for another day, a test call passes, and the secret is shown once", async () => {
  const old = secret;
  secret = await rotate();
  expect(secret).not.toBe(old);
  expect((await deliver({ orders: [order] }, { by: old })).statusCode).toBe(200);
  expect((await deliver({ orders: [order] })).statusCode).toBe(200);
  expect(await call("orders.hookTest")).toMatchObject({ status: 200, problem: null });
  const state = await call("orders.hook");
  expect(JSON.stringify(state)).not.toContain(secret);
  expect(state).toMatchObject({ url: `https://shop.example/hooks/orders?corp=${corpId}`, secret: { hint: `…${secret.slice(-4)}` } });
});
