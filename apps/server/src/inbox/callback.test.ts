import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { createCallbackCodec } from "@shuke/wecom";
import { dismissAll, dismissMessage, restoreMessage } from "./dismiss-message.ts";
import { getMessage } from "./get-message.ts";
import { insertMessages } from "./insert.ts";
import { countInbox, listInbox } from "./list-inbox.ts";
import { replayAll, replayMessage } from "./replay-message.ts";
import { forgetOld } from "./retention.ts";
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

test("one message that PostgreSQL refuses does not take its neighbours with it", async () => {
  const store = createStore((messages) => insertMessages(world.db, messages));
  const message = (dedupeKey: string, receivedAt: Date) =>
    store({
      ...{ corpId: world.corpId, source: "test", event: "test", subject: "all", envelope: {}, message: "<xml/>" },
      dedupeKey,
      receivedAt,
    });
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
  const [gone, bad, strange] = items;
  expect(bad).toMatchObject({ attempts: 1, errorCode: "missing-field", error: expect.stringContaining("UserID") });
  await expect(replayMessage(world.ctx(), { id: gone?.id ?? 0 })).rejects.toMatchObject({ code: "inboxNotReplayable" });
  // Tried again, it fails again, and says so.
  expect(await replayMessage(world.ctx(), { id: bad?.id ?? 0 })).toMatchObject({ state: "quarantined", error: bad?.error });
  expect(await getMessage(world.ctx(), { id: bad?.id ?? 0 })).toMatchObject({ replays: 1, facts: [], history: [{ verb: "inbox.replay" }] });
  // A version that knows the kind would translate it; this one says again that it means nothing.
  expect(await replayMessage(world.ctx(), { id: strange?.id ?? 0 })).toMatchObject({ state: "ignored" });
});

test("a dismissal has its reason, is found again and taken back; many are treated at once", async () => {
  const ctx = world.ctx();
  const [bad] = (await listInbox(ctx, { limit: 10, state: "quarantined" })).items;
  const id = bad?.id ?? 0;
  await expect(restoreMessage(ctx, { id })).rejects.toMatchObject({ code: "inboxNotDismissed" });
  await dismissMessage(ctx, { id, reason: "旧版本的测试消息" });
  expect(await getMessage(ctx, { id })).toMatchObject({ state: "dismissed", note: "旧版本的测试消息" });
  await restoreMessage(ctx, { id });
  const whole = await getMessage(ctx, { id });
  expect(whole).toMatchObject({ state: "quarantined", note: null, errorCode: "missing-field" });
  expect(whole.history.map(({ verb, note }) => [verb, note])).toEqual(
    expect.arrayContaining([
      ["inbox.restore", null],
      ["inbox.dismiss", "旧版本的测试消息"],
      ["inbox.replay", null],
    ]),
  );
  const event = "change_external_contact.del_follow_user";
  const counts = await countInbox(ctx, { event });
  expect(counts).toMatchObject({ states: { quarantined: 1, done: 1, ignored: 0 }, oldestWaitingAt: null });
  expect(counts.kinds).toEqual(expect.arrayContaining([event, "something_new.x"]));
  const later = new Date(world.clock.now().getTime() + 1000).toISOString();
  expect(await replayAll(ctx, { state: "quarantined", since: later })).toEqual({ replayed: 0 });
  expect(await replayAll(ctx, { state: "quarantined", event, until: later })).toEqual({ replayed: 1 });
  await world.engine.drain();
  expect(await dismissAll(ctx, { event, reason: "同上" })).toEqual({ dismissed: 1 });
  expect((await listInbox(ctx, { limit: 10, state: "dismissed" })).items).toHaveLength(1);
});

test("a message tells what became of it", async () => {
  const [done] = (await listInbox(world.ctx(), { limit: 1, state: "done" })).items;
  expect(await getMessage(world.ctx(), { id: done?.id ?? 0 })).toMatchObject({
    fields: { UserID: "staff001", ExternalUserID: "wmGone0000000001" },
    about: { kind: "customer", name: "" },
    facts: [{ type: "relation.ended", data: { by: "customer" } }],
    history: [],
  });
});

test("handled messages go after the corp's days; their facts stay, and a late repeat changes nothing", async () => {
  const ctx = world.ctx();
  const before = await world.head();
  const asides = (await countInbox(ctx, {})).states.dismissed;
  const month = new Date(world.clock.now().getTime() + 30 * 86_400_000 + 60_000);
  expect(await forgetOld(world.db, world.corpId, world.clock.now())).toBe(0);
  expect(await forgetOld(world.db, world.corpId, month)).toBe(2);
  expect((await countInbox(ctx, {})).states).toEqual({ received: 0, done: 0, ignored: 0, quarantined: 0, dismissed: asides });
  const gone = "<UserID>staff001</UserID><ExternalUserID>wmGone0000000001</ExternalUserID>";
  await post(event(`<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType>${gone}`), "u4");
  await world.engine.drain();
  expect(await world.head()).toBe(before);
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
