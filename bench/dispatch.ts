import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Pool } from "undici";
import { createDispatcher, type PlanRequest, planAll, takeWorkerLock } from "../apps/server/src/actions/index.ts";
import { createSenders } from "../apps/server/src/actions/senders/index.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { systemClock } from "../apps/server/src/kit/clock.ts";
import { createSecrets } from "../apps/server/src/kit/secrets.ts";
import { createWecomClients, secretNames } from "../apps/server/src/wecom-clients.ts";
import { home } from "../scripts/lib/places.ts";
import { startChild } from "./lib/child.ts";
import { type Bench, type Row, row } from "./lib/row.ts";

const SANDBOX = path.join(import.meta.dirname, "../packages/sandbox/src/main.ts");
/** As the server has it. */
const CONCURRENCY = 64;
const CALLS = 20_000;
/** Numbers of the bare loop's calls, beside those of the house. */
const LOOP_FROM = 10_000_000;
/** The application of the sandbox's own corp. */
const AGENT = 1_000_002;
/** A server runs for days: after one round that is not counted, as many as this. */
const ROUNDS = 3;
/** What WeCom publishes: calls a minute of one path. */
const A_MINUTE = 10_000;
const MINUTES = 2;

type House = { db: Db; url: string; corpId: string; secret: string; worker: Awaited<ReturnType<typeof takeWorkerLock>> };
type Person = { userId: string; externalUserId: string };
/** One of the calls that the house makes, and the same one without it. */
type Call = { plan(person: Person, n: number): Plan; path: string; body(person: Person, n: number): object };
type Plan = { [K in "staff-notice.send" | "remark.set"]: Pick<PlanRequest<K>, "kind" | "payload"> }["staff-notice.send" | "remark.set"];

const card = (n: number) => ({ title: "今天要做的事", description: `给第 ${n} 位新朋友发第一杯的券，点开看怎么说` });

/** What the house does most: of the 1,748 calls of the demo's first fortnight every third is a notice to a member of staff. */
const notice: Call = {
  plan: ({ userId }, n) => ({ kind: "staff-notice.send", payload: { userId, ...card(n), url: `/h5/tasks/${n}`, button: "去看看" } }),
  path: "message/send",
  body: ({ userId }, n) => ({
    msgtype: "textcard",
    textcard: { ...card(n), url: `https://example.com/h5/tasks/${n}`, btntxt: "去看看" },
    touser: userId,
    enable_duplicate_check: 1,
    duplicate_check_interval: 14_400,
    agentid: AGENT,
  }),
};

/** What costs WeCom, and so the bare loop, least; the house writes two facts of it: that it was called, and what she is called now. */
const remark: Call = {
  plan: (person, n) => ({ kind: "remark.set", payload: { ...person, remark: `客人 ${n}` } }),
  path: "externalcontact/remark",
  body: ({ userId, externalUserId }, n) => ({ userid: userId, external_userid: externalUserId, remark: `客人 ${n}` }),
};

/**
 * P6: `dispatch`, planned calls against a sandbox without limits, from claiming to what is recorded of them; the baseline makes the same calls
 * in a bare loop of undici with as many at once. Each is warm: right after the other, the loop makes half as many as after a round of its own.
 * `dispatch.limited`: for two minutes against WeCom's limits, what was called of what they allow; one call that WeCom refuses as too many, and
 * it fails.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const database = await startDatabase({ home: path.join(home(), "bench"), log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url, { max: 8 });
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const worker = await takeWorkerLock(pool);
  const sandbox = await startChild(SANDBOX, [
    "--port",
    "0",
    "--speed",
    "1",
    "--customers",
    "2000",
    "--staff",
    "20",
    "--start",
    new Date().toISOString(),
  ]);
  const ready: { url: string; corpId: string; secret: string } = JSON.parse(sandbox.ready);
  const house: House = { ...ready, db: connection.db, worker };
  try {
    await sql`insert into corp (corp_id, name, created_at) values (${ready.corpId}, 'bench', now())`.execute(connection.db);
    await control(house, "/_sandbox/settings", { quotas: false });
    const people = await peopleOf(house);
    const calls = Math.max(2000, Math.round(CALLS * scale));
    const rows: Row[] = [];
    for (const [name, call] of [["dispatch", notice] as const, ["dispatch.lightest", remark] as const]) {
      const rate = await warm(`${name}, planned`, calls, progress, (turn) => free(house, call, people, turn * calls, calls));
      const bare = await warm(`${name}, the bare loop`, calls, progress, (turn) => loop(house, call, people, turn * calls, calls));
      rows.push(row(name, "calls/s", { value: rate, baseline: bare, n: ROUNDS * calls, rssMiB: process.memoryUsage().rss / 2 ** 20 }));
    }
    await control(house, "/_sandbox/settings", { quotas: true });
    return [...rows, await limited(house, people, scale < 1 ? 1 : MINUTES, progress)];
  } finally {
    await worker.release();
    await pool.end();
    await connection.close();
    await sandbox.stop();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

/** Calls a second of the rounds after the first. */
async function warm(
  name: string,
  calls: number,
  progress: (words: string) => void,
  round: (turn: number) => Promise<number>,
): Promise<number> {
  let all = 0;
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const seconds = await round(turn);
    progress(`${name}: ${Math.round(calls / seconds)} calls/s${turn === 0 ? ", not counted" : ""}`);
    if (turn > 0) all += seconds;
  }
  return (ROUNDS * calls) / all;
}

