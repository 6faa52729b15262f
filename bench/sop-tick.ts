import path from "node:path";
import { withUnit } from "../apps/server/src/actions/index.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { runHandlers } from "../apps/server/src/log/index.ts";
import { duties, handlers, saveSop, sopDefinition } from "../apps/server/src/modules/sops/index.ts";
import { startLoop } from "../apps/server/src/worker/index.ts";
import { home } from "../scripts/lib/places.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { memoryWatch } from "./lib/segments/memory.ts";

const DUE = 1_000_000;
const FEW = 10_000;
/** Luckin's staff; each has as many of them as falls to her. */
const STAFF = 3000;
const CORP = "bench";
/** A worker's own is 250 ms; what it adds at the end of a run belongs to no step. */
const REST_MS = 20;
const NOW = new Date("2026-03-03T02:20:00Z");

/**
 * Due steps to touches, packed tasks, facts, and rows that say so (P5): 1,000,000 people of 3,000 members of staff at one instant, and
 * 10,000 for how the cost grows. The baseline writes as many touches from a table to its twin with the same indexes.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const n = Math.max(FEW, Math.round(DUE * scale));
  const database = await startDatabase({ home: path.join(home(), "bench"), log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url, { statementTimeoutMs: 900_000 });
  const { db } = connection;
  const watch = memoryWatch();
  try {
    await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'bench', ${NOW})`.execute(db);
    await runHandlers(db, CORP, handlers, NOW);
    // Cold code and caches belong to neither size.
    await tick(db, "warm", FEW, progress);
    const few = await tick(db, "few", FEW, progress);
    const many = await tick(db, "many", n, progress);
    progress("plain rows …");
    const baseline = await plain(db, n);
    const rssMiB = watch.stop();
    return [
      row("sop-tick", "steps/s", { value: many, baseline, n, rssMiB }),
      // Its baseline is the large run's: cost per step at 1 M ÷ at 10 k is this ratio.
      row("sop-tick.10k", "steps/s", { value: few, baseline: many, n: FEW, rssMiB }),
    ];
  } finally {
    await connection.close();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

const definition = (key: string) =>
  sopDefinition.parse({
    key,
    name: { zh: "一周", en: "A week" },
    subject: "customer",
    trigger: "customer-joined-store-group",
    steps: [
      {
        key: "d1",
        name: { zh: "第一天", en: "The first day" },
        kind: "mass-send",
        day: 1,
        at: "10:20",
        content: { text: "你好" },
        evidence: "delivered",
        target: 0.9,
      },
    ],
  });

/** Steps per second from due to planned, everything recorded and read again. */
async function tick(db: Db, key: string, n: number, progress: (words: string) => void): Promise<number> {
  progress(`${n} people …`);
  const ctx = { db, corpId: CORP, actor: system("bench"), now: NOW };
  const { id: sopId } = await withUnit(ctx, (unit) => saveSop(unit, { definition: definition(key), playbook: null }));
  const staff = Math.max(1, Math.round((STAFF * n) / DUE));
  const started = new Date(NOW.getTime() - 86_400_000);
  const until = new Date(NOW.getTime() + 86_400_000);
  await sql`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, started_at, state)
    select ${CORP}, 'enr_' || md5(${key}::text || g), ${sopId}, 1, 'customer', ${key}::text || g, ${key}::text || '-' || g % ${staff}::int, ${started}, 'active'
    from generate_series(1, ${n}::int) g`.execute(db);
  await sql`insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state)
    select corp_id, id, 'd1', sop_id, recipient, sender, ${NOW}, ${until}, 'waiting' from enrolment where corp_id = ${CORP} and sop_id = ${sopId}`.execute(
    db,
  );
  await sql`vacuum (analyze) enrolment, enrolment_step, touch`.execute(db);
  progress("the tick …");
  const begun = performance.now();
  const decide = async () => {
    let done = 0;
    for (const duty of duties) done += await duty.run(db, CORP, NOW);
    return done;
  };
  const read = () => runHandlers(db, CORP, handlers, NOW);
  // One finds nothing, too, while the other has a row in hand that it needs.
  do await asWorker(decide, read);
  while ((await read()) + (await decide()) > 0);
  const seconds = (performance.now() - begun) / 1000;
  const by = `sop:${sopId}/d1`;
  const { rows } = await sql<{ planned: number; touched: number; tasks: number }>`select
      (select count(*)::int from enrolment_step where corp_id = ${CORP} and sop_id = ${sopId} and state = 'planned') as planned,
      (select count(*)::int from touch where corp_id = ${CORP} and budget = 'person' and state = 'reserved' and planned_by = ${by}) as touched,
      (select count(*)::int from planned_action where corp_id = ${CORP} and planned_by = ${by}) as tasks`.execute(db);
  const [found] = rows;
  if (found?.planned !== n || found.touched !== n) throw new Error(`${found?.planned} steps planned, ${found?.touched} touches, of ${n}`);
  progress(`${n} steps in ${seconds.toFixed(1)} s, ${found.tasks} tasks`);
  return n / seconds;
}

/** In the two loops that a worker has, until each has looked in vain since the last work of either. */
async function asWorker(...rounds: Array<() => Promise<number>>): Promise<void> {
  let works = 0;
  const inVain = rounds.map(() => -1);
  const { promise: over, resolve: end, reject } = Promise.withResolvers<void>();
  const watched = rounds.map((round, i) => async () => {
    const before = works;
    const done = await round().catch((error: unknown) => {
      reject(error);
      return 0;
    });
    if (done > 0) works += 1;
    else inVain[i] = before;
    if (inVain.every((at) => at === works)) end();
    return done;
  });
  const loop = startLoop(watched, REST_MS);
  await over.finally(() => loop.stop());
}

/** Rows per second from the touches that were made to a table like theirs. */
async function plain(db: Db, n: number): Promise<number> {
  await sql`create table plain_touch (like touch including all)`.execute(db);
  const begun = performance.now();
  await sql`insert into plain_touch select * from touch where corp_id = ${CORP} and budget = 'person' limit ${n}`.execute(db);
  return n / ((performance.now() - begun) / 1000);
}
