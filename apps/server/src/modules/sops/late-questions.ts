import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { closeSteps } from "./close-steps.ts";
import { readSops } from "./definitions.ts";

/** Late steps with the policy "ask": one question per SOP and step, whomever it concerns. */
export async function askedLate(ctx: Ctx): Promise<OutputOf<typeof api.sops.asked>> {
  const { rows } = await sql<{ sop_id: string; step: string; people: number; until: Date }>`
    select sop_id, step, count(*)::int as people, min(until) as until from enrolment_step
    where corp_id = ${ctx.corpId} and state = 'waiting' and held_at is not null group by 1, 2 order by 4, 1, 2`.execute(ctx.db);
  const sops = new Map((rows.length === 0 ? [] : await readSops(ctx.db, ctx.corpId)).map((sop) => [sop.id, sop]));
  const items = rows.map(({ sop_id: sopId, step, people, until }) => {
    const sop = sops.get(sopId);
    const name = sop?.definition.steps.find((one) => one.key === step)?.name;
    const named = { sop: sop ? inWords(ctx, sop.name) : "", name: name ? inWords(ctx, name) : step };
    return { sopId, step, people, until: until.toISOString(), ...named };
  });
  return { items, nextCursor: null };
}

/** Done now, together and through the gate like any other step; or left out. */
export async function answerLate(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sops.answerLate>,
): Promise<OutputOf<typeof api.sops.answerLate>> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ enrolmentId: string }>`select enrolment_id as "enrolmentId" from enrolment_step
      where corp_id = ${unit.corpId} and sop_id = ${input.sopId} and step = ${input.step} and state = 'waiting' and held_at is not null
      order by enrolment_id`.execute(unit.db);
    if (rows.length === 0) throw new Problem("sopNothingAsked", {}, 404);
    const { sopId, step } = input;
    const enrolmentIds = rows.map((row) => row.enrolmentId);
    if (input.do) {
      const data = { sopId, step, enrolmentIds, reason: "answered", dueAt: unit.now.toISOString() };
      unit.fact({ type: "sop.step-postponed", subject: `sop:${sopId}`, occurredAt: unit.now, data });
    } else
      closeSteps(
        unit,
        rows.map((row) => ({ ...row, sopId, step })),
        { state: "skipped", reason: "declined", key: "declined" },
      );
    await unit.audit("sops.answerLate", `sop:${sopId}`, { step, do: input.do, people: rows.length });
    return { people: rows.length };
  });
}
