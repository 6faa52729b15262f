import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { tombstoneOf, useTombstoneKey } from "#kit/forgotten";
import { createInboxWorld, type InboxWorld } from "../testing/world.ts";

let world: InboxWorld;
let account: string;
let link: string;
let client: Awaited<ReturnType<InboxWorld["clients"]["of"]>>;

beforeAll(async () => {
  world = await createInboxWorld({ settings: { apiLatencyMs: [0, 0], limits: { "kf.sync-page": 3 } } });
  client = await world.clients.of(world.corpId);
});
afterAll(() => world.close());

/** Each story has an account of its own. */
beforeEach(async () => {
  const made = await fetch(`${world.sandbox.url}/_sandbox/kf`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "客服", apps: [world.sandbox.corp.agentId] }),
  });
  account = ((await made.json()) as { openKfId: string }).openKfId;
  await client.call("/cgi-bin/kf/servicer/add", { body: { open_kfid: account, userid_list: ["staff001"] }, idempotent: true });
  const way = await client.call<{ errcode: number; errmsg: string; url: string }>("/cgi-bin/kf/add_contact_way", {
    body: { open_kfid: account, scene: "menu" },
    idempotent: true,
  });
  link = way.url;
});

async function enter(): Promise<{ who: string; id: string }> {
  const entered = await world.sandbox.act({ who: "new", do: "kf-enter", url: link });
  return { who: entered.who, id: String(entered.externalUserId) };
}
const say = (who: string, text: string) => world.sandbox.act({ who, do: "kf-say", openKfId: account, text });

type Fact = { type: string; data: Record<string, unknown>; key: string };
const facts = async (): Promise<Fact[]> =>
  (
    await sql<Fact>`select type, data, source_key as key from event where corp_id = ${world.corpId} and type like 'kf.%'
      and data ->> 'openKfId' = ${account} order by seq`.execute(world.db)
  ).rows;
const row = async () =>
  (
    await sql<{
      cursor: string;
      error_code: string | null;
      gone: boolean;
      name: string;
    }>`select cursor, error_code, gone_at is not null as gone, name
      from kf_account where corp_id = ${world.corpId} and open_kfid = ${account}`.execute(world.db)
  ).rows[0];

test("a callback leads to the page it speaks of: who wrote, who took the chat, who ended it, each named by its message", async () => {
  const { who, id } = await enter();
  const { msgid } = await say(who, "你们几点开门？");
  await world.sandbox.advance("5s");
  await client.call("/cgi-bin/kf/service_state/trans", {
    body: { open_kfid: account, external_userid: id, service_state: 2 },
    idempotent: true,
  });
  for (const more of [{ do: "kf-take" }, { do: "kf-say", text: "九点" }, { do: "kf-end" }])
    await world.sandbox.act({ who: "staff001", openKfId: account, externalUserId: id, ...more });
  await world.sandbox.advance("1m");
  const told = await facts();
  const pair = { openKfId: account, externalUserId: id };
  expect(told.map(({ type, data }) => ({ type, data }))).toMatchObject([
    { type: "kf.said", data: { ...pair, msgid, userId: null, kind: "text" } },
    { type: "kf.served", data: { ...pair, userId: "staff001", how: "taken" } },
    { type: "kf.said", data: { ...pair, userId: "staff001" } },
    { type: "kf.served", data: { ...pair, userId: null, how: "ended" } },
  ]);
  expect(told[0]?.key).toBe(`kf:${account}:${String(msgid)}`);
  // Words are nowhere: nobody asked for them.
  expect(JSON.stringify(told)).not.toContain("开门");
  const words = await sql`select 1 from kf_words where corp_id = ${world.corpId}`.execute(world.db);
  expect(words.rows).toHaveLength(0);
});

test("page by page, and nothing twice when a callback comes again, is replayed, or its place is lost", async () => {
  const { who } = await enter();
  for (let n = 1; n <= 8; n += 1) await say(who, `第 ${n} 句`);
  await world.sandbox.advance("1m");
  expect(await facts()).toHaveLength(8);
  const before = (await row())?.cursor;
  await sql`update inbox set state = 'received' where corp_id = ${world.corpId} and event = 'kf_msg_or_event'`.execute(world.db);
  await world.sandbox.advance("5m");
  expect((await row())?.cursor).toBe(before);
  // WeCom no longer knows the place: all three days are read again, and told once.
  await sql`update kf_account set cursor = 'nothing that WeCom gave' where corp_id = ${world.corpId} and open_kfid = ${account}`.execute(
    world.db,
  );
  await say(who, "第 9 句");
  await world.sandbox.advance("1m");
  expect(await facts()).toHaveLength(9);
  expect((await row())?.cursor).not.toBe(before);
});

test("a token that has run out does not stop the reading, and a lost callback is caught up within the hour", async () => {
  const { who } = await enter();
  await say(who, "在不在");
  await world.sandbox.advance("1m");
  await sql`update kf_account set token = 'a token of yesterday' where corp_id = ${world.corpId} and open_kfid = ${account}`.execute(
    world.db,
  );
  world.sandbox.faults.add({ kind: "callback-lost", probability: 1 });
  await say(who, "有人吗");
  await world.sandbox.advance("2m");
  expect(await facts()).toHaveLength(1);
  await world.sandbox.advance("1h");
  world.sandbox.faults.clear();
  expect(await facts()).toHaveLength(2);
  expect(await row()).toMatchObject({ error_code: null });
});

test("accounts are named, those that are gone are not asked for any more, and a first callback that was lost costs a day", async () => {
  world.sandbox.faults.add({ kind: "callback-lost", probability: 1 });
  const { who } = await enter();
  await say(who, "有货吗");
  await world.sandbox.advance("25h");
  world.sandbox.faults.clear();
  expect(await facts()).toHaveLength(1);
  expect(await row()).toMatchObject({ name: "客服", gone: false });
  await client.call("/cgi-bin/kf/account/del", { body: { open_kfid: account }, idempotent: true });
  await world.sandbox.advance("25h");
  expect(await row()).toMatchObject({ gone: true });
  const due = await sql`select 1 from sync_due where corp_id = ${world.corpId} and key = ${account}`.execute(world.db);
  expect(due.rows).toHaveLength(0);
});

test("whoever was forgotten stays so, whatever she writes", async () => {
  useTombstoneKey("a key that only this test knows, long");
  const { who, id } = await enter();
  await sql`insert into forgetting (corp_id, id, state, said_by, why, asked_at)
    values (${world.corpId}, 'fgt_1', 'done', 'page', 'asked', ${world.clock.now()})`.execute(world.db);
  await sql`insert into forgotten (corp_id, hash, forgetting_id, at)
    values (${world.corpId}, ${tombstoneOf(world.corpId, `external\u0000${id}`)}, 'fgt_1', ${world.clock.now()})`.execute(world.db);
  await say(who, "还记得我吗？");
  const other = await enter();
  await say(other.who, "我呢？");
  await world.sandbox.advance("1m");
  expect((await facts()).map(({ data }) => data["externalUserId"])).toEqual([other.id]);
});
