import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import Fastify from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCallbackCodec } from "@shuke/wecom";
import { connect } from "#db/connect";
import { registerCallback } from "#http/callback";
import { systemClock } from "#kit/clock";
import { createSecrets } from "#kit/secrets";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createWecomClients, secretNames, type WecomClients } from "../wecom-clients.ts";

const corp = "wwinbox";
const key = "a key that only this test knows, long";
const settings = { token: "token", encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", receiveId: corp };
const codec = createCallbackCodec(settings);

let database: TestDatabase;
let clients: WecomClients;
beforeAll(async () => {
  database = await createTestDatabase();
  const secrets = createSecrets(database.db, key);
  await secrets.put(corp, secretNames.token, settings.token);
  await secrets.put(corp, secretNames.encodingAesKey, settings.encodingAesKey);
  clients = createWecomClients({ secrets, clock: systemClock });
});
afterAll(async () => {
  await clients.close();
  await database.drop();
});

const edit = (who: string) =>
  `<xml><ToUserName>${corp}</ToUserName><FromUserName>sys</FromUserName><CreateTime>1772413200</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>staff001</UserID><ExternalUserID>${who}</ExternalUserID></xml>`;

function sealed(message: string) {
  const nonce = String(Math.random()).slice(2);
  const body = codec.encryptReply(message, { timestamp: "1772413200", nonce });
  const signature = /<MsgSignature><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? "";
  return { body, url: `/callback/wecom/${corp}?msg_signature=${signature}&timestamp=1772413200&nonce=${nonce}` };
}

async function stored(): Promise<string[]> {
  const { rows } = await sql<{ who: string }>`select substring(message from 'ExternalUserID>([^<]+)') as who from inbox
    where corp_id = ${corp} order by id`.execute(database.db);
  return rows.map((row) => row.who);
}

/** The route in this process; patient, but where a test is about patience. */
function door(db = database.db, patienceMs = 30_000) {
  const server = Fastify();
  registerCallback(server, { db, clock: systemClock, clients }, { patienceMs });
  return {
    async post(message: string) {
      const { body, url } = sealed(message);
      const answer = await server.inject({ method: "POST", url, payload: body, headers: { "content-type": "text/xml" } });
      return `${answer.statusCode} ${answer.body}`;
    },
    close: () => server.close(),
  };
}

test("LinkWeChat's “success” although the broker is down: here a full disk is refused, and WeCom's repeat is stored once", async () => {
  await sql`create function disk_full() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`.execute(database.db);
  await sql`create trigger disk_full before insert on inbox execute function disk_full()`.execute(database.db);
  const { post, close } = door();
  expect(await post(edit("wmFull"))).toBe("503 try again");
  await sql`drop trigger disk_full on inbox`.execute(database.db);
  expect(await stored()).toEqual([]);
  expect(await Promise.all([post(edit("wmFull")), post(edit("wmFull"))])).toEqual(["200 success", "200 success"]);
  expect(await stored()).toEqual(["wmFull"]);
  await close();
});

test("MoChat's swallowed exceptions: a database that is gone, and one that does not answer, are told to WeCom in time", async () => {
  const nobody = connect("postgres://nobody@127.0.0.1:9/none", { max: 1, connectTimeoutMs: 200 });
  const gone = door(nobody.db);
  expect(await gone.post(edit("wmGone"))).toBe("503 try again");
  await gone.close();
  await nobody.close();

  const slow = door(database.db, 300);
  const answer = await database.db.transaction().execute(async (tx) => {
    await sql`lock table inbox in access exclusive mode`.execute(tx);
    return slow.post(edit("wmSlow"));
  });
  expect(answer).toBe("503 try again");
  // It may have been stored behind the lock; the repeat makes it sure, and one row.
  expect(await slow.post(edit("wmSlow"))).toBe("200 success");
  expect((await stored()).filter((who) => who === "wmSlow")).toEqual(["wmSlow"]);
  await slow.close();
});

test("WxJava 239: two processes that get the same callback keep it once", async () => {
  const doors = [door(), door(), door()];
  const answers = await Promise.all(doors.map(({ post }) => post(edit("wmTwice"))));
  expect(answers).toEqual(answers.map(() => "200 success"));
  expect((await stored()).filter((who) => who === "wmTwice")).toHaveLength(1);
  for (const { close } of doors) await close();
});

async function intake(): Promise<{ child: ChildProcess; url: string }> {
  const script = path.join(import.meta.dirname, "testing/intake-server.ts");
  const child = spawn(process.execPath, [script, database.url, key], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  return { child, url: line.trim() };
}

test("kill -9 in a rush: whatever was answered “success” is stored, and the repeats of the rest make everything stored once", async () => {
  const people = Array.from({ length: 160 }, (_, n) => `wmKill${n}`);
  const { child, url: base } = await intake();
  const acknowledged: string[] = [];
  const send = async (who: string) => {
    const { body, url } = sealed(edit(who));
    const answer = await fetch(base + url, { method: "POST", body, headers: { "content-type": "text/xml" } }).catch(() => null);
    if (answer?.status !== 200 || (await answer.text().catch(() => "")) !== "success") return;
    acknowledged.push(who);
    if (acknowledged.length === 40) child.kill("SIGKILL");
  };
  const rest = people.values();
  const eight = Array.from({ length: 8 }, async () => {
    for (const who of rest) await send(who);
  });
  await Promise.all(eight);
  expect(acknowledged.length).toBeGreaterThanOrEqual(40);
  expect(acknowledged.length).toBeLessThan(people.length);
  const kept = new Set(await stored());
  expect(acknowledged.filter((who) => !kept.has(who))).toEqual([]);

  const { post, close } = door();
  expect(await Promise.all(people.map((who) => post(edit(who))))).toEqual(people.map(() => "200 success"));
  expect((await stored()).filter((who) => who.startsWith("wmKill")).toSorted()).toEqual(people.toSorted());
  await close();
});
