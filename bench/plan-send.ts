import path from "node:path";
import { api } from "../packages/contract/src/index.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { createSend, duties, forecastSend } from "../apps/server/src/modules/sends/index.ts";
import { home } from "../scripts/lib/places.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { memoryWatch } from "./lib/segments/memory.ts";

const CORP = "bench";
const PEOPLE = 1_800_000;
const STAFF = 18_000;
const NOW = new Date("2026-03-03T02:20:00Z");
/** Every eighth has heard from us this week, every twentieth said how much she wants to hear, every ninth knows two of us. */
const [HEARD, SPEAKS, KNOWS_TWO] = [8, 20, 9];

/**
 * P4: a send to everybody of Luckin's size, from the audience to planned tasks: whom each knows, who draws the hold-out, staff's attention,
 * everybody's budget. The baseline writes as many touches from a table to its twin with the same indexes. `plan-send.forecast`: the same looked
 * at without planning, against the same baseline.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const n = Math.max(20_000, Math.round(PEOPLE * scale));
  const database = await startDatabase({ home: path.join(home(), "bench"), log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url, { statementTimeoutMs: 900_000 });
  const { db } = connection;
  const watch = memoryWatch();
  try {
    progress(`${n} people …`);
    await fill(db, n, Math.max(200, Math.round(STAFF * scale)));
    const ctx = { db, corpId: CORP, actor: system("bench"), now: NOW };
    const plan = {
      name: "everybody",
      to: "customers",
      audience: { everyone: true },
      content: { text: "你好" },
      holdOutPercent: 1,
      spreadHours: 4,
      until: new Date(NOW.getTime() + 9 * 3_600_000).toISOString(),
    };
    const { id } = await createSend(ctx, api.sends.create.input.parse({ plan }));
    progress("forecast …");
    let begun = performance.now();
    const seen = await forecastSend(ctx, { id });
    const foreseen = (performance.now() - begun) / 1000;
    progress(`${seen.reachable} reachable of ${seen.audience}, foreseen in ${foreseen.toFixed(1)} s; planning …`);
    await sql`update send set state = 'scheduled', next_at = ${NOW} where corp_id = ${CORP} and id = ${id}`.execute(db);
    begun = performance.now();
    let steps = 0;
    for (const duty of duties) {
      while ((await duty.run(db, CORP, NOW)) > 0) {
        steps += 1;
        if (steps === 1) progress(`collected in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      }
    }
    const seconds = (performance.now() - begun) / 1000;
    const { rows } = await sql<{ people: number; touches: number; rest: number; tasks: number }>`select s.recipients as people,
      s.recipients - s.refused - s.held_out as rest,
      (select count(*)::int from touch where corp_id = ${CORP} and budget = 'person' and state = 'reserved') as touches,
      (select count(*)::int from planned_action where corp_id = ${CORP}) as tasks from send s where s.corp_id = ${CORP}`.execute(db);
    const [found] = rows;
    if (found?.people !== n || found.touches !== found.rest || found.touches < n * 0.9) throw new Error(`${JSON.stringify(found)} of ${n}`);
    progress(`${found.touches} of ${n} planned in ${seconds.toFixed(1)} s and ${steps} steps, ${found.tasks} tasks; plain rows …`);
    const baseline = await plain(db, n);
    const rssMiB = watch.stop();
    return [
      row("plan-send", "people/s", { value: n / seconds, baseline, n, rssMiB }),
      row("plan-send.forecast", "people/s", { value: n / foreseen, baseline, n, rssMiB }),
    ];
  } finally {
    await connection.close();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

export async function fill(db: Db, people: number, staff: number): Promise<void> {
  await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'bench', ${NOW})`.execute(db);
  await sql`insert into staff (corp_id, id, user_id, name, departments, status, follows, seen_at)
    select ${CORP}, 'stf_' || g, 'staff' || g, 'staff' || g, jsonb_build_array(g % 40), 1, true, ${NOW} from generate_series(0, ${staff - 1}::int) g`.execute(
    db,
  );
  await sql`insert into customer (corp_id, id, external_user_id, state, added_sec)
    select ${CORP}, 'cus_' || md5(g::text), 'wm' || md5('w' || g), 'friend', 1700000000 + g from generate_series(1, ${people}::int) g`.execute(
    db,
  );
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec)
    select ${CORP}, 'cus_' || md5(g::text), 'staff' || (g + k * 7) % ${staff}::int, 'wm' || md5('w' || g), 'active', 1700000000 + g + k
    from generate_series(1, ${people}::int) g cross join generate_series(0, 1) k where k = 0 or g % ${KNOWS_TWO}::int = 0`.execute(db);
  const before = new Date(NOW.getTime() - 3 * 86_400_000);
  await sql`insert into touch (corp_id, id, budget, recipient, action_id, kind, weight, at, state, planned_by, created_at)
    select ${CORP}, 'tch_' || md5(g::text), 'person', 'wm' || md5('w' || g), 'act_' || g % 1000, 'mass-send', 1, ${before}, 'delivered', 'sop:x', ${before}
    from generate_series(1, ${people}::int, ${HEARD}::int) g`.execute(db);
  await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
    select ${CORP}, 'wm' || md5('w' || g), case g % 3 when 0 then 'none' else 'fewer' end, 'page', ${NOW}
    from generate_series(1, ${people}::int, ${SPEAKS}::int) g`.execute(db);
  await sql`vacuum (analyze) customer, relation, touch, staff, contact_preference`.execute(db);
}

/** Rows per second from as many touches to a table like theirs. */
async function plain(db: Db, n: number): Promise<number> {
  await sql`create table plain_touch (like touch including all)`.execute(db);
  const begun = performance.now();
  const { numAffectedRows } = await sql`insert into plain_touch select * from touch where corp_id = ${CORP} and planned_by like 'send:%'
    limit ${n}`.execute(db);
  return Number(numAffectedRows ?? 0) / ((performance.now() - begun) / 1000);
}
