import { z } from "zod";
import { id, instant, ok, problem } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** WeCom's own bound on names of tags and groups (wecom-api §15). */
const tagName = z.string().trim().min(1).max(30);
const what = z.enum(["tag", "group"]);

/** A change that WeCom has not made yet, or refused. What it made is seen in the tags themselves. */
export const tagChange = z.object({
  actionId: z.string(),
  kind: z.enum(["create", "rename", "move", "delete"]),
  /** What it was called when somebody asked for it. */
  label: z.string(),
  toLabel: z.string(),
  tagIds: z.array(z.string()),
  groupId: z.string().nullable(),
  state: z.enum(["asked", "refused"]),
  problem: problem.nullable(),
  askedAt: instant,
  askedBy: z.string(),
});
export type TagChange = z.infer<typeof tagChange>;

export const tags = {
  list: endpoint({
    name: "tags.list",
    summary: "Corp tags by group with the number of people, and the changes that WeCom has not made yet",
    permission: "customers.read",
    scope: "any",
    input: z.object({}),
    output: z.object({
      groups: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          /** Null: counted for the whole corp only, and the reader sees a part of it. */
          tags: z.array(z.object({ id: z.string(), name: z.string(), people: z.number().nullable() })),
        }),
      ),
      changes: z.array(tagChange),
    }),
  }),
  create: endpoint({
    name: "tags.create",
    summary: "New tags in a group, which is made when there is none of that name",
    permission: "customers.write",
    input: z.object({ group: tagName, names: z.array(tagName).min(1).max(100) }),
    output: ok,
  }),
  rename: endpoint({
    name: "tags.rename",
    summary: "Another name for a tag or a group",
    permission: "customers.write",
    input: z.object({ what, id, name: tagName }),
    output: ok,
  }),
  order: endpoint({
    name: "tags.order",
    summary: "The order of groups, or of the tags of one group: as few calls to WeCom as it takes",
    permission: "customers.write",
    input: z.object({ what, ids: z.array(id).min(2).max(1000) }),
    output: z.object({ calls: z.number() }),
  }),
  consequences: endpoint({
    name: "tags.consequences",
    summary: "What deleting tags takes away: from how many people, and what of ours marks with them",
    permission: "customers.read",
    input: z.object({ tagIds: z.array(id).max(100).default([]), groupId: id.nullable().default(null) }),
    output: z.object({
      tags: z.number(),
      /** Marks that go, over all people. */
      marks: z.number(),
      uses: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
    }),
  }),
  remove: endpoint({
    name: "tags.remove",
    summary: "Deletes tags, or a group with its tags, at WeCom: everybody loses them, and nobody can give them back",
    permission: "customers.write",
    input: z.object({ tagIds: z.array(id).max(100).default([]), groupId: id.nullable().default(null) }),
    output: ok,
  }),
  retry: endpoint({
    name: "tags.retry",
    summary: "Asks WeCom once more for a change that it refused, or puts the refusal away",
    permission: "customers.write",
    input: z.object({ actionId: id, again: z.boolean() }),
    output: ok,
  }),
};