async function control({ url }: House, way: string, body: object): Promise<unknown> {
  const answer = await fetch(url + way, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${way} gave HTTP ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function tokenOf({ url, corpId, secret }: House): Promise<string> {
  const answer = await fetch(`${url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
  return String(Object(await answer.json()).access_token);
}

/** Whom a remark can be set for. */
async function peopleOf(house: House): Promise<Person[]> {
  const token = await tokenOf(house);
  const found: Person[] = [];
  for (let n = 1; n <= 20; n += 1) {
    const userId = `staff${String(n).padStart(3, "0")}`;
    const answer = await fetch(`${house.url}/cgi-bin/externalcontact/list?access_token=${token}&userid=${userId}`);
    const { external_userid: ids = [] } = Object(await answer.json());
    for (const externalUserId of ids) found.push({ userId, externalUserId: String(externalUserId) });
  }
  if (found.length === 0) throw new Error("nobody's customers are known to the sandbox");
  return found;
}

async function plan({ db, corpId }: House, call: Call, people: readonly Person[], from: number, to: number): Promise<void> {
  const now = new Date();
  for (let at = from; at < to; at += 5000) {
    const some = Array.from({ length: Math.min(5000, to - at) }, (_, i) => at + i);
    await planAll(
      { db, corpId, actor: system("bench"), now },
      some.flatMap((n) => {
        const person = people[n % people.length];
        if (!person) return [];
        return [{ ...call.plan(person, n), dedupeKey: `${call.path}:${n}`, plannedBy: "bench", runAfter: now }];
      }),
    );
  }
  await sql`analyze planned_action, action_unsent`.execute(db);
}

/** A dispatcher as the server has it; `isFree`: nothing paces it. */
async function dispatcherOf(house: House, isFree: boolean) {
  const secrets = createSecrets(house.db, "a key for this bench that is long enough");
  await secrets.put(house.corpId, secretNames.secret, house.secret);
  await secrets.put(house.corpId, secretNames.agentId, String(AGENT));
  const wecom = createWecomClients({ secrets, clock: systemClock, baseUrlOverride: house.url, ...(isFree ? { rateLimits: [] } : {}) });
  const senders = createSenders({ wecom, publicUrl: "https://example.com" });
  const dispatcher = createDispatcher({ db: house.db, worker: house.worker, senders, now: () => new Date(), concurrency: CONCURRENCY });
  return { wecom, dispatcher };
}

const sentOf = async ({ db, corpId }: House, until = new Date(8.64e15)): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from planned_action
    where corp_id = ${corpId} and status = 'sent' and finished_at < ${until}`.execute(db);
  return rows[0]?.n ?? 0;
};

/** Seconds from the first claim until all is recorded. */
async function free(house: House, call: Call, people: readonly Person[], from: number, calls: number): Promise<number> {
  await plan(house, call, people, from, from + calls);
  const before = await sentOf(house);
  const { wecom, dispatcher } = await dispatcherOf(house, true);
  const begun = performance.now();
  while ((await dispatcher.round(house.corpId)) > 0);
  const seconds = (performance.now() - begun) / 1000;
  await wecom.close();
  const sent = (await sentOf(house)) - before;
  if (sent !== calls) throw new Error(`${sent} of ${calls} were sent`);
  return seconds;
}

/** Seconds of as many calls. */
async function loop(house: House, call: Call, people: readonly Person[], from: number, calls: number): Promise<number> {
  const way = `/cgi-bin/${call.path}?access_token=${await tokenOf(house)}`;
  const pool = new Pool(house.url, { connections: CONCURRENCY });
  const begun = performance.now();
  // WeCom takes the same notice only once.
  let next = LOOP_FROM + from;
  const end = next + calls;
  const lane = async () => {
    for (let n = next++; n < end; n = next++) {
      const person = people[n % people.length];
      if (!person) throw new Error("nobody to call for");
      const { body } = await pool.request({
        method: "POST",
        path: way,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(call.body(person, n)),
      });
      const { errcode } = Object(await body.json());
      if (errcode !== 0) throw new Error(`the bare loop was answered ${errcode}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  return seconds;
}

/** As much as is allowed and a good deal more is due at once; what is sent within whole minutes is counted. */
async function limited(house: House, people: readonly Person[], minutes: number, progress: (words: string) => void): Promise<Row> {
  const before = await sentOf(house);
  await plan(house, remark, people, 1_000_000, 1_000_000 + A_MINUTE * (minutes + 1));
  const { wecom, dispatcher } = await dispatcherOf(house, false);
  progress(`${minutes} min against WeCom's limits …`);
  const end = new Date(Date.now() + minutes * 60_000);
  const rounds = (async () => {
    while (Date.now() < end.getTime()) if ((await dispatcher.round(house.corpId)) === 0) await sleep(20);
  })();
  await sleep(Math.max(0, end.getTime() - Date.now()));
  const used = (await sentOf(house, end)) - before;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from planned_action
    where corp_id = ${house.corpId} and last_error like '%45009%'`.execute(house.db);
  if ((rows[0]?.n ?? 0) > 0) throw new Error(`WeCom refused ${rows[0]?.n} calls as too many`);
  await Promise.race([rounds, sleep(65_000)]);
  await wecom.close();
  const rssMiB = process.memoryUsage().rss / 2 ** 20;
  return row("dispatch.limited", "calls", { value: used, baseline: A_MINUTE * minutes, n: used, rssMiB });
}
