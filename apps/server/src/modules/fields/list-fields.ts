import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { allFields, fieldPeople } from "./ask.ts";

/**
 * Fields in their order with how many people have a value, and which. That is counted for the whole corp: who sees a part of it gets the
 * names, and null where the figures would be.
 */
export async function listFields(ctx: Ctx, { archived }: ParsedInputOf<typeof api.fields.list>): Promise<OutputOf<typeof api.fields.list>> {
  const [fields, people] = await Promise.all([allFields(ctx), ctx.scope ? null : fieldPeople(ctx)]);
  const countOf = (key: string) => (people === null ? null : (people.get(key) ?? 0));
  return {
    fields: fields
      .filter((field) => archived || field.archivedAt === null)
      .map(({ options, archivedAt, ...field }) => ({
        ...field,
        archivedAt: archivedAt?.toISOString() ?? null,
        people: countOf(field.key),
        yes: countOf(`${field.key}/true`),
        options: options.map((option) => ({ ...option, people: countOf(`${field.key}/${option.id}`) })),
      })),
  };
}
