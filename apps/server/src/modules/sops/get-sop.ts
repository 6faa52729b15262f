import type { api, OutputOf } from "@shuke/contract";
import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { readSop } from "./definitions.ts";
import { findingsOf, limitsOf, shown } from "./findings.ts";

export async function getSop(ctx: Ctx, input: { sopId: string }): Promise<OutputOf<typeof api.sops.get>> {
  const sop = await readSop(ctx.db, ctx.corpId, input.sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  const { rows } = await sql<{ version: number; created_at: Date; under_way: number }>`
    with open as (select enrolment_id from enrolment_step
        where corp_id = ${ctx.corpId} and sop_id = ${sop.id} and state in ('waiting', 'planned')
      union select enrolment_id from sop_park where corp_id = ${ctx.corpId} and sop_id = ${sop.id}),
    people as (select e.version, count(*)::int as n from open join enrolment e on e.corp_id = ${ctx.corpId} and e.id = open.enrolment_id
      group by 1)
    select v.version, v.created_at, coalesce(p.n, 0) as under_way from sop_version v left join people p on p.version = v.version
    where v.corp_id = ${ctx.corpId} and v.sop_id = ${sop.id} order by v.version desc`.execute(ctx.db);
  return {
    id: sop.id,
    key: sop.key,
    name: inWords(ctx, sop.name),
    subject: sop.subject,
    state: sop.state,
    version: sop.version,
    revision: sop.revision,
    moving: sop.moving,
    playbook: sop.playbook,
    definition: sop.version === 0 ? null : sop.written,
    draft: sop.draft,
    findings: sop.draft === null ? [] : shown(await findingsOf(ctx, sop.draft)),
    versions: rows.map((row) => ({ version: row.version, createdAt: row.created_at.toISOString(), underWay: row.under_way })),
    limits: await limitsOf(ctx),
  };
}
