import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { readSops } from "./definitions.ts";

export type EnrolmentView = {
  enrolmentId: string;
  sopId: string;
  name: string;
  startedAt: string;
  state: string;
  steps: Array<{ key: string; name: string; state: string; dueAt: string; grade: string | null }>;
};

/** Where a person or a group is in which SOP, newest first. */
export async function enrolmentsOf(ctx: Ctx, recipient: string): Promise<EnrolmentView[]> {
  const { rows } = await sql<{
    enrolmentId: string;
    sopId: string;
    name: { zh: string; en: string };
    startedAt: Date;
    state: string;
    steps: Array<{ key: string; name: string; state: string; dueAt: string; grade: string | null }>;
  }>`
    select e.id as "enrolmentId", e.sop_id as "sopId", s.name, e.started_at as "startedAt", e.state,
      (select jsonb_agg(jsonb_build_object('key', st.step, 'name', coalesce(d.step->'name'->>${ctx.language === "en" ? "en" : "zh"}, st.step),
          'state', st.state, 'dueAt', to_char(st.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'grade', st.grade) order by st.due_at, st.step)
        from enrolment_step st
        left join lateral (select x as step from jsonb_array_elements(v.definition->'steps') x where x->>'key' = st.step) d on true
        where st.corp_id = e.corp_id and st.enrolment_id = e.id) as steps
    from enrolment e join sop s on s.corp_id = e.corp_id and s.id = e.sop_id
    join sop_version v on v.corp_id = e.corp_id and v.sop_id = e.sop_id and v.version = e.version
    where e.corp_id = ${ctx.corpId} and e.recipient = ${recipient}
    order by e.started_at desc`.execute(ctx.db);
  return rows.map((row) => ({ ...row, name: inWords(ctx, row.name), startedAt: row.startedAt.toISOString(), steps: row.steps ?? [] }));
}

/** Names of SOPs and their steps in the reader's language, by `sopId` and `sopId/step`. */
export async function sopNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const names = new Map<string, string>();
  for (const { id, name, definition } of await readSops(ctx.db, ctx.corpId)) {
    names.set(id, inWords(ctx, name));
    for (const step of definition.steps) names.set(`${id}/${step.key}`, inWords(ctx, step.name));
  }
  return names;
}
