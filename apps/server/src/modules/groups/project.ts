import type { Db } from "#db/connect";
import { groupId } from "#kit/ids";
import { type EventType, expandTold, type Handler, inStretches, type StoredEvent } from "#log";
import { presenceKey, readGroups, readPresences, recount, setCounts, writeGroups, writeLeaves, writeStays } from "./rows.ts";
import { foldGroup, join, leave, newGroup } from "./rules.ts";
import { tellMembers } from "./tell.ts";
import type { Presence } from "./types.ts";

const ON = [
  "group.created",
  "group.detailed",
  "group.dismissed",
  "group.member-joined",
  "group.member-left",
  "members.told",
] as const satisfies readonly EventType[];

type GroupEvent = StoredEvent<(typeof ON)[number]>;
type Single = Exclude<GroupEvent, { type: "members.told" }>;
const isSingle = (event: StoredEvent): event is Single => event.type !== "members.told" && isGroupEvent(event);
/** Pages of history go together with the details of their groups; comings and goings keep their order around them. */
const kindOf = ({ type }: StoredEvent) => (type === "group.member-joined" || type === "group.member-left" ? "moves" : "pages");
const isGroupEvent = (event: StoredEvent): event is GroupEvent => ON.some((type) => type === event.type);

/** Groups and who is in them, folded batch by batch like the people (modules/customers/project.ts). */
export const groupsHandler: Handler = {
  kind: "project",
  name: "groups",
  version: 1,
  on: ON,
  tables: ["group_chat", "group_member", "group_leave"],
  async project(tx, corpId, batch) {
    for (const stretch of inStretches(batch.filter(isGroupEvent), kindOf)) {
      const told = stretch.filter((event) => event.type === "members.told");
      const events = stretch.filter((event) => event.type !== "members.told");
      const { apart, counts } = await tellMembers(tx, corpId, told);
      const singles = [...events, ...expandTold(apart)].filter(isSingle);
      // Details and membership are rows apart: one cannot overtake the other.
      await foldChats(tx, corpId, [...singles, ...told]);
      const moved = await foldMembers(tx, corpId, singles);
      await setCounts(tx, corpId, counts);
      await recount(tx, corpId, moved);
    }
  },
};

async function foldChats(tx: Db, corpId: string, events: readonly GroupEvent[]): Promise<void> {
  const ids = new Map(events.map((event) => [groupId(corpId, event.data.chatId), event.data.chatId]));
  const before = new Map((await readGroups(tx, corpId, [...ids.keys()])).map((group) => [group.id, group]));
  const groups = new Map(before);
  for (const event of events) {
    const id = groupId(corpId, event.data.chatId);
    // A member may be seen before the group itself: its row waits for the detail.
    const group = groups.get(id) ?? newGroup(id, event.data.chatId);
    const isMember = event.type === "group.member-joined" || event.type === "group.member-left" || event.type === "members.told";
    groups.set(id, isMember ? group : foldGroup(group, event));
  }
  await writeGroups(
    tx,
    corpId,
    [...groups.values()].filter((group) => before.get(group.id) !== group),
  );
}

async function foldMembers(tx: Db, corpId: string, events: readonly Single[]): Promise<string[]> {
  const moves = events.filter((event) => event.type === "group.member-joined" || event.type === "group.member-left");
  const keyOf = (event: (typeof moves)[number]) => presenceKey(groupId(corpId, event.data.chatId), event.data.memberId);
  const pairs = new Map(
    moves.map((event) => [keyOf(event), { groupId: groupId(corpId, event.data.chatId), memberId: event.data.memberId }]),
  );
  const before = await readPresences(tx, corpId, [...pairs.values()]);
  const after = new Map<string, Presence>(before);
  for (const event of moves) {
    const key = keyOf(event);
    const presence = after.get(key) ?? { stays: [], leave: null };
    const next = event.type === "group.member-joined" ? join(presence, event, groupId(corpId, event.data.chatId)) : leave(presence, event);
    after.set(key, next);
  }
  const stays = [...after].flatMap(([key, presence]) => {
    const known = new Set(before.get(key)?.stays);
    return presence.stays.filter((stay) => !known.has(stay));
  });
  const leaves = [...after].flatMap(([key, presence]) => {
    const pair = pairs.get(key);
    return presence.leave && pair && presence.leave !== before.get(key)?.leave ? [{ ...pair, ...presence.leave }] : [];
  });
  await writeStays(tx, corpId, stays);
  await writeLeaves(tx, corpId, leaves);
  return [...new Set([...pairs.values()].map((pair) => pair.groupId))];
}
