import { generateKeyPairSync } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { archiveGaps, archiveStatus, forgetWords, startArchive } from "#modules/archive";
import { secretNames } from "../../wecom-clients.ts";
import { contactWay, createInboxWorld, type InboxWorld } from "../testing/world.ts";

const pair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const keys = { 1: pair(), 2: pair() };

let world: InboxWorld;
let qr: string;
let her: { who: string; externalUserId: string };

async function console(body: object): Promise<{ config: { secret: string } }> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/archive`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { config: { secret: string } };
}

const know = (versions: Record<number, string>) => world.secrets.put(world.corpId, secretNames.archiveKeys, JSON.stringify(versions));
const newcomer = async () => {
  const { who, externalUserId = "" } = await world.sandbox.act({ who: "new", do: "scan", url: qr });
  return { who, externalUserId };
};
const say = (who: string, to: string, text: string) => world.sandbox.act({ who, do: "say", to, text });
const words = async () =>
  (await sql<{ body: string }>`select body from archive_message where corp_id = ${world.corpId} order by seq`.execute(world.db)).rows.map(
    ({ body }) => body,
  );
const facts = async (type: string) =>
  (await sql<{ data: unknown }>`select data from event where corp_id = ${world.corpId} and type = ${type} order by seq`.execute(world.db))
    .rows;
const read = () => world.sandbox.advance("11m");

beforeAll(async () => {
  world = await createInboxWorld({ seed: 5 });
  await sql`update corp set settings = settings || '{"sync": {"everyHours": 24}}' where corp_id = ${world.corpId}`.execute(world.db);
  const { config } = await console({ users: ["staff001"], publicKey: keys[1].publicKey });
  await world.secrets.put(world.corpId, secretNames.archive, config.secret);
  await world.secrets.put(world.corpId, secretNames.archiveVia, `${world.sandbox.url}/_sandbox/archive/sdk`);
  await know({ 1: keys[1].privateKey });
  await startArchive(world.ctx());
  await read();
  qr = await contactWay(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  her = await newcomer();
  await sql`delete from archive_message where corp_id = ${world.corpId}`.execute(world.db);
});

test("nothing is kept without consent; with it words are kept for a time, and the log knows only who wrote whom when", async () => {
  await say(her.who, "staff001", "没有同意的话");
  await read();
  expect(await words()).toEqual([]);
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  await say(her.who, "staff001", "还有券吗");
  await say("staff001", her.externalUserId, "有的，点这里");
  await read();
  expect(await words()).toEqual(["还有券吗", "有的，点这里"]);
  const told = JSON.stringify(await facts("archive.messages"));
  expect(told).toContain(her.externalUserId);
  expect(told).not.toContain("券");
  expect(await archiveStatus(world.ctx())).toMatchObject({ state: "on", consents: { agree: 1 }, sealed: [] });
});

test("a page is read once, however often the reading begins anew from where it stands", async () => {
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  await say(her.who, "staff001", "一");
  await read();
  const before = (await facts("archive.messages")).length;
  await startArchive(world.ctx());
  await read();
  await startArchive(world.ctx());
  await read();
  expect(await words()).toEqual(["一"]);
  expect(await facts("archive.messages")).toHaveLength(before);
});

test("whoever takes her consent back takes her words with it, those of the same page too", async () => {
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  const other = await newcomer();
  await world.sandbox.act({ who: other.who, do: "consent", userid: "staff001" });
  await say(her.who, "staff001", "早先的话");
  await say(other.who, "staff001", "别人的话");
  await read();
  await say(her.who, "staff001", "同一页的话");
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001", agree: false });
  await say(her.who, "staff001", "之后的话");
  await read();
  expect(await words()).toEqual(["别人的话"]);
});

test("a message whose key is missing waits for it and is not lost; a wrong key opens nothing", async () => {
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  await console({ publicKey: keys[2].publicKey });
  await say(her.who, "staff001", "用新钥匙锁的");
  await read();
  expect(await words()).toEqual([]);
  expect((await archiveStatus(world.ctx())).sealed).toEqual([{ keyVersion: 2, count: 1 }]);
  await know({ 1: keys[1].privateKey, 2: pair().privateKey });
  await startArchive(world.ctx());
  await read();
  expect(await words()).toEqual([]);
  await know({ 1: keys[1].privateKey, 2: keys[2].privateKey });
  await startArchive(world.ctx());
  await read();
  expect(await words()).toEqual(["用新钥匙锁的"]);
  expect((await archiveStatus(world.ctx())).sealed).toEqual([]);
});

test("forbidden looks different from empty, and what was said meanwhile is read afterwards", async () => {
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  await console({ ips: ["10.1.2.3"] });
  await say(her.who, "staff001", "门关着时说的");
  await read();
  expect(await archiveStatus(world.ctx())).toMatchObject({ state: "failing", trouble: { code: "301042" } });
  await console({ ips: [] });
  await read();
  expect(await archiveStatus(world.ctx())).toMatchObject({ state: "on", trouble: null });
  expect(await words()).toContain("门关着时说的");
});

test("what is older than five days when reading goes on is a gap, not silence; the rest is there", async () => {
  const [start] = await archiveGaps(world.ctx());
  expect(start).toMatchObject({ why: "before-start", from: new Date(0) });
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  await read();
  await sql`update archive_state set off = true where corp_id = ${world.corpId}`.execute(world.db);
  const stopped = world.clock.now();
  await say(her.who, "staff001", "没人读到的");
  // Nothing else is asked for meanwhile: only time passes.
  await sql`update corp set settings = settings || '{"sync": {"everyHours": 999}}' where corp_id = ${world.corpId}`.execute(world.db);
  await world.sandbox.advance("122h");
  await say(her.who, "staff001", "还来得及读的");
  await startArchive(world.ctx());
  await read();
  expect(await words()).toEqual(["还来得及读的"]);
  const [gap] = await archiveGaps(world.ctx());
  expect(gap?.why).toBe("beyond-window");
  expect(gap?.from.getTime()).toBeLessThanOrEqual(stopped.getTime());
  expect(gap?.to.getTime()).toBeGreaterThan(stopped.getTime());
  expect(await facts("archive.gap")).toHaveLength(2);
});

test("words go when the corp's days are over, facts stay", async () => {
  await world.sandbox.act({ who: her.who, do: "consent", userid: "staff001" });
  await say(her.who, "staff001", "会被忘记的");
  await read();
  const told = (await facts("archive.messages")).length;
  await sql`update corp set settings = settings || '{"archive": {"keepDays": 7}}' where corp_id = ${world.corpId}`.execute(world.db);
  const later = (days: number) => new Date(world.clock.now().getTime() + days * 86_400_000);
  expect(await forgetWords(world.db, world.corpId, later(6))).toBe(0);
  expect(await words()).toEqual(["会被忘记的"]);
  expect(await forgetWords(world.db, world.corpId, later(8))).toBe(1);
  expect(await words()).toEqual([]);
  expect(await facts("archive.messages")).toHaveLength(told);
});
