import { reserve, type TouchRequest } from "../apps/server/src/actions/index.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { home } from "../scripts/lib/places.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { memoryWatch } from "./lib/segments/memory.ts";

const CORP = "bench";
const NOW = new Date("2026-03-03T02:20:00Z");
const DAY_MS = 86_400_000;
const BATCH = 10_000;
/** Every fifth of those whom it is asked for said how much she wants to hear. */
const SPEAKS = 5;

/**
 * What the gate decides in a second: four rounds, days apart, each over the same people, so that it reads what it has written and refuses the
 * last. The baseline writes as many touches from a table to its twin with the same indexes.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const people = Math.max(BATCH, Math.round(250_000 * scale));
  const database = await startDatabase({ home: `${home()}/bench`, log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url, { statementTimeoutMs: 900_000 });
  const { db } = connection;
  const watch = memoryWatch();
  try {
    await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'bench', ${NOW})`.execute(db);
    await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
      select ${CORP}, 'wm' || g, case g % 2 when 0 then 'fewer' else 'stock-only' end, 'page', ${NOW}
      from generate_series(0, ${people - 1}::int, ${SPEAKS}::int) g`.execute(db);
    const n = people * 4;
    let accepted = 0;
    const begun = performance.now();
    for (let round = 0; round < 4; round += 1) {
      progress(`round ${round + 1} of 4 …`);
      for (let from = 0; from < people; from += BATCH) accepted += await decide(db, round, from, Math.min(people, from + BATCH));
    }
    const seconds = (performance.now() - begun) / 1000;
    const most = people * 3;
    if (accepted < people || accepted > most) throw new Error(`${accepted} of ${n} accepted: the budget allows ${most} at most`);
    progress(`${accepted} of ${n} accepted in ${seconds.toFixed(1)} s; plain rows …`);
    const baseline = await plain(db, n);
    return [row("gate", "decisions/s", { value: n / seconds, baseline, n, rssMiB: watch.stop() })];
  } finally {
    await connection.close();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

async function decide(db: Db, round: number, from: number, to: number): Promise<number> {
  const at = new Date(NOW.getTime() + round * DAY_MS);
  const requests = Array.from({ length: to - from }, (_, i): TouchRequest => ({
    budget: "person",
    recipient: `wm${from + i}`,
    kind: "mass-send",
    key: `${round}/${from + i}`,
    actionId: `act${round}/${from}`,
    weight: 1,
    at,
    plannedBy: "bench",
  }));
  const decisions = await db.transaction().execute((tx) => reserve({ db: tx, corpId: CORP, actor: system("bench"), now: NOW }, requests));
  return [...decisions.values()].filter((one) => one.accepted).length;
}

/** Rows per second from the touches that were made to a table like theirs. */
async function plain(db: Db, n: number): Promise<number> {
  await sql`create table plain_touch (like touch including all)`.execute(db);
  const begun = performance.now();
  await sql`insert into plain_touch select * from touch where corp_id = ${CORP} limit ${n}`.execute(db);
  return n / ((performance.now() - begun) / 1000);
}
