import { sql } from "kysely";
import type { Db } from "#db/connect";
import { only, type StoredEvent } from "#log";
import { tallied } from "./tally.ts";

type Batch = readonly StoredEvent[];

/**
 * Ways that went on. A way is open at one place at a time, so a move counts only for whoever stands at its node; of two answers the
 * first one counts. Facts follow one another: the second may be about the place that the first led to.
 */
export async function moved(tx: Db, corpId: string, run: Batch) {
  for (const { data, seq } of only(run, "sop.moved")) {
    const ids = data.moves.map((move) => move.enrolmentId);
    const { rows } = await sql<{ id: string }>`delete from sop_park where corp_id = ${corpId} and enrolment_id = any(${ids})
      and node = ${data.node} and sop_id = ${data.sopId} returning enrolment_id as id`.execute(tx);
    const here = new Set(rows.map(({ id }) => id));
    const moves = data.moves.filter((move) => here.has(move.enrolmentId));
    if (moves.length === 0) continue;
    await tallied(tx, corpId, {
      write: sql`r as (select * from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as x("enrolmentId" text, steps jsonb, ended text)),
        ending as (update enrolment e set ended = r.ended from r
          where e.corp_id = ${corpId} and e.id = r."enrolmentId" and r.ended is not null),
        come as (insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state, came_seq)
          select ${corpId}, e.id, s.key, e.sop_id, e.recipient, e.sender, s."dueAt", s.until, 'waiting', ${seq}::bigint
          from r join enrolment e on e.corp_id = ${corpId} and e.id = r."enrolmentId" and e.state = 'active',
            jsonb_to_recordset(r.steps) as s(key text, "dueAt" timestamptz, until timestamptz)
          on conflict do nothing returning enrolment_id, step, sop_id)`,
      moves: sql`select enrolment_id, step, sop_id, null as was, 'waiting' as now, 0 as met from come`,
    });
    await park(
      tx,
      corpId,
      moves.filter((one) => one.park !== null),
    );
  }
}

/** The next place, for whoever has not left. */
async function park(tx: Db, corpId: string, moves: ReadonlyArray<{ enrolmentId: string; park: unknown }>) {
  if (moves.length === 0) return;
  await sql`insert into sop_park (corp_id, enrolment_id, sop_id, version, recipient, node, from_at, at, event)
    select ${corpId}, e.id, e.sop_id, e.version, e.recipient, p.node, p."from", p.at, p.event
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as r("enrolmentId" text, park jsonb)
      join enrolment e on e.corp_id = ${corpId} and e.id = r."enrolmentId" and e.state = 'active',
      jsonb_to_record(r.park) as p(node text, "from" timestamptz, at timestamptz, event text)
    on conflict do nothing`.execute(tx);
}

/** Another version: waiting steps that are no more go, the others get their hours, new ones come. What was begun stays. */
export async function versionMoved(tx: Db, corpId: string, run: Batch) {
  for (const { data, seq } of only(run, "sop.version-moved")) {
    const json = JSON.stringify(data.moves);
    await tallied(tx, corpId, {
      write: sql`r as (select x.* from jsonb_to_recordset(${json}::jsonb) as x("enrolmentId" text, steps jsonb, "drop" jsonb, ended text)
        join enrolment e on e.corp_id = ${corpId} and e.id = x."enrolmentId" and e.sop_id = ${data.sopId} and e.state = 'active'),
      enrolled as (update enrolment e set version = ${data.version}, ended = r.ended, told_seq = ${seq} from r
        where e.corp_id = ${corpId} and e.id = r."enrolmentId"),
      place as (delete from sop_park p using r where p.corp_id = ${corpId} and p.enrolment_id = r."enrolmentId"),
      dropped as (delete from enrolment_step s using r
        where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.state = 'waiting' and r."drop" ? s.step
        returning s.enrolment_id, s.step, s.sop_id),
      come as (insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state)
        select ${corpId}, e.id, s.key, e.sop_id, e.recipient, e.sender, s."dueAt", s.until, 'waiting'
        from r join enrolment e on e.corp_id = ${corpId} and e.id = r."enrolmentId",
          jsonb_to_recordset(r.steps) as s(key text, "dueAt" timestamptz, until timestamptz)
        where not r."drop" ? s.key
        on conflict (corp_id, enrolment_id, step) do update set due_at = excluded.due_at, until = excluded.until, held_at = null
          where enrolment_step.state = 'waiting'
        returning enrolment_id, step, sop_id, xmax = 0 as is_new)`,
      moves: sql`select enrolment_id, step, sop_id, 'waiting' as was, null as now, 0 as met from dropped
        union all select enrolment_id, step, sop_id, null, 'waiting', 0 from come where is_new`,
    });
    await park(
      tx,
      corpId,
      data.moves.filter((one) => one.park !== null),
    );
  }
}

/** Everybody with something to come leaves; whoever was through before stays what she was. */
export async function stopped(tx: Db, corpId: string, run: Batch) {
  for (const { data, occurredAt, seq } of only(run, "sop.stopped")) {
    await tallied(tx, corpId, {
      write: sql`gone as (delete from sop_park where corp_id = ${corpId} and sop_id = ${data.sopId} returning enrolment_id),
        changed as (update enrolment_step set state = 'exited', reason = 'stopped'
          where corp_id = ${corpId} and sop_id = ${data.sopId} and state = 'waiting' returning enrolment_id, step, sop_id),
        ended as (update enrolment e set state = 'exited', exit_reason = 'stopped', exited_at = ${occurredAt}, told_seq = ${seq}
          where e.corp_id = ${corpId} and e.state = 'active'
            and e.id in (select enrolment_id from gone union select enrolment_id from changed) returning e.id, e.sop_id)`,
      moves: sql`select id as enrolment_id, '' as step, sop_id, 'waiting' as was, 'exited' as now, 0 as met from ended
        union all select enrolment_id, step, sop_id, 'waiting', 'exited', 0 from changed`,
    });
  }
}
