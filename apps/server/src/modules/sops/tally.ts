import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";

/**
 * `write`: what changes steps, as parts of a `with`. `moves`: a select of what that changed, as (enrolment_id, step, sop_id, was,
 * now, met); a step that came has no `was`, one that went no `now`, and `met` is 1 where a done step's metric begins to count.
 * `places`: where the enrolments are that this very statement writes, as (id, store_id, started_at).
 */
type Written = { write: RawBuilder<unknown>; moves: RawBuilder<unknown>; places?: RawBuilder<unknown> };

/** The sum of what came to a state and what left it. */
const into = (state: string) =>
  sql`coalesce(sum(m.n) filter (where m.now = ${state}), 0) - coalesce(sum(m.n) filter (where m.was = ${state}), 0)`;

/**
 * Writes steps and counts them in one statement (table `sop_count`, migration 0125): whoever looks at a board adds up days instead of
 * people. Few rows of many steps: those of one batch are mostly of few stores.
 */
export async function tallied(tx: Db, corpId: string, { write, moves, places }: Written): Promise<void> {
  const known = sql`select id, store_id, started_at from enrolment where corp_id = ${corpId}`;
  await sql`with ${write},
    -- Counted before they are laid out by place and day: thousands of one batch are mostly one line.
    move as (select m.sop_id, m.step, m.was, m.now, coalesce(e.store_id, '') as store,
        (e.started_at at time zone (select time_zone from corp where corp_id = ${corpId}))::date as day, count(*) as n, sum(m.met) as met
      from (${moves}) m join (${places ?? known}) e on e.id = m.enrolment_id group by 1, 2, 3, 4, 5, 6)
    insert into sop_count as n (corp_id, sop_id, kind, since, key, step, waiting, planned, claimed, done, missed, skipped, refused, exited, metric_met)
    select ${corpId}, m.sop_id, x.kind, x.since, x.key, m.step, ${into("waiting")}, ${into("planned")}, ${into("claimed")}, ${into("done")}, ${into("missed")},
      ${into("skipped")}, ${into("refused")}, ${into("exited")}, sum(m.met)
    from move m, lateral (values ('all', m.day, ''), ('store', m.day, m.store), ('store', date '-infinity', m.store)) x(kind, since, key)
    group by 2, 3, 4, 5, 6 order by 2, 3, 4, 5, 6
    on conflict (corp_id, sop_id, kind, since, key, step, lane) do update set waiting = n.waiting + excluded.waiting,
      planned = n.planned + excluded.planned, claimed = n.claimed + excluded.claimed, done = n.done + excluded.done, missed = n.missed + excluded.missed,
      skipped = n.skipped + excluded.skipped, refused = n.refused + excluded.refused, exited = n.exited + excluded.exited,
      metric_met = n.metric_met + excluded.metric_met`.execute(tx);
}

/** Steps (`s`) whose states before the statement are those of `o`, themselves once more. */
export const before = (corpId: string): RawBuilder<unknown> =>
  sql`enrolment_step o on o.corp_id = ${corpId} and o.enrolment_id = r."enrolmentId" and o.step = r.step`;
