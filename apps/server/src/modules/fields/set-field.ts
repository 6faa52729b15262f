import { sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { mustSeeCustomer } from "#modules/customers";
import { allFields, valuesOf } from "./ask.ts";
import { accept, isMisfit } from "./rules.ts";
import type { Field, FieldValue } from "./types.ts";

/** One value of one person, checked already. */
export type Setting = { customerId: string; field: Pick<Field, "key" | "kind">; value: FieldValue };

/** Values of one person, all or none. */
export async function setField(ctx: Ctx, input: ParsedInputOf<typeof api.fields.set>): Promise<{ changed: number }> {
  await mustSeeCustomer(ctx, input.customerId);
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql`select from customer where corp_id = ${unit.corpId} and id = ${input.customerId}`.execute(unit.db);
    if (rows.length === 0) throw notFound("customer", input.customerId);
    const fields = await allFields(unit);
    const settings = input.values.map(({ key, value }): Setting => {
      const field = usable(fields, key);
      return { customerId: input.customerId, field, value: checked(field, value) };
    });
    return { changed: (await setValues(unit, settings, { why: input.why, jobId: null })).length };
  });
}

export function usable(fields: readonly Field[], key: string): Field {
  const field = fields.find((one) => one.key === key);
  if (!field) throw notFound("field", key);
  if (field.archivedAt !== null) throw new Problem("fieldArchived", { field: field.name }, 409);
  return field;
}

/** The value in its one form; an empty text is none. Throws what does not fit, in words. */
export function checked(field: Field, value: FieldValue): FieldValue {
  if (value === null || (typeof value === "string" && value.trim() === "")) return null;
  const accepted = accept(field, value);
  if (isMisfit(accepted)) throw new Problem(accepted.code, accepted.details);
  return accepted;
}

export type Change = { customerId: string; key: string; before: FieldValue };

/** Records what differs from what is there, each with what was there before; answers those. */
export async function setValues(unit: Unit, settings: readonly Setting[], by: { why: string; jobId: string | null }): Promise<Change[]> {
  const people = [...new Set(settings.map(({ customerId }) => customerId))];
  const keys = [...new Set(settings.map(({ field }) => field.key))];
  const held = new Map((await valuesOf(unit, people, keys)).map(({ customerId, key, value }) => [`${customerId} ${key}`, value]));
  const changes: Change[] = [];
  for (const { customerId, field, value } of settings) {
    const at = `${customerId} ${field.key}`;
    const before = held.get(at) ?? null;
    if (before === value) continue;
    held.set(at, value);
    changes.push({ customerId, key: field.key, before });
    unit.fact({
      type: "customer.field-set",
      subject: `customer:${customerId}`,
      occurredAt: unit.now,
      data: { customerId, key: field.key, kind: field.kind, value, before, ...by },
    });
  }
  return changes;
}
