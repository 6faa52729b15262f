import path from "node:path";
import pg from "pg";
import { createDispatcher, takeWorkerLock } from "../apps/server/src/actions/index.ts";
import { createSenders } from "../apps/server/src/actions/senders/index.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { createSecrets } from "../apps/server/src/kit/secrets.ts";
import { duties as sendDuties } from "../apps/server/src/modules/sends/index.ts";
import { addManyWants, arriveStock, duties as stockDuties, saveProduct } from "../apps/server/src/modules/stock/index.ts";
import { createWecomClients, secretNames } from "../apps/server/src/wecom-clients.ts";
import { api } from "../packages/contract/src/index.ts";
import { home } from "../scripts/lib/places.ts";
import { startChild } from "./lib/child.ts";
import { type Bench, row } from "./lib/row.ts";

const SANDBOX = path.join(import.meta.dirname, "../packages/sandbox/src/main.ts");
/** As the pharmacy has it (article 002); with as many colleagues each knows three hundred of them. */
const [PEOPLE, STAFF] = [90_000, 300];
/** Of ten that are kept three are taken, as long as nothing is known: then everybody is in the first wave, which is the worst. */
const RATE = 0.3;
const CONCURRENCY = 64;
/** E11: from the word that it has come until the first wave's tasks stand at WeCom. */
const BOUND_SECONDS = 60;
const START = "2026-03-03T02:20:00Z";

/**
 * E11: 90,000 people wait for one product. Seconds from the click to the first wave's tasks in the sandbox, with its limits on; the baseline is the
 * bound of sixty seconds, so a ratio above 1 is too slow. One call that WeCom refuses as too many, and it fails.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const [people, staff] = [Math.max(1000, Math.round(PEOPLE * Math.min(1, scale))), Math.max(10, Math.round(STAFF * Math.min(1, scale)))];
  const database = await startDatabase({ home: path.join(home(), "bench"), log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url, { max: 8, statementTimeoutMs: 300_000 });
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const worker = await takeWorkerLock(pool);
  progress(`a sandbox with ${people} people and ${staff} colleagues …`);
  const sandbox = await startChild(SANDBOX, [
    "--port",
    "0",
    "--speed",
    "1",
    "--customers",
    `${people}`,
    "--staff",
    `${staff}`,
    "--start",
    START,
  ]);
  const ready: { url: string; corpId: string; secret: string } = JSON.parse(sandbox.ready);
  const { db } = connection;
  try {
    const begun = performance.now();
    const now = () => new Date(Date.parse(START) + (performance.now() - begun));
    const ctx = () => ({ db, corpId: ready.corpId, actor: system("bench"), now: now() });
    const waiting = await fill(db, ready, now());
    progress(`${waiting.length} people known; their wants …`);
    const plan = { name: "医用口罩", sku: "MASK", unit: "盒", text: "{{name}}到货了，给你留到 {{until}}", each: 1 };
    const { id } = await saveProduct(ctx(), api.stock.save.input.parse({ plan }));
    const csv = waiting.join("\n");
    const wants = await addManyWants(ctx(), api.stock.wantMany.input.parse({ id, csv }));
    if (wants.added !== waiting.length) throw new Error(`${wants.added} of ${waiting.length} wait`);
    await sql`analyze stock_want`.execute(db);

    const secrets = createSecrets(db, "a key for this bench that is long enough");
    await secrets.put(ready.corpId, secretNames.secret, ready.secret);
    const wecom = createWecomClients({ secrets, clock: { now }, baseUrlOverride: ready.url });
    const senders = createSenders({ wecom, publicUrl: "https://example.com" });
    const dispatcher = createDispatcher({ db, worker, senders, now, concurrency: CONCURRENCY });
    progress("it has come …");
    const clicked = performance.now();
    const since = () => (performance.now() - clicked) / 1000;
    await arriveStock(ctx(), api.stock.arrive.input.parse({ productId: id, pieces: Math.ceil(waiting.length * RATE) }));
    const seen = new Set<string>();
    for (let done = 1; done > 0;) {
      done = 0;
      for (const duty of [...stockDuties, ...sendDuties]) {
        const n = await duty.run(db, ready.corpId, now());
        if (n > 0 && !seen.has(duty.name)) progress(`${duty.name} first done after ${since().toFixed(1)} s`);
        if (n > 0) seen.add(duty.name);
        done += n;
      }
    }
    progress(`planned after ${since().toFixed(1)} s; calling …`);
    while ((await dispatcher.round(ready.corpId)) > 0);
    const seconds = since();
    await wecom.close();
    const { rows } = await sql<{ told: number; held: number; calls: number; sent: number; refused: number }>`select
        (select count(*)::int from touch where corp_id = ${ready.corpId} and budget = 'person' and state = 'reserved') as told,
        (select count(*)::int from stock_hold where corp_id = ${ready.corpId} and state = 'open') as held,
        count(*)::int as calls, (count(*) filter (where status = 'sent'))::int as sent,
        (count(*) filter (where last_error like '%45009%' or last_error like '%45033%'))::int as refused
      from planned_action where corp_id = ${ready.corpId} and kind = 'mass-task.create'`.execute(db);
    const [found] = rows;
    if (
      !found ||
      found.refused > 0 ||
      found.sent !== found.calls ||
      found.sent < staff * 0.9 ||
      found.told < people * 0.95 ||
      found.held !== found.told
    )
      throw new Error(`${JSON.stringify(found)} of ${people} people and ${staff} tasks`);
    progress(`${found.sent} tasks for ${found.told} people stand at WeCom after ${seconds.toFixed(1)} s`);
    const rssMiB = process.memoryUsage().rss / 2 ** 20;
    return [row("stock-notice", "s", { value: seconds, baseline: BOUND_SECONDS, n: found.told, rssMiB })];
  } finally {
    await worker.release();
    await pool.end();
    await connection.close();
    await sandbox.stop();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

/** Whom the sandbox knows, as the house would after its first sync; answers their ids in the order in which they ask. */
async function fill(db: Db, { url, corpId, secret }: { url: string; corpId: string; secret: string }, now: Date): Promise<string[]> {
  const ask = async (way: string): Promise<Record<string, unknown>> => Object(await (await fetch(url + way)).json());
  const { access_token: token } = await ask(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
  const { follow_user: users = [] } = await ask(`/cgi-bin/externalcontact/get_follow_user_list?access_token=${String(token)}`);
  await sql`insert into corp (corp_id, name, created_at, settings) values (${corpId}, 'bench', ${now}, '{"sends": {"approvalAbove": null}}')`.execute(
    db,
  );
  const waiting: string[] = [];
  for (const userId of users as string[]) {
    const { external_userid: ids = [] } = await ask(`/cgi-bin/externalcontact/list?access_token=${String(token)}&userid=${userId}`);
    const list = ids as string[];
    await sql`insert into staff (corp_id, id, user_id, name, departments, status, follows, seen_at)
      values (${corpId}, ${`stf_${userId}`}, ${userId}, ${userId}, '[1]', 1, true, ${now})`.execute(db);
    await sql`with added as (insert into customer (corp_id, id, external_user_id, state, added_sec)
        select ${corpId}, 'cus_' || md5(e), e, 'friend', 1700000000 from unnest(${list}::text[]) e on conflict do nothing)
      insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec)
      select ${corpId}, 'cus_' || md5(e), ${userId}, e, 'active', 1700000000 from unnest(${list}::text[]) e`.execute(db);
    waiting.push(...list);
  }
  await sql`vacuum (analyze) customer, relation, staff`.execute(db);
  return [...new Set(waiting)];
}
