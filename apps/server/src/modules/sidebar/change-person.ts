import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { cancelJob, startJob } from "#modules/bulk";
import { setField } from "#modules/fields";
import { allTags } from "#modules/tags";
import { needPerson, whoLooks } from "./in-sight.ts";

/** All tags of the corp, to choose from. */
export async function tagsToChoose(ctx: Ctx): Promise<OutputOf<typeof api.sidebar.tags>> {
  await whoLooks(ctx);
  const groups = Map.groupBy(await allTags(ctx), ({ groupId }) => groupId);
  return {
    groups: [...groups].map(([id, tags]) => ({
      id,
      name: tags[0]?.group ?? "",
      tags: tags.map((tag) => ({ id: tag.id, name: tag.name })),
    })),
  };
}

/** A change to many with one in it: the same words, the same look at what WeCom refuses, and the way back is the reverse. */
export async function markPerson(ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.mark>): Promise<{ jobId: string }> {
  const person = await needPerson(ctx, input.externalUserId);
  if (person.by !== "friend") throw new Problem("sidebarNoFriend", {}, 409);
  const { add, remove, undoOf } = input;
  if (undoOf !== undefined) await callBack(ctx, undoOf, person.customerId);
  const { id } = await startJob(ctx, { whom: { ids: [person.customerId] }, what: { do: "tags", add, remove } });
  return { jobId: id };
}

/** A hurried undo: what still waits at WeCom's door would come true after it. */
async function callBack(ctx: Ctx, jobId: string, customerId: string): Promise<void> {
  const { rows } = await sql<{ hers: boolean | null }>`select bool_and(customer_id = ${customerId}) as hers from tag_wish
    where corp_id = ${ctx.corpId} and job_id = ${jobId}`.execute(ctx.db);
  const hers = rows[0]?.hers ?? null;
  // Nothing was asked of WeCom: then nothing waits.
  if (hers === null) return;
  if (!hers) throw notFound("job", jobId);
  await cancelJob(ctx, { id: jobId });
}

export async function setPersonField(ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.setField>): Promise<{ changed: number }> {
  const { customerId } = await needPerson(ctx, input.externalUserId);
  return setField(ctx, { customerId, values: [{ key: input.key, value: input.value }], why: "" });
}
