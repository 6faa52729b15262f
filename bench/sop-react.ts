import path from "node:path";
import { withUnit } from "../apps/server/src/actions/index.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { appendBulk, type NewEvent, runHandlers } from "../apps/server/src/log/index.ts";
import { handlers, saveSop, sopDefinition } from "../apps/server/src/modules/sops/index.ts";
import { home } from "../scripts/lib/places.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { memoryWatch } from "./lib/segments/memory.ts";

const JOINS = 100_000;
const FEW = 10_000;
/** Luckin's stores and staff. */
const STORES = 1000;
const STAFF = 3000;
const CORP = "bench";
const NOW = new Date("2026-03-03T02:20:00Z");
const STEPS = [
  { key: "d1", day: 1, at: "10:20" },
  { key: "d3", day: 3, at: "14:40" },
  { key: "d7", day: 7, at: "10:40" },
];

/**
 * A storm of joins to enrolments: 100,000 people enter their store's group at one time, all people and groups are projected already,
 * and SOPs catch up: facts read, enrolments decided and told, read again, with three steps each and counted for boards. The baseline
 * writes as many enrolments, steps and facts from these tables to their twins with the same indexes.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const n = Math.max(FEW, Math.round(JOINS * scale));
  const database = await startDatabase({ home: path.join(home(), "bench"), log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url, { statementTimeoutMs: 900_000 });
  const { db } = connection;
  const watch = memoryWatch();
  try {
    await prepare(db, n + 2 * FEW);
    // Cold code and caches belong to neither size.
    await storm(db, { from: 1, n: FEW }, progress);
    const few = await storm(db, { from: FEW + 1, n: FEW }, progress);
    const many = await storm(db, { from: 2 * FEW + 1, n }, progress);
    progress("plain rows …");
    const baseline = await plain(db, n);
    const rssMiB = watch.stop();
    return [
      row("sop-react", "joins/s", { value: many, baseline, n, rssMiB }),
      row("sop-react.10k", "joins/s", { value: few, baseline: many, n: FEW, rssMiB }),
    ];
  } finally {
    await connection.close();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

const chatOf = (g: number) => `chat-${g % STORES}`;

/** Stores with a group each, people who are somebody's friends, and a week of steps. */
async function prepare(db: Db, people: number): Promise<void> {
  await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'bench', ${NOW})`.execute(db);
  await sql`insert into store (corp_id, id, code, name, lng, lat, created_at, updated_at)
    select ${CORP}, 'sto-' || g, 'S' || g, 'Store ' || g, 121, 31, ${NOW}, ${NOW} from generate_series(0, ${STORES - 1}::int) g`.execute(
    db,
  );
  await sql`insert into live_code (corp_id, id, kind, name, store_id, created_at, updated_at)
    select ${CORP}, 'lc-' || g, 'group', 'Code ' || g, 'sto-' || g, ${NOW}, ${NOW} from generate_series(0, ${STORES - 1}::int) g`.execute(
    db,
  );
  await sql`insert into live_code_group (corp_id, chat_id, live_code_id, place, added_by, added_at)
    select ${CORP}, 'chat-' || g, 'lc-' || g, 1, 'operator', ${NOW} from generate_series(0, ${STORES - 1}::int) g`.execute(db);
  await sql`insert into customer (corp_id, id, external_user_id, state)
    select ${CORP}, 'cus_' || md5(g::text), 'wm' || g, 'friend' from generate_series(1, ${people}::int) g`.execute(db);
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec)
    select ${CORP}, 'cus_' || md5(g::text), 'staff-' || g % ${STAFF}::int, 'wm' || g, 'active', 1 from generate_series(1, ${people}::int) g`.execute(
    db,
  );
  const definition = sopDefinition.parse({
    key: "week",
    name: { zh: "一周", en: "A week" },
    subject: "customer",
    trigger: "customer-joined-store-group",
    steps: STEPS.map((step) => ({
      ...step,
      name: { zh: "一步", en: "A step" },
      kind: "mass-send",
      content: { text: "你好" },
      evidence: "delivered",
      target: 0.9,
    })),
  });
  await withUnit({ db, corpId: CORP, actor: system("bench"), now: NOW }, (unit) => saveSop(unit, { definition, playbook: null }));
  await runHandlers(db, CORP, handlers, NOW);
  // Whom SOPs come after: what they read is filled here.
  const before = [...new Set(handlers.flatMap(({ after }) => after ?? []))].filter((name) => !handlers.some((one) => one.name === name));
  await sql`insert into handler_cursor (corp_id, handler, version, seq, updated_at)
    select ${CORP}, name, 1, 0, ${NOW} from unnest(${before}::text[]) name on conflict do nothing`.execute(db);
  await sql`vacuum (analyze) customer, relation, live_code, live_code_group, store`.execute(db);
}

