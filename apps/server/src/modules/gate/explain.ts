import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { personStanding } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem, notFound } from "#kit/problem";
import { customerInScope } from "#modules/customers";
import { whysOf } from "#modules/tasks";
import { preferenceOf } from "./preference.ts";

/** How a customer stands with the gate, with what stands behind each contact that counts. */
export async function explainGate(ctx: Ctx, input: ParsedInputOf<typeof api.gate.explain>): Promise<OutputOf<typeof api.gate.explain>> {
  const at = input.at === undefined ? ctx.now : new Date(input.at);
  if (Number.isNaN(at.getTime())) throw new Problem("settingInvalid", { field: "at", why: input.at });
  const customer = await customerInScope(ctx, input.customerId);
  if (!customer) throw notFound("customer", input.customerId);
  const { touches, freeAt, reason, ...standing } = await personStanding(ctx, customer.externalUserId, at);
  const whys = await whysOf(
    ctx,
    touches.map(({ plannedBy }) => plannedBy),
  );
  return {
    ...standing,
    at: at.toISOString(),
    // A mass send that nobody has asked for before is no duplicate.
    reason: reason === "duplicate" ? null : reason,
    freeAt: freeAt?.toISOString() ?? null,
    preference: await preferenceOf(ctx, customer.externalUserId),
    touches: touches.map(({ plannedBy, at: when, ...touch }) => ({
      ...touch,
      at: when.toISOString(),
      why: whys.get(plannedBy) ?? { kind: plannedBy, label: "", to: null },
    })),
  };
}
