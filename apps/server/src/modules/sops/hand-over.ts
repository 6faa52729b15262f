import { sql } from "kysely";
import type { Unit } from "#actions";
import type { Ctx } from "#kit/ctx";

const PER_FACT = 500;

export type Move = { recipient: string; to: string };

/** Whoever is under way through `from` goes on with the new member of staff: every step that is not planned yet is theirs. */
export async function passOnSteps(unit: Unit, from: string, moves: readonly Move[]): Promise<void> {
  const { rows } = await sql<{ id: string; to: string }>`select e.id, r."to"
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as r(recipient text, "to" text)
    join enrolment e on e.corp_id = ${unit.corpId} and e.recipient = r.recipient and e.sender = ${from} and e.state = 'active'
    order by e.id`.execute(unit.db);
  for (const [to, mine] of Map.groupBy(rows, (row) => row.to)) {
    for (let at = 0; at < mine.length; at += PER_FACT) {
      const enrolmentIds = mine.slice(at, at + PER_FACT).map(({ id }) => id);
      unit.fact({ type: "sop.handed-over", subject: `staff:${from}`, occurredAt: unit.now, data: { enrolmentIds, from, to } });
    }
  }
}

/**
 * Steps that come due before somebody else can be written through wait until then: whoever left cannot confirm anything. So do those
 * whose sends were called off (`recalled`: their actions).
 */
export async function holdSteps(
  unit: Unit,
  sender: string,
  holds: ReadonlyArray<{ recipient: string; until: Date }>,
  recalled: readonly string[],
): Promise<void> {
  const json = JSON.stringify(holds.map(({ recipient, until }) => ({ recipient, until: until.toISOString() })));
  const { rows } = await sql<{ id: string; sopId: string; step: string; until: Date }>`
    select s.enrolment_id as id, s.sop_id as "sopId", s.step, r.until
    from jsonb_to_recordset(${json}::jsonb) as r(recipient text, until timestamptz)
    join enrolment e on e.corp_id = ${unit.corpId} and e.recipient = r.recipient
    join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id and s.sender = ${sender}
      and ((s.state = 'waiting' and s.due_at < r.until) or (s.state = 'planned' and s.action_id = any(${[...recalled]})))
    order by s.sop_id, s.step, r.until, s.enrolment_id`.execute(unit.db);
  for (const some of Map.groupBy(rows, (row) => [row.sopId, row.step, row.until.toISOString()].join(" ")).values()) {
    const [first] = some;
    if (!first) continue;
    const { sopId, step, until } = first;
    const data = { sopId, step, enrolmentIds: some.map(({ id }) => id), dueAt: until.toISOString(), reason: "handover" };
    unit.fact({ type: "sop.step-postponed", subject: `sop:${sopId}`, occurredAt: unit.now, data });
  }
}

/** People and groups under way through each member of staff. */
export async function underWayWith(ctx: Ctx, senders: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ sender: string; n: number }>`select sender, count(*)::int as n from enrolment
    where corp_id = ${ctx.corpId} and sender = any(${[...senders]}) and state = 'active' group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.sender, row.n]));
}

/** Whom enrolments are about: external user id or chat id. */
export async function recipientsOf(ctx: Ctx, enrolmentIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; recipient: string }>`select id, recipient from enrolment
    where corp_id = ${ctx.corpId} and id = any(${[...enrolmentIds]})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.recipient]));
}