/** Joins per second from told to enrolled, everything recorded and read again. */
async function storm(db: Db, { from, n }: { from: number; n: number }, progress: (words: string) => void): Promise<number> {
  progress(`${n} joins …`);
  for (let at = from; at < from + n; at += 1000) {
    const facts = Array.from({ length: Math.min(1000, from + n - at) }, (_, i): NewEvent => {
      const memberId = `wm${at + i}`;
      const more = { memberType: 2, joinedSec: NOW.getTime() / 1000, joinScene: 3, state: "", invitor: "", name: "", unionid: "" };
      return {
        type: "group.member-joined",
        subject: `customer:${memberId}`,
        occurredAt: NOW,
        data: { chatId: chatOf(at + i), memberId, ...more },
      };
    });
    await db.transaction().execute((tx) => appendBulk(tx, CORP, facts, { actor: system("bench"), now: NOW }));
  }
  const names = handlers.map(({ name }) => name);
  await sql`update handler_cursor set seq = 1000000000 where corp_id = ${CORP} and handler <> all(${names})`.execute(db);
  await sql`vacuum (analyze) event, enrolment, enrolment_step`.execute(db);
  const before = await counted(db);
  progress("SOPs catch up …");
  const begun = performance.now();
  while ((await runHandlers(db, CORP, handlers, NOW)) > 0);
  const seconds = (performance.now() - begun) / 1000;
  const after = await counted(db);
  const wanted = { enrolled: n, steps: n * STEPS.length, right: n * STEPS.length, boards: n * STEPS.length, facts: n };
  for (const [what, count] of Object.entries(wanted)) {
    const got = (after[what] ?? 0) - (before[what] ?? 0);
    if (got !== count) throw new Error(`${what}: ${got} instead of ${count}`);
  }
  progress(`${n} enrolled in ${seconds.toFixed(1)} s`);
  return n / seconds;
}

/** `right`: steps that wait for their hour, through the member of staff whose friend she is, in her store. */
async function counted(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from enrolment where corp_id = ${CORP} and state = 'active') as enrolled,
      (select count(*)::int from enrolment_step where corp_id = ${CORP}) as steps,
      (select count(*)::int from enrolment_step s join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
        where s.corp_id = ${CORP} and s.state = 'waiting' and s.sender = 'staff-' || substr(s.recipient, 3)::int % ${STAFF}::int
          and e.store_id = 'sto-' || substr(s.recipient, 3)::int % ${STORES}::int
          and s.due_at at time zone 'Asia/Shanghai' = case s.step when 'd1' then timestamp '2026-03-04 10:20'
            when 'd3' then '2026-03-06 14:40' else '2026-03-10 10:40' end) as right,
      (select coalesce(sum(waiting), 0)::int from sop_count where corp_id = ${CORP} and kind = 'all' and step <> '') as boards,
      (select count(*)::int from event where corp_id = ${CORP} and type = 'sop.enrolled') as facts`.execute(db);
  return rows[0] ?? {};
}

/** Enrolments per second when their rows, their steps and their facts are but copied. */
async function plain(db: Db, n: number): Promise<number> {
  for (const table of ["enrolment", "enrolment_step", "event"]) {
    await sql`create table ${sql.ref(`plain_${table}`)} (like ${sql.ref(table)} including all)`.execute(db);
  }
  const begun = performance.now();
  await sql`insert into plain_enrolment select * from enrolment where corp_id = ${CORP} limit ${n}`.execute(db);
  await sql`insert into plain_enrolment_step select * from enrolment_step where corp_id = ${CORP} limit ${n * STEPS.length}`.execute(db);
  await sql`insert into plain_event select * from event where corp_id = ${CORP} and type = 'sop.enrolled' limit ${n}`.execute(db);
  return n / ((performance.now() - begun) / 1000);
}
