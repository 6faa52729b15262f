import type { api, EnrolmentState, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { readSop } from "./definitions.ts";
import { namesFor, subjectOf } from "./names.ts";

type Row = {
  id: string;
  recipient: string;
  version: number;
  state: EnrolmentState;
  reason: string | null;
  started_at: Date;
  waits_at: string | null;
  step: string | null;
  evidence: Array<{ step: string; grade: string; evidence: string; at: string }> | null;
};

/** Everybody who is or was in an SOP. Keyset by enrolment id. */
export async function sopEnrolments(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sops.enrolments>,
): Promise<OutputOf<typeof api.sops.enrolments>> {
  const sop = await readSop(ctx.db, ctx.corpId, input.sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  const steps = sql`from enrolment_step s where s.corp_id = e.corp_id and s.enrolment_id = e.id`;
  const waitsAt = sql`(select p.node from sop_park p where p.corp_id = e.corp_id and p.enrolment_id = e.id)`;
  // Not by "exists": of a page's people that would have everybody's open steps read first.
  const openStep = sql`(select s.step ${steps} and s.state in ('waiting', 'planned') order by s.due_at, s.step limit 1)`;
  const state = sql`case when e.state = 'exited' then 'exited' when e.ended = 'held-out' then 'held-out'
    when ${waitsAt} is not null or ${openStep} is not null then 'active' else 'completed' end`;
  const { rows } = await sql<Row>`select e.id, e.recipient, e.version, ${state} as state, e.exit_reason as reason, e.started_at,
      ${waitsAt} as waits_at, ${openStep} as step,
      (select jsonb_agg(jsonb_build_object('step', s.step, 'grade', s.grade, 'evidence', s.evidence,
          'at', to_char(coalesce(s.done_at, s.claimed_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by coalesce(s.done_at, s.claimed_at), s.step)
        ${steps} and s.state in ('done', 'claimed') and s.grade is not null and s.evidence is not null
          and coalesce(s.done_at, s.claimed_at) is not null) as evidence
    from enrolment e where e.corp_id = ${ctx.corpId} and e.sop_id = ${sop.id} and e.id > ${input.cursor ?? ""}
      ${input.state === undefined ? sql`` : sql`and ${state} = ${input.state}`}
    order by e.id limit ${input.limit + 1}`.execute(ctx.db);
  const page = rows.slice(0, input.limit);
  const names = await namesFor(
    ctx,
    sop.subject,
    page.map((row) => row.recipient),
  );
  return {
    items: page.map((row) => ({
      enrolmentId: row.id,
      subject: subjectOf(ctx.corpId, sop.subject, row.recipient),
      recipient: row.recipient,
      name: names.get(row.recipient) ?? "",
      version: row.version,
      step: row.state === "active" ? row.step : null,
      waitsAt: row.waits_at,
      state: row.state,
      reason: row.reason,
      startedAt: row.started_at.toISOString(),
      evidence: row.evidence ?? [],
    })),
    nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
  };
}
