import { WecomError, type FollowInfo, type FollowUser, type GroupChat, type WecomClient } from "@shuke/wecom";
import type { Follow, Shown } from "./compare-customer.ts";
import { clean, sortedIds } from "./clean.ts";
import { type Trouble, troubleOf } from "./walk.ts";

export type Failure = { error: string; retryAfterMs: number; trouble: Trouble["kind"] };
export type Fetched<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const NO_RELATION = 84_061;
const NO_SUCH_CUSTOMER = 40_096;
const GROUP_DISSOLVED = 49_008;

/** Never throws for trouble with WeCom: a failure is an answer that the caller files and repeats later. */
export async function attempt<T>(work: () => Promise<T>): Promise<Fetched<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const { kind, error: words, retryAfterMs } = troubleOf(error);
    return { ok: false, failure: { error: words, retryAfterMs, trouble: kind } };
  }
}

/** One person with all friendships inside the app's range. Nobody's customer any more is an answer, too. */
export async function fetchCustomer(client: WecomClient, externalUserId: string): Promise<Shown> {
  const shown: Shown = { externalUserId, contact: null, follows: [], complete: true };
  try {
    for await (const page of client.externalContact.getPages({ external_userid: externalUserId })) {
      shown.contact = page.external_contact;
      shown.follows = [...shown.follows, ...page.follow_user.map(followOf)];
    }
    return shown;
  } catch (error) {
    if (isCode(error, NO_RELATION, NO_SUCH_CUSTOMER)) return { ...shown, contact: null, follows: [] };
    throw error;
  }
}

/** A group with its members and their names; null when it was dissolved. */
export async function fetchGroup(client: WecomClient, chatId: string): Promise<GroupChat | null> {
  try {
    return (await client.groupChat.get({ chat_id: chatId, need_name: 1 })).group_chat;
  } catch (error) {
    if (isCode(error, GROUP_DISSOLVED)) return null;
    throw error;
  }
}

/** Ids of a member's customers; WeCom answers an error for "none". */
export async function listCustomers(client: WecomClient, userId: string): Promise<string[]> {
  try {
    return (await client.externalContact.list({ userid: userId })).external_userid;
  } catch (error) {
    if (isCode(error, NO_RELATION)) return [];
    throw error;
  }
}

/** `get` names tags with their groups, `batch/get_by_user` as bare ids; personal tags have no id and are left out. */
export function followOf(follow: FollowUser | FollowInfo): Follow {
  const tags = "tags" in follow ? (follow.tags ?? []).map((tag) => tag.tag_id) : "tag_id" in follow ? (follow.tag_id ?? []) : [];
  return {
    userId: follow.userid,
    remark: clean(follow.remark),
    description: clean(follow.description),
    createdSec: follow.createtime,
    addWay: follow.add_way ?? 0,
    state: follow.state ?? "",
    tagIds: sortedIds(tags),
  };
}

function isCode(error: unknown, ...codes: number[]): boolean {
  return error instanceof WecomError && codes.includes(error.errcode);
}

/** Runs `work` over all items, at most `width` at once, and keeps their order. */
export async function mapWide<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i];
      if (item !== undefined) results[i] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
