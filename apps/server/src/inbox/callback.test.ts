import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import Fastify from "fastify";
import { createCallbackCodec } from "@shuke/wecom";
import { registerCallback } from "../http/callback.ts";
import { dismissMessage, listInbox, replayMessage } from "./screens.ts";
import { createStore } from "./store.ts";
import { createInboxWorld, type InboxWorld } from "./testing/world.ts";

let world: InboxWorld;
beforeAll(async () => {
  world = await createInboxWorld({ seed: 3 });
  await world.sandbox.advance(0);
});
afterAll(() => world.close());

/** An envelope as WeCom sends it: signed and encrypted, another nonce each time. */
function sealed(message: string, nonce: string) {
  const { token, encodingAesKey, corpId } = world.sandbox.corp;
  const codec = createCallbackCodec({ token, encodingAesKey, receiveId: corpId });
  const envelope = codec.encryptReply(message, { timestamp: "1772413200", nonce });
  const signature = /<MsgSignature><!\[CDATA\[(.*?)\]\]>/.exec(envelope)?.[1] ?? "";
  return { body: envelope, query: `msg_signature=${signature}&timestamp=1772413200&nonce=${nonce}` };
}

const event = (fields: string, sec = 1_772_413_200) =>
  `<xml><ToUserName>${world.corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${sec}</CreateTime><MsgType>event</MsgType>${fields}</xml>`;
const edit = (who: string) =>
  event(
    `<Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>staff001</UserID><ExternalUserID>${who}</ExternalUserID>`,
  );

async function post(message: string, nonce = "n1", change = (query: string) => query) {
  const { body, query } = sealed(message, nonce);
  return fetch(`${world.callbackUrl}?${change(query)}`, { method: "POST", body, headers: { "content-type": "text/xml" } });
}

async function rows() {
  return (await listInbox(world.ctx(), { limit: 100 })).items;
}

test("success is answered for what is in the database, and the same message in another envelope is stored once", async () => {
  const before = (await rows()).length;
  for (const nonce of ["a1", "a2", "a3"]) {
    const answer = await post(edit("wmSame0000000001"), nonce);
    expect([answer.status, await answer.text()]).toEqual([200, "success"]);
    expect((await rows()).length).toBe(before + 1);
  }
  expect((await rows())[0]).toMatchObject({ event: "change_external_contact.edit_external_contact", state: "received" });
});

test("sixty at once are a few statements, and each is acknowledged", async () => {
  const before = (await rows()).length;
  const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => post(edit(`wmMany${String(n).padStart(8, "0")}`), `m${n}`)));
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect((await rows()).length).toBe(before + 60);
});

test("what is not signed by WeCom is refused and leaves no trace", async () => {
  const before = (await rows()).length;
  const wrong = await post(edit("wmForged000001"), "f1", (query) => query.replace(/msg_signature=.{4}/, "msg_signature=0000"));
  const none = await post(edit("wmForged000002"), "f2", () => "");
  const other = await fetch(world.callbackUrl.replace(world.corpId, "wwnobody"), { method: "POST", body: "<xml></xml>" });
  const { body, query } = sealed(edit("wmForged000003"), "f3");
  const huge = await fetch(`${world.callbackUrl}?${query}`, { method: "POST", body: body + " ".repeat(1_100_000) });
  expect([wrong.status, none.status, other.status, huge.status]).toEqual([403, 403, 403, 413]);
  expect((await rows()).length).toBe(before);
});

test("trouble with the database is a 503, so that WeCom tries again", async () => {
  const server = Fastify();
  const clients = { callbackConfig: world.clients.callbackConfig };
  const broken = world.db.withSchema("public");
  const failing = { ...world.deps, clients: { ...world.clients, ...clients }, db: broken };
  await world.db.executeQuery(sql`alter table inbox rename to inbox_away`.compile(world.db));
  try {
    registerCallback(server, failing);
    const { body, query } = sealed(edit("wmLater0000001"), "d1");
    const url = `/callback/wecom/${world.corpId}?${query}`;
    const answer = await server.inject({ method: "POST", url, payload: body, headers: { "content-type": "text/xml" } });
    expect(answer.statusCode).toBe(503);
  } finally {
    await sql`alter table inbox_away rename to inbox`.execute(world.db);
    await server.close();
  }
});

test("one message that PostgreSQL refuses does not take its neighbours with it", async () => {
  const store = createStore(world.db);
  const message = (dedupeKey: string, receivedAt: Date) =>
    store({ corpId: world.corpId, source: "test", dedupeKey, envelope: {}, message: "<xml/>", receivedAt });
  const late = new Date("9999-12-31T00:00:00Z");
  const results = await Promise.allSettled([
    message("s0", world.clock.now()),
    message("s1", world.clock.now()),
    message(`s${"x".repeat(200_000)}${Array.from({ length: 9000 }, (_, n) => n).join()}`, late),
    message("s2", world.clock.now()),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});

test("unknown kinds are kept as ignored; unreadable ones are quarantined, block nobody, and can be tried again", async () => {
  await sql`delete from inbox where corp_id = ${world.corpId}`.execute(world.db);
  await post(event("<Event>something_new</Event><ChangeType>x</ChangeType>"), "u1");
  await post(event("<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType>"), "u2");
  await post(
    event(
      `<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType><UserID>staff001</UserID><ExternalUserID>wmGone0000000001</ExternalUserID>`,
    ),
    "u3",
  );
  await world.engine.drain();
  const items = await rows();
  expect(items.map((item) => item.state)).toEqual(["done", "quarantined", "ignored"]);
  const bad = items[1];
  expect(bad?.attempts).toBe(5);
  expect(bad?.error).toContain("UserID");
  await expect(replayMessage(world.ctx(), { id: items[0]?.id ?? 0 })).rejects.toMatchObject({ code: "inboxNotQuarantined" });
  await replayMessage(world.ctx(), { id: bad?.id ?? 0 });
  expect((await listInbox(world.ctx(), { limit: 10, state: "received" })).items).toHaveLength(1);
  await world.engine.drain();
  await dismissMessage(world.ctx(), { id: bad?.id ?? 0 });
  expect((await listInbox(world.ctx(), { limit: 10, state: "dismissed" })).items).toHaveLength(1);
});

test("a fact that the database refuses quarantines its own message only", async () => {
  await post(
    event(
      `<Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>staff001</UserID><ExternalUserID>wmOk00000000001</ExternalUserID>`,
      9_999_999_999_999,
    ),
    "p1",
  );
  await post(edit("wmOk00000000002"), "p2");
  await world.engine.drain();
  const [good, bad] = await rows();
  expect([bad?.state, good?.state]).toEqual(["quarantined", "done"]);
});
