import type { api, OutputOf } from "@shuke/contract";
import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { readSop } from "./definitions.ts";
import { countVersions } from "./count-steps.ts";
import { findingsOf, limitsOf, shown } from "./findings.ts";

export async function getSop(ctx: Ctx, input: { sopId: string }): Promise<OutputOf<typeof api.sops.get>> {
  const sop = await readSop(ctx.db, ctx.corpId, input.sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  const { rows } = await sql<{ version: number; created_at: Date }>`select version, created_at from sop_version
    where corp_id = ${ctx.corpId} and sop_id = ${sop.id} order by version desc`.execute(ctx.db);
  const underWay = await countVersions(ctx, sop.id);
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
    versions: rows.map((row) => ({
      version: row.version,
      createdAt: row.created_at.toISOString(),
      underWay: underWay.get(row.version) ?? 0,
    })),
    limits: await limitsOf(ctx),
  };
}
