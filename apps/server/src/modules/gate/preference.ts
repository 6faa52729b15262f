import type { api, OutputOf, ParsedInputOf, PreferenceView } from "@shuke/contract";
import { sql } from "kysely";
import { leaveOut, type Preference, type Topic, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { customerInScope } from "#modules/customers";

type SaidBy = NonNullable<PreferenceView["saidBy"]>;

export async function getPreference(ctx: Ctx, input: ParsedInputOf<typeof api.preferences.get>): Promise<PreferenceView> {
  return preferenceOf(ctx, await externalIdOf(ctx, input.customerId));
}

/** As somebody of the house writes it down for her; she herself says it on her page. */
export async function setPreference(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.preferences.set>,
): Promise<OutputOf<typeof api.preferences.set>> {
  const externalUserId = await externalIdOf(ctx, input.customerId);
  await sayPreference(ctx, { externalUserId, level: input.level, without: input.without, saidBy: "console" });
  return preferenceOf(ctx, externalUserId);
}

export type Said = { externalUserId: string; level: Preference; without?: readonly Topic[] | undefined; saidBy: SaidBy };

/** Holds from this commit on: the gate reads the row with each decision, and what is planned for her and not called yet leaves her out. */
export async function sayPreference(ctx: Ctx, { externalUserId, level, saidBy, ...said }: Said): Promise<void> {
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ level: Preference; without: Topic[] }>`select level, without from contact_preference
      where corp_id = ${ctx.corpId} and external_user_id = ${externalUserId} for update`.execute(unit.db);
    const from = rows[0]?.level ?? "usual";
    const before = rows[0]?.without ?? [];
    const without = [...new Set(said.without ?? before)].toSorted();
    const moved = without.join() !== before.join();
    if (from === level && !moved) return;
    await sql`insert into contact_preference (corp_id, external_user_id, level, without, said_by, said_at)
      values (${ctx.corpId}, ${externalUserId}, ${level}, ${without}, ${saidBy}, ${ctx.now})
      on conflict (corp_id, external_user_id) do update set level = excluded.level, without = excluded.without, said_by = excluded.said_by,
        said_at = excluded.said_at`.execute(unit.db);
    const withdrawn = await leaveOutNow(unit, externalUserId, level, without);
    const id = customerId(ctx.corpId, externalUserId);
    const data = { externalUserId, from, to: level, saidBy, withdrawn, ...(moved ? { without } : {}) };
    unit.fact({ type: "preference.said", subject: `customer:${id}`, occurredAt: ctx.now, data });
    await unit.audit("preferences.set", `customer:${id}`, { from, to: level, saidBy, ...(moved ? { without } : {}) });
  });
}

async function leaveOutNow(unit: Unit, externalUserId: string, level: Preference, without: readonly Topic[]): Promise<string[]> {
  if (level === "none") return leaveOut(unit, externalUserId);
  if (level === "stock-only") return leaveOut(unit, externalUserId, { but: "stock" });
  return without.length > 0 ? leaveOut(unit, externalUserId, { only: without }) : [];
}

type Row = { level: Preference; without: PreferenceView["without"]; said_by: SaidBy; said_at: Date };

export async function preferenceOf(ctx: Ctx, externalUserId: string): Promise<PreferenceView> {
  const { rows } = await sql<Row>`select level, without, said_by, said_at from contact_preference
    where corp_id = ${ctx.corpId} and external_user_id = ${externalUserId}`.execute(ctx.db);
  const [row] = rows;
  return row
    ? { level: row.level, without: row.without, saidBy: row.said_by, saidAt: row.said_at.toISOString() }
    : { level: "usual", without: [], saidBy: null, saidAt: null };
}

async function externalIdOf(ctx: Ctx, id: string): Promise<string> {
  const customer = await customerInScope(ctx, id);
  if (!customer) throw notFound("customer", id);
  return customer.externalUserId;
}
