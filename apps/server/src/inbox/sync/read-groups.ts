import type { GroupChat } from "@shuke/wecom";
import { groupId } from "#kit/ids";
import { appendBulk, headOf, lockLog, type NewEvent, packMember } from "#log";
import { staleSubjects } from "./apply.ts";
import { detailOf, joinedFact, memberOf } from "./compare-group.ts";
import { type Due, schedule } from "./due.ts";
import { heldGroups, livingGroups } from "./held.ts";
import { addFailed, inPieces, keepKeys, type Piece } from "./pieces.ts";
import { type AheadGroup, keptAhead } from "./read-ahead.ts";
import type { Reading, ReadPart } from "./read-people.ts";
import type { SyncRun } from "./run.ts";
import { askGroups, recordGroups, waitOf } from "./sync-groups.ts";
import { reconcileDue } from "./sync-customers.ts";

const OWNERS_PER_CALL = 100;
/** Above so many members WeCom wants to be told whose groups are meant (81017). */
const MOST_VISIBLE = 1000;

/**
 * Ids of all groups that WeCom lists. Those that we take for living and that it does not list are asked for, too: only its
 * answer proves that they are gone.
 */
export async function groupsToRead({ db, corpId, client }: SyncRun): Promise<string[]> {
  const { follow_user: users } = await client.externalContact.followUsers();
  const filters =
    users.length <= MOST_VISIBLE / 2 ? [{}] : inPieces(users, OWNERS_PER_CALL).map((owners) => ({ owner_filter: { userid_list: owners } }));
  const listed = new Set<string>();
  for (const filter of filters) {
    for await (const page of client.groupChat.listPages({ limit: 1000, ...filter }))
      for (const { chat_id: id } of page.group_chat_list) listed.add(id);
  }
  for (const id of await livingGroups(db, corpId)) listed.add(id);
  return [...listed];
}

/** Fetches the groups of a piece. Groups of which nothing is known are told whole, the others are compared. */
export async function readGroups(reading: Reading, piece: Piece): Promise<ReadPart> {
  const { run, runId, actor } = reading;
  const { db, corpId, now } = run;
  const kept = reading.kind === "initial" ? await keptAhead(db, corpId, runId, piece.keys) : new Map<string, AheadGroup>();
  const since = Math.min(await headOf(db, corpId), ...[...kept.values()].map((one) => one.since));
  const asked = await askGroups(
    run,
    piece.keys.filter((key) => !kept.has(key)),
  );
  for (const [key, { answer }] of kept) asked.push({ key, answer });
  const known = await heldGroups(db, corpId, piece.keys);
  const fresh = asked.flatMap(({ key, answer }) => (answer.ok && answer.value !== null && !known.has(key) ? [answer.value] : []));
  const others = asked.filter(({ key }) => !fresh.some(({ chat_id: id }) => id === key));
  const results = await recordGroups(run, others, since, actor);
  const due: Due[] = results.flatMap(({ key, stale, settled }) => (stale || !settled ? [reconcileDue("group", key, now)] : []));
  const failures = results.flatMap(({ key, failure }) => (failure ? [{ key, ...failure }] : []));
  const waiting = failures.filter((one) => one.trouble === "wait");
  const refused = failures.filter((one) => one.trouble !== "wait");
  due.push(...refused.map(({ key }) => reconcileDue("group", key, now)));
  const trouble = waitOf(asked);
  await db.transaction().execute(async (tx) => {
    const got = piece.keys.length - waiting.length - refused.length;
    await keepKeys(tx, corpId, runId, piece, {
      keys: waiting.map(({ key }) => key),
      got,
      refused: refused.length,
      error: trouble?.error ?? null,
    });
    await addFailed(tx, corpId, runId, refused);
    await lockLog(tx, corpId);
    // A callback may have told of a group while we asked: what we saw may be older than that.
    const subjects = new Map(fresh.map((chat) => [`group:${groupId(corpId, chat.chat_id)}`, chat]));
    const dirty = await staleSubjects(tx, corpId, "groups", [...subjects.keys()], since);
    const unheard = [...subjects].filter(([subject]) => !dirty.has(subject));
    for (const [subject, chat] of subjects) if (dirty.has(subject)) due.push(reconcileDue("group", chat.chat_id, now));
    await schedule(tx, corpId, due);
    await appendBulk(
      tx,
      corpId,
      unheard.flatMap(([subject, chat]) => factsOf(reading, subject, chat, kept.get(chat.chat_id)?.at ?? now)),
      { actor, now },
    );
  });
  const repaired = results.filter(({ moved, stale }) => moved && !stale).length + fresh.length;
  return { repaired, pages: piece.keys.length, trouble };
}

/** A group that we never heard of: its details, who was in it before we listened, and who has come since. */
function factsOf({ since }: Reading, subject: string, chat: GroupChat, occurredAt: Date): NewEvent[] {
  const base = { subject, occurredAt };
  const history = chat.member_list.filter((member) => member.join_time < since);
  const news = chat.member_list.filter((member) => member.join_time >= since);
  const members = history.map((member) => packMember(memberOf(member)));
  return [
    { ...base, type: "group.detailed", data: detailOf(chat) },
    ...(members.length > 0 ? [{ ...base, type: "members.told" as const, data: { chatId: chat.chat_id, members } }] : []),
    ...news.map((member) => joinedFact(subject, chat.chat_id, member)),
  ];
}
