import { sql } from "kysely";
import type { TalkWhom } from "@shuke/contract";
import type { Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { livingChats } from "#modules/groups";
import { chatsOfClasses, chatsOfStores } from "#modules/live-codes";
import type { TalkRow } from "./read.ts";

/** The living groups that a choice makes now. */
export async function chatsFor(ctx: Ctx, { groupIds, storeIds, classes }: TalkWhom): Promise<string[]> {
  const ofStores = storeIds.length === 0 ? [] : [...(await chatsOfStores(ctx, storeIds)).values()].flat();
  return livingChats(ctx, { groupIds, chatIds: [...new Set([...ofStores, ...(await chatsOfClasses(ctx, classes))])] });
}

/**
 * Groups that its classes and stores got since it was announced belong to it from its next post on; whom it was told stays, wherever its
 * group went since.
 */
export async function withNewGroups(unit: Unit, talk: TalkRow): Promise<TalkRow> {
  const chat_ids = [...new Set([...talk.chat_ids, ...(await chatsFor(unit, talk.plan))])].toSorted();
  if (chat_ids.length === talk.chat_ids.length) return talk;
  await sql`update talk set chat_ids = ${chat_ids} where corp_id = ${unit.corpId} and id = ${talk.id}`.execute(unit.db);
  return { ...talk, chat_ids };
}

export const reachOf = async (ctx: Ctx, whom: TalkWhom): Promise<{ groups: number }> => ({ groups: (await chatsFor(ctx, whom)).length });
