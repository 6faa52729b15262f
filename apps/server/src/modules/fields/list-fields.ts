import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { allFields, fieldPeople } from "./ask.ts";

/** Fields in their order with how many people have a value, and which. */
export async function listFields(ctx: Ctx, { archived }: ParsedInputOf<typeof api.fields.list>): Promise<OutputOf<typeof api.fields.list>> {
  const [fields, people] = await Promise.all([allFields(ctx), fieldPeople(ctx)]);
  return {
    fields: fields
      .filter((field) => archived || field.archivedAt === null)
      .map(({ options, archivedAt, ...field }) => ({
        ...field,
        archivedAt: archivedAt?.toISOString() ?? null,
        people: people.get(field.key) ?? 0,
        yes: people.get(`${field.key}/true`) ?? 0,
        options: options.map((option) => ({ ...option, people: people.get(`${field.key}/${option.id}`) ?? 0 })),
      })),
  };
}
