import { sql } from "kysely";
import { leavesOf, type api, type OutputOf, type ParsedInputOf, type StageRule } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { familiesOf, frameAt } from "#modules/segments";
import { proposedRules } from "./defaults.ts";
import { readCycle } from "./evaluate.ts";

/** A stage cannot ask for stages; segments and scores change without a fact that names the person. */
const NOT_HERE: ReadonlySet<string> = new Set(["stage", "segment", "rfm"]);

export async function getLifeCycle(ctx: Ctx): Promise<OutputOf<typeof api.lifeCycle.get>> {
  const cycle = await readCycle(ctx.db, ctx.corpId);
  if (!cycle) return { enabled: false, version: 0, rules: [...proposedRules], counts: [], computing: null, updatedAt: null };
  const { rows } = await sql<{ stage: StageRule["stage"]; people: number }>`select stage, people from stage_people
    where corp_id = ${ctx.corpId} and people > 0`.execute(ctx.db);
  return {
    enabled: true,
    version: cycle.version,
    rules: cycle.rules,
    counts: rows,
    computing: cycle.place === null ? null : { looked: cycle.looked, moved: cycle.moved },
    updatedAt: cycle.updatedAt.toISOString(),
  };
}

export function checkRules(rules: readonly StageRule[]): void {
  const strange = rules.flatMap(({ name, tree }) => leavesOf(tree.root).flatMap(({ leaf }) => (NOT_HERE.has(leaf.kind) ? [name] : [])));
  if (strange[0] !== undefined) throw new Problem("stageRuleForbidden", { rule: strange[0] });
}

/** Puts rules in force. Everybody is looked at anew in the background; until then stages are of the rules before. */
export async function saveRules(ctx: Ctx, { rules }: ParsedInputOf<typeof api.lifeCycle.save>): Promise<{ ok: true }> {
  checkRules(rules);
  return withUnit(ctx, async (unit) => {
    const before = await readCycle(unit.db, unit.corpId);
    const { today } = await frameAt(unit.db, unit.corpId, unit.now);
    const families = rules.reduce((all, { tree }) => all | familiesOf(tree.root), 0);
    await sql`insert into life_cycle (corp_id, version, rules, families, place, day, updated_by, updated_at)
      values (${unit.corpId}, 1, ${JSON.stringify(rules)}, ${families}, '', ${today}::date, ${JSON.stringify(unit.actor)}, ${unit.now})
      on conflict (corp_id) do update set version = life_cycle.version + 1, rules = excluded.rules, families = excluded.families,
        place = '', looked = 0, moved = 0, day = excluded.day, updated_by = excluded.updated_by, updated_at = excluded.updated_at`.execute(
      unit.db,
    );
    await unit.audit("lifeCycle.save", "life-cycle", { before: before?.rules ?? null, rules });
    return { ok: true };
  });
}
