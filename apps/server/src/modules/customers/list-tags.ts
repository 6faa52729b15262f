import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { allTags, namedTags, openChanges, usesOf } from "#modules/tags";
import { peopleByTag } from "./ask.ts";

/** Corp tags by group, each with the number of people who carry it: of the whole corp, so who sees a part of it gets names alone. */
export async function listTags(ctx: Ctx): Promise<OutputOf<typeof api.tags.list>> {
  const all = await allTags(ctx);
  const people = ctx.scope ? null : await peopleByTag(ctx);
  const changes = ctx.scope ? [] : await openChanges(ctx);
  const groups = new Map<string, { id: string; name: string; tags: { id: string; name: string; people: number | null }[] }>();
  for (const tag of all) {
    const group = groups.get(tag.groupId) ?? { id: tag.groupId, name: tag.group, tags: [] };
    groups.set(tag.groupId, group);
    group.tags.push({ id: tag.id, name: tag.name, people: people === null ? null : (people.get(tag.id) ?? 0) });
  }
  return { groups: [...groups.values()], changes };
}

/** What goes with tags that are deleted. */
export async function tagConsequences(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.tags.consequences>,
): Promise<OutputOf<typeof api.tags.consequences>> {
  const tags = await namedTags(ctx, input);
  const people = await peopleByTag(ctx);
  return { tags: tags.length, marks: tags.reduce((sum, { id }) => sum + (people.get(id) ?? 0), 0), uses: await usesOf(ctx, tags) };
}
