import pg from "pg";
import { connect, type Db } from "../../../apps/server/src/db/connect.ts";
import { openLuckin } from "../luckin.ts";
import type { BenchOptions } from "../row.ts";

export interface SegmentWorld {
  url: string;
  db: Db;
  pool: pg.Pool;
  client: pg.Client;
  corpId: string;
  now: Date;
  customers: number;
}

let open: Promise<SegmentWorld> | undefined;

/**
 * A copy of Luckin's world in which customers also did something, have stages and fields: what conditions ask for. Benches of one
 * run share it, each without the segments of those before.
 */
export async function openSegmentWorld(options: BenchOptions): Promise<SegmentWorld> {
  open ??= furnish(options);
  const world = await open;
  await world.client.query("truncate segment, segment_member, segment_day, segment_touched");
  return world;
}

async function furnish({ scale, progress, atEnd }: BenchOptions): Promise<SegmentWorld> {
  const world = await openLuckin({ scale, progress, copy: true });
  atEnd(world.close);
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  atEnd(() => client.end());
  await client.query("set work_mem = '256MB'; set synchronous_commit = off; set timezone = 'UTC'");
  progress("what customers did, their stages and fields");
  await fill(client, world.corpId, world.now);
  const { rows } = await client.query<{ n: string }>("select count(*) as n from customer where corp_id = $1", [world.corpId]);
  const { db, pool, close } = connect(world.url, { max: 8, statementTimeoutMs: 900_000 });
  atEnd(close);
  return { url: world.url, db, pool, client, corpId: world.corpId, now: world.now, customers: Number(rows[0]?.n) };
}

const num = (purpose: number) => `(abs(hashtext(c.id || '${purpose}')) % 1000)`;

/** Four of ten opened pages, up to twelve times in half a year, rather lately; groups give who left. */
async function fill(client: pg.Client, corpId: string, now: Date): Promise<void> {
  const corp = `'${corpId}'`;
  const today = `('${now.toISOString()}'::timestamptz at time zone 'Asia/Shanghai')::date`;
  const opened = (kind: string, share: number, most: number) => `select ${corp}, '${kind}', c.id,
      ${today} - (180 * power((abs(hashtext(c.id || '${kind}' || g)) % 1000) / 1000.0, 2))::int as day, count(*)::int
    from customer c, generate_series(1, 1 + ${num(most)} * ${most} / 1000) g where c.corp_id = ${corp} and ${num(share)} < ${share} group by 3, 4`;
  const left = `select ${corp}, 'left-group', c.id, (m.left_at at time zone 'Asia/Shanghai')::date, count(*)::int
    from group_member m join customer c on c.corp_id = m.corp_id and c.external_user_id = m.member_id
    where m.corp_id = ${corp} and m.member_type = 2 and m.left_at is not null group by 3, 4`;
  await client.query("begin; truncate behaviour_day, behaviour_last, behaviour_store, customer_stage");
  for (const part of [opened("opened-page", 400, 12), opened("answered-touch", 200, 4), opened("received-touch", 700, 5), left]) {
    await client.query(`insert into behaviour_day (corp_id, kind, customer_id, day, n) ${part} order by 3, 4`);
  }
  await client.query(`insert into behaviour_last (corp_id, kind, customer_id, first_day, last_day, n)
    select corp_id, kind, customer_id, min(day), max(day), sum(n)::int from behaviour_day group by 1, 2, 3 order by 2, 3`);
  await client.query(`insert into behaviour_store (corp_id, customer_id, store_id, at, seq)
    select ${corp}, c.id, (select id from store where corp_id = ${corp} order by id offset ${num(7)} % (select count(*) from store) limit 1),
      '${now.toISOString()}', 1 from customer c where c.corp_id = ${corp} and ${num(8)} < 20`);
  await client.query(`insert into customer_stage (corp_id, customer_id, stage, since)
    select ${corp}, c.id, (array['new', 'active', 'loyal', 'silent', 'lost'])[1 + ${num(9)} * 5 / 1000], '${now.toISOString()}'
    from customer c where c.corp_id = ${corp} order by c.id`);
  await client.query("commit");
  await client.query("vacuum (analyze) behaviour_day, behaviour_last, behaviour_store, customer_stage, segment_member, customer");
}
