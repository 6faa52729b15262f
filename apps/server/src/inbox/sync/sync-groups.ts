import type { GroupChat } from "@shuke/wecom";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { groupId } from "#kit/ids";
import { headOf, type NewEvent } from "#log";
import { applyDifferences } from "./apply.ts";
import { compareGroup, sameGroup } from "./compare-group.ts";
import { attempt, type Failure, type Fetched, fetchGroup, mapWide } from "./fetch.ts";
import { heldGroups, heldMembers } from "./held.ts";
import type { SyncRun } from "./run.ts";
import type { Trouble } from "./walk.ts";

const WIDTH = 8;

type Seen = { chatId: string; chat: GroupChat | null };

export type GroupResult = {
  key: string;
  failure: Failure | null;
  stale: boolean;
  /** The member version that was shown; null for a dissolved group. */
  version: string | null;
  /** Whether anything was different. */
  moved: boolean;
  /** false: the details still show somebody who has just left. */
  settled: boolean;
};

/** Fetches groups and records what is different: name, owner, notice, admins, members. */
export async function syncGroups(run: SyncRun, chatIds: readonly string[], actor: Actor): Promise<GroupResult[]> {
  const since = await headOf(run.db, run.corpId);
  return recordGroups(run, await askGroups(run, chatIds), since, actor);
}

export type AskedGroup = { key: string; answer: Fetched<GroupChat | null> };

export function askGroups({ client }: SyncRun, chatIds: readonly string[]): Promise<AskedGroup[]> {
  return mapWide(chatIds, WIDTH, async (key) => ({ key, answer: await attempt(() => fetchGroup(client, key)) }));
}

/** For how long WeCom wants no more of such calls, by what it answered. */
export function waitOf(asked: readonly AskedGroup[]): Trouble | null {
  const waiting = asked.flatMap(({ answer }) => (!answer.ok && answer.failure.trouble === "wait" ? [answer.failure] : []));
  const [first] = waiting;
  return first ? { kind: "wait", error: first.error, retryAfterMs: Math.max(...waiting.map((one) => one.retryAfterMs)) } : null;
}

/** `since`: the log's head before WeCom was asked. */
export async function recordGroups(run: SyncRun, fetched: readonly AskedGroup[], since: number, actor: Actor): Promise<GroupResult[]> {
  const { db, corpId, now } = run;
  const seen = fetched.flatMap(({ key, answer }): Seen[] => (answer.ok ? [{ chatId: key, chat: answer.value }] : []));
  const lagging = new Set<string>();
  const moved = new Set<string>();
  const { stale } = await applyDifferences<Seen>(db, corpId, {
    projection: "groups",
    since,
    items: seen,
    actor,
    now,
    subjectOf: (item) => `group:${groupId(corpId, item.chatId)}`,
    compare: (reader, items) => compareSeen(reader, corpId, items, now, actor, { lagging, moved }),
  });
  const staleIds = new Set(stale.map((item) => item.chatId));
  return fetched.map(({ key, answer }) => ({
    key,
    failure: answer.ok ? null : answer.failure,
    stale: staleIds.has(key),
    version: answer.ok ? (answer.value?.member_version ?? null) : null,
    moved: moved.has(key),
    settled: !lagging.has(key),
  }));
}

async function compareSeen(
  db: Db,
  corpId: string,
  items: readonly Seen[],
  now: Date,
  actor: Actor,
  notes: { lagging: Set<string>; moved: Set<string> },
): Promise<Map<Seen, NewEvent[]>> {
  const held = await heldGroups(
    db,
    corpId,
    items.map((item) => item.chatId),
  );
  // A version that is the same, with as many people as we count, says that the members are, too.
  const doubtful = items.filter(({ chatId, chat }) => {
    const group = held.get(chatId) ?? null;
    return chat !== null && !(sameGroup(group, chat) && group?.members === chat.member_list.length);
  });
  const members = await heldMembers(
    db,
    corpId,
    doubtful.map((item) => item.chatId),
  );
  const found = new Map<Seen, NewEvent[]>();
  for (const item of items) {
    const group = held.get(item.chatId) ?? null;
    const mine = members.get(item.chatId);
    if (item.chat === null) {
      if (group?.dismissed !== true) found.set(item, [dismissed(corpId, item.chatId, now, actor)]);
    } else if (mine) {
      const { facts, settled } = compareGroup(corpId, group, mine, item.chat, now, actor);
      if (!settled) notes.lagging.add(item.chatId);
      found.set(item, facts);
    }
    if ((found.get(item)?.length ?? 0) > 0) notes.moved.add(item.chatId);
  }
  return found;
}

function dismissed(corpId: string, chatId: string, now: Date, actor: Actor): NewEvent {
  return { type: "group.dismissed", subject: `group:${groupId(corpId, chatId)}`, data: { chatId }, occurredAt: now, actor };
}
