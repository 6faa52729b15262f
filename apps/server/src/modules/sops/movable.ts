import type { SopGraph } from "@shuke/contract";
import { sql } from "kysely";
import type { GateSettings } from "#actions";
import type { Db } from "#db/connect";
import { moveOver, type MoveOver, type Standing } from "./move-over.ts";
import { lotOf } from "./start.ts";
import type { Park } from "./types.ts";

export type Movable = {
  enrolmentId: string;
  version: number;
  recipient: string;
  startedAt: Date;
  park: Park | null;
  standing: Standing[];
};

type Row = Omit<Movable, "standing"> & { standing: Array<{ step: string; state: string; dueAt: string; until: string }> };

const ISO = `YYYY-MM-DD"T"HH24:MI:SS.MS"Z"`;

/** People of an SOP with something to come whose version is another, by enrolment id. */
export async function readMovable(
  db: Db,
  corpId: string,
  { sopId, to, after, limit }: { sopId: string; to: number; after: string; limit: number },
): Promise<Movable[]> {
  const utc = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', ${sql.lit(ISO)})`;
  const { rows } = await sql<Row>`select e.id as "enrolmentId", e.version, e.recipient, e.started_at as "startedAt",
      (select jsonb_build_object('node', p.node, 'from', ${utc("p.from_at")}, 'at', ${utc("p.at")}, 'event', p.event)
        from sop_park p where p.corp_id = e.corp_id and p.enrolment_id = e.id) as park,
      (select coalesce(jsonb_agg(jsonb_build_object('step', s.step, 'state', s.state, 'dueAt', ${utc("s.due_at")}, 'until', ${utc("s.until")})
        order by s.step), '[]') from enrolment_step s where s.corp_id = e.corp_id and s.enrolment_id = e.id) as standing
    from enrolment e where e.corp_id = ${corpId} and e.sop_id = ${sopId} and e.state = 'active' and e.version <> ${to} and e.id > ${after}
      and (exists (select from sop_park p where p.corp_id = e.corp_id and p.enrolment_id = e.id)
        or exists (select from enrolment_step s where s.corp_id = e.corp_id and s.enrolment_id = e.id and s.state in ('waiting', 'planned')))
    order by e.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ...row,
    standing: row.standing.map((one) => ({ ...one, dueAt: new Date(one.dueAt), until: new Date(one.until) })),
  }));
}

/** What the other version means for her. */
export function moveOf(graph: SopGraph, sopId: string, one: Movable, settings: GateSettings, now: Date): MoveOver {
  const walker = { startedAt: one.startedAt, lot: lotOf(sopId, one.recipient) };
  return moveOver(graph, walker, one.standing, one.park, settings, now);
}

/** People with something to come in another version. */
export async function countMovable(db: Db, corpId: string, sopId: string, to: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from enrolment e
    where e.corp_id = ${corpId} and e.sop_id = ${sopId} and e.state = 'active' and e.version <> ${to} and e.id in (
      select enrolment_id from sop_park where corp_id = ${corpId} and sop_id = ${sopId}
      union select enrolment_id from enrolment_step where corp_id = ${corpId} and sop_id = ${sopId} and state in ('waiting', 'planned'))`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}
