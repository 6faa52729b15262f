import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { allTags } from "#modules/tags";
import { peopleByTag } from "./ask.ts";

/** Corp tags by group, each with the number of people who carry it. */
export async function listTags(ctx: Ctx): Promise<OutputOf<typeof api.tags.list>> {
  const [all, people] = [await allTags(ctx), await peopleByTag(ctx)];
  const groups = new Map<string, { id: string; name: string; tags: { id: string; name: string; people: number }[] }>();
  for (const tag of all) {
    const group = groups.get(tag.groupId) ?? { id: tag.groupId, name: tag.group, tags: [] };
    groups.set(tag.groupId, group);
    group.tags.push({ id: tag.id, name: tag.name, people: people.get(tag.id) ?? 0 });
  }
  return { groups: [...groups.values()] };
}
