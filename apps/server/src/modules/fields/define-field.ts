import { sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { allFields } from "./ask.ts";
import type { Field, FieldOption } from "./types.ts";

const MOST_FIELDS = 100;

export async function createField(ctx: Ctx, input: ParsedInputOf<typeof api.fields.create>): Promise<{ key: string }> {
  return withUnit(ctx, async (unit) => {
    const fields = await heldFields(unit);
    if (fields.filter((field) => field.archivedAt === null).length >= MOST_FIELDS) throw new Problem("fieldTooMany", { most: MOST_FIELDS });
    checkName(fields, input.name, null);
    const options =
      input.kind === "choice"
        ? optionsFrom(
            unit,
            input.options.map((name) => ({ name })),
            [],
          )
        : [];
    const key = newId("fld", unit.now);
    await sql`insert into custom_field (corp_id, key, name, kind, options, listed, position, created_at)
      values (${unit.corpId}, ${key}, ${input.name}, ${input.kind}, ${JSON.stringify(options)}, ${input.listed}, ${fields.length}, ${unit.now})`.execute(
      unit.db,
    );
    await unit.audit("fields.create", `field:${key}`, { ...input, options });
    return { key };
  });
}

/** An option may be renamed or left out; whoever has one that was left out keeps it until somebody sets another. */
export async function updateField(ctx: Ctx, input: ParsedInputOf<typeof api.fields.update>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const fields = await heldFields(unit);
    const field = fields.find(({ key }) => key === input.key);
    if (!field) throw notFound("field", input.key);
    const archived = input.archived ?? field.archivedAt !== null;
    if (!archived) checkName(fields, input.name ?? field.name, field.key);
    const options = input.options && field.kind === "choice" ? optionsFrom(unit, input.options, field.options) : field.options;
    await sql`update custom_field set name = ${input.name ?? field.name}, listed = ${input.listed ?? field.listed},
        options = ${JSON.stringify(options)}, archived_at = ${archived ? (field.archivedAt ?? unit.now) : null}
      where corp_id = ${unit.corpId} and key = ${field.key}`.execute(unit.db);
    await unit.audit("fields.update", `field:${field.key}`, { before: field, change: input });
    return { ok: true };
  });
}

export async function orderFields(ctx: Ctx, { keys }: { keys: readonly string[] }): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    await sql`update custom_field f set position = r.n from unnest(${[...keys]}::text[]) with ordinality as r(key, n)
      where f.corp_id = ${unit.corpId} and f.key = r.key`.execute(unit.db);
    await unit.audit("fields.order", "fields", { keys });
    return { ok: true };
  });
}

/** Definitions are changed one after another: a name must be free, an option must keep its id. */
async function heldFields(unit: Unit): Promise<Field[]> {
  await sql`select from corp where corp_id = ${unit.corpId} for update`.execute(unit.db);
  return allFields(unit);
}

function checkName(fields: readonly Field[], name: string, own: string | null): void {
  const other = fields.find((field) => field.name === name && field.key !== own && field.archivedAt === null);
  if (other) throw new Problem("fieldNameTaken", { name }, 409);
}

function optionsFrom(
  unit: Unit,
  wanted: ReadonlyArray<{ id?: string | undefined; name: string }>,
  known: readonly FieldOption[],
): FieldOption[] {
  if (wanted.length === 0) throw new Problem("fieldOptionsMissing");
  const names = new Set(wanted.map(({ name }) => name));
  if (names.size < wanted.length) throw new Problem("fieldOptionTwice");
  return wanted.map(({ id, name }) => {
    const same = known.find((option) => option.id === id) ?? (id === undefined ? known.find((option) => option.name === name) : undefined);
    return { id: same?.id ?? newId("opt", unit.now), name };
  });
}
