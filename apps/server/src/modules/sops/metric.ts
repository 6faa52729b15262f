import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";

/** A page that was opened through a step's link counts for that person's step, inside the metric's window. */
export const linkOpened = reaction({
  name: "sops.metric",
  on: ["page.opened"],
  after: ["sops", "sops.evidence"],
  async react(unit, batch) {
    const opened = only(batch, "page.opened").flatMap((event) => {
      const [sopId, step] = event.data.via?.split(".") ?? [];
      if (!sopId || !step) return [];
      const at = event.occurredAt.toISOString();
      return [{ sop_id: sopId, step, recipient: event.data.externalUserId, at, seq: event.seq }];
    });
    if (opened.length === 0) return;
    const { rows } = await sql<{ enrolment_id: string; sop_id: string; step: string; at: Date; seq: number }>`
      select distinct on (s.enrolment_id, s.step) s.enrolment_id, s.sop_id, s.step, r.at, r.seq
      from jsonb_to_recordset(${JSON.stringify(opened)}::jsonb)
        as r(sop_id text, step text, recipient text, at timestamptz, seq bigint)
      join enrolment e on e.corp_id = ${unit.corpId} and e.sop_id = r.sop_id and e.recipient = r.recipient
      join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id and s.step = r.step
        and s.state in ('planned', 'claimed', 'done') and s.metric_at is null
      join sop_version v on v.corp_id = e.corp_id and v.sop_id = e.sop_id and v.version = e.version
      cross join lateral (select (d->'metric'->>'withinHours')::numeric as hours
        from jsonb_array_elements(v.definition->'steps') d where d->>'key' = s.step and d->'metric' is not null) m
      where r.at <= coalesce(s.done_at, s.due_at) + make_interval(mins => (m.hours * 60)::int)
      order by s.enrolment_id, s.step, r.at`.execute(unit.db);
    for (const row of rows) {
      unit.fact({
        type: "sop.metric-met",
        subject: `enrolment:${row.enrolment_id}`,
        occurredAt: row.at,
        sourceKey: `metric:${row.enrolment_id}/${row.step}`,
        causeSeq: row.seq,
        data: {
          sopId: row.sop_id,
          step: row.step,
          enrolmentId: row.enrolment_id,
          evidence: `event:${row.seq}`,
          at: row.at.toISOString(),
        },
      });
    }
  },
});
