import { type ChildProcess, spawn } from "node:child_process";
import { createServer, request, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSandbox, type RunningSandbox } from "@shuke/sandbox";
import { system } from "#kit/actor";
import { systemClock } from "#kit/clock";
import { createSecrets } from "#kit/secrets";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createWecomClients, secretNames } from "../wecom-clients.ts";
import { certificates } from "./sync/certificates.ts";
import { truth } from "./sync/truth.ts";

const KEY = "a key that only this test knows, long";
const PROGRAM = path.join(import.meta.dirname, "testing/sync-process.ts");
/** Each page takes so long, so that a kill falls between two. */
const PAGE_MS = 25;

let sandbox: RunningSandbox;
let database: TestDatabase;
let slow: Server;
beforeAll(async () => {
  // Time is real here: the process that is killed knows no conductor.
  sandbox = await createSandbox({
    start: new Date().toISOString(),
    speed: 1,
    profile: { staff: 4, customers: 2000, groups: 2 },
    settings: { quotas: false, limits: { "kf.sync-page": 4 } },
  });
  database = await createTestDatabase();
  slow = createServer((from, to) => {
    const onward = request(`${sandbox.url}${from.url}`, { method: from.method, headers: from.headers }, (answer) => {
      const send = () => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      };
      if (from.url?.includes("get_by_user") || from.url?.includes("sync_msg")) setTimeout(send, PAGE_MS);
      else send();
    });
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const address = slow.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const { corpId, agentId, secret } = sandbox.corp;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${new Date()})`.execute(database.db);
  const secrets = createSecrets(database.db, KEY);
  await secrets.put(corpId, secretNames.secret, secret);
  await secrets.put(corpId, secretNames.agentId, String(agentId));
  await secrets.put(corpId, secretNames.baseUrl, baseUrl);
});
afterAll(async () => {
  slow.close();
  await sandbox.close();
  await database.drop();
});

const told = async () => {
  const { rows } = await sql<{ pages: number; people: number; pairs: number }>`
    select count(distinct e.seq)::int as pages, count(*)::int as people, count(distinct (t ->> 0, t ->> 2))::int as pairs
    from event e, jsonb_array_elements(e.data -> 'people') t
    where corp_id = ${sandbox.corp.corpId} and type = 'people.told'`.execute(database.db);
  return rows[0] ?? { pages: 0, people: 0, pairs: 0 };
};

const start = () => spawn(process.execPath, [PROGRAM, database.url, KEY], { stdio: "ignore" });

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

test("killed -9 in the middle of the first sync, again and again: it goes on at its page, loses nobody and tells nobody twice", async () => {
  const before: number[] = [];
  for (const most of [1, 9]) {
    const child = start();
    while ((await told()).pages < most) await pause(5);
    await killed(child);
    before.push((await told()).pages);
  }
  // Each was cut off before the last page, and the next one went on from there.
  expect(before.every((pages) => pages < 20)).toBe(true);
  const ctx = { db: database.db, corpId: sandbox.corp.corpId, actor: system("test"), now: new Date() };
  const child = start();
  const isDone = async () => (await truth(ctx)).hash === sandbox.truth().hash;
  while (!(await isDone())) await pause(100);
  await killed(child);
  expect(await told()).toEqual({ pages: 20, people: 2000, pairs: 2000 });
  const { rows } = await sql<{ n: number; head: number }>`select count(*)::int as n, max(seq)::int as head from event
    where corp_id = ${ctx.corpId}`.execute(database.db);
  expect(rows[0]?.n).toBe(rows[0]?.head);
  const { items } = await certificates(ctx, { history: true, limit: 50 });
  expect(items.filter(({ family }) => family === "first")).toMatchObject([{ kind: "initial", expected: 2000, fetched: 2000, whole: true }]);
});

test("killed -9 between pages of WeChat customer service: what was said is told once each, and nothing is lost", async () => {
  const { corpId, agentId } = sandbox.corp;
  const made = await fetch(`${sandbox.url}/_sandbox/kf`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "客服", apps: [agentId] }),
  });
  const { openKfId } = (await made.json()) as { openKfId: string };
  const clients = createWecomClients({ secrets: createSecrets(database.db, KEY), clock: systemClock });
  const client = await clients.of(corpId);
  const way = { body: { open_kfid: openKfId, scene: "menu" }, idempotent: true };
  const { url } = await client.call<{ errcode: number; errmsg: string; url: string }>("/cgi-bin/kf/add_contact_way", way);
  await clients.close();
  const { who } = await sandbox.act({ who: "new", do: "kf-enter", url });
  for (let n = 0; n < 80; n += 1) await sandbox.act({ who, do: "kf-say", openKfId, text: `第 ${n} 句` });
  await sql`insert into kf_account (corp_id, open_kfid, found_at) values (${corpId}, ${openKfId}, ${new Date()})`.execute(database.db);
  await sql`insert into sync_due (corp_id, family, key, due_at, reason) values (${corpId}, 'kf', ${openKfId}, ${new Date()}, 'test')`.execute(
    database.db,
  );
  const heard = async () => {
    const { rows } = await sql<{
      n: number;
      ids: number;
    }>`select count(*)::int as n, count(distinct data ->> 'msgid')::int as ids from event
      where corp_id = ${corpId} and type = 'kf.said'`.execute(database.db);
    return rows[0] ?? { n: 0, ids: 0 };
  };
  const waits = async () =>
    (await sql`select from sync_due where corp_id = ${corpId} and family = 'kf'`.execute(database.db)).rows.length > 0;
  for (const most of [1, 30]) {
    const child = start();
    while ((await heard()).n < most) await pause(5);
    await killed(child);
    const { n } = await heard();
    // A page is there whole or not at all (its first has that she came in), and the last one is not there yet.
    expect((n + 1) % 4).toBe(0);
    expect(n).toBeLessThan(80);
  }
  const child = start();
  while (await waits()) await pause(20);
  await killed(child);
  expect(await heard()).toEqual({ n: 80, ids: 80 });
});
