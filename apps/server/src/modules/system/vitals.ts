import { sql } from "kysely";
import type { Db } from "#db/connect";
import { coldMedia } from "#modules/assets";
import { deafAccounts } from "#modules/kf";

/** Counting stops here: nobody reads more, and a look must cost the same whatever waits. */
export const MOST = 1000;

export type AtMost = { n: number; isMore: boolean };
const toAtMost = (n: number): AtMost => ({ n: Math.min(n, MOST), isMore: n > MOST });

export type Vitals = {
  inbox: { waiting: AtMost; oldestAt: Date | null; quarantined: AtMost };
  handlers: Array<{ handler: string; lag: number; behindSince: Date | null; attempts: number; error: string | null }>;
  lanes: Array<{ lane: string; due: AtMost; oldestAt: Date }>;
  actions: { claimed: number; unknown: number; unknownSince: Date | null; failedToday: AtMost };
  sync: Array<{ family: string; finishedAt: Date | null; expected: number; fetched: number; failed: number }>;
  ticks: Array<{ name: string; missed: number }>;
  /** Files of the library that WeCom did not take of late; `gone` of them are not there any more. */
  media: { failing: number; gone: number; since: Date | null };
  /** Accounts of customer service that should answer by themselves and are not read. */
  kf: { count: number; name: string; since: Date | null };
};

const DAY_MS = 86_400_000;

/**
 * How a corp's work stands: seven small statements, each along an index and bounded, so that `/metrics` and the page of operations
 * may ask every few seconds over millions of rows (EXPLAINed in vitals.test.ts).
 */
export async function readVitals(db: Db, corpId: string, now: Date, lanes: readonly string[]): Promise<Vitals> {
  const yesterday = new Date(now.getTime() - DAY_MS);
  const { rows: handlers } = await handlersSql(corpId).execute(db);
  const { rows: inbox } = await inboxSql(corpId).execute(db);
  const { rows: waiting } = await lanesSql(corpId, now, lanes).execute(db);
  const { rows: actions } = await actionsSql(corpId, yesterday).execute(db);
  const { rows: sync } = await syncSql(corpId).execute(db);
  const { rows: ticks } = await ticksSql(corpId, yesterday).execute(db);
  return {
    inbox: {
      waiting: toAtMost(inbox[0]?.waiting ?? 0),
      oldestAt: inbox[0]?.oldestAt ?? null,
      quarantined: toAtMost(inbox[0]?.quarantined ?? 0),
    },
    handlers,
    lanes: waiting.map(({ lane, due, oldestAt }) => ({ lane, due: toAtMost(due), oldestAt })),
    actions: {
      claimed: actions[0]?.claimed ?? 0,
      unknown: actions[0]?.unknown ?? 0,
      unknownSince: actions[0]?.unknownSince ?? null,
      failedToday: toAtMost(actions[0]?.failed ?? 0),
    },
    sync,
    ticks,
    media: await coldMedia({ db, corpId, now }),
    kf: await deafAccounts({ db, corpId }),
  };
}

type HandlerRow = Vitals["handlers"][number];

/** The first fact behind a cursor is one probe of the log's primary key. */
export const handlersSql = (corpId: string) => sql<HandlerRow>`
  select c.handler, greatest(h.seq - c.seq, 0) as lag, e.recorded_at as "behindSince", c.attempts, c.last_error as error
  from handler_cursor c join event_head h on h.corp_id = c.corp_id
    left join lateral (select recorded_at from event where corp_id = c.corp_id and seq > c.seq order by seq limit 1) e on true
  where c.corp_id = ${corpId} order by lag desc, c.handler`;

export const inboxSql = (corpId: string) => sql<{ waiting: number; oldestAt: Date | null; quarantined: number }>`
  select (select count(*) from (select from inbox where corp_id = ${corpId} and state = 'received' limit ${MOST + 1}) w) as waiting,
    (select received_at from inbox where corp_id = ${corpId} and state = 'received' order by id limit 1) as "oldestAt",
    (select count(*) from (select from inbox where corp_id = ${corpId} and state = 'quarantined' limit ${MOST + 1}) q) as quarantined`;

export const lanesSql = (corpId: string, now: Date, lanes: readonly string[]) => sql<{ lane: string; due: number; oldestAt: Date }>`
  select l.lane, w.due, w."oldestAt" from unnest(${[...lanes]}::text[]) as l(lane) cross join lateral (
    select count(*) as due, min(run_after) as "oldestAt" from (
      select q.run_after from action_unsent q where q.corp_id = ${corpId} and q.status = 'planned' and q.lane = l.lane
        and q.run_after <= ${now}
      order by q.run_after limit ${MOST + 1}) d) w
  where w.due > 0 order by w."oldestAt"`;

export const actionsSql = (corpId: string, since: Date) => sql<{
  claimed: number;
  unknown: number;
  unknownSince: Date | null;
  failed: number;
}>`
  select (select count(*) from action_held h cross join unnest(h.ids) i(id) join planned_action a on a.corp_id = ${corpId} and a.id = i.id
      where h.corp_id = ${corpId} and a.status = 'claimed') as claimed,
    count(*) as unknown, min(run_after) as "unknownSince",
    (select count(*) from (select recorded_at from event where corp_id = ${corpId} and type = 'action.failed'
      order by seq desc limit ${MOST + 1}) f where recorded_at > ${since}) as failed
  from action_unsent where corp_id = ${corpId} and status = 'unknown'`;

/** The last certificate that was finished, of each family. */
export const syncSql = (corpId: string) => sql<Vitals["sync"][number]>`
  select distinct on (family) family, finished_at as "finishedAt", expected, fetched,
    jsonb_array_length(failed) as failed
  from sync_run where corp_id = ${corpId} and finished_at is not null order by family, started_at desc`;

/** Names of ticks are few and their rows few a day; the primary key finds those of each name. */
export const ticksSql = (corpId: string, since: Date) => sql<Vitals["ticks"][number]>`
  select name, sum(missed)::int as missed from tick where corp_id = ${corpId} and bucket > ${since} and missed > 0
  group by name order by name`;
