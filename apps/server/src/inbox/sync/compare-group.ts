import type { GroupChat, GroupMember } from "@shuke/wecom";
import type { Actor } from "#kit/actor";
import { groupId } from "#kit/ids";
import type { EventMap, NewEvent, ToldMember } from "#log";
import { clean } from "./clean.ts";

/** What we hold of a group (projections of modules/groups). Instants in ms. */
export type HeldGroup = Omit<EventMap["group.detailed"], "chatId"> & { dismissed: boolean; detailed: boolean };
export type HeldStay = { joinedSec: number; leftAt: number | null };
export type HeldMembers = { stays: ReadonlyMap<string, HeldStay[]>; leaves: ReadonlyMap<string, number> };

/** `settled: false`: the details still show somebody who has just left; ask again in a moment. */
export type GroupDifference = { facts: NewEvent[]; settled: boolean };

/** For this long after a leave the details may go on showing the person; beyond it, WeCom is right and we are wrong. */
const LAG_MS = 60_000;

export function detailOf(chat: GroupChat): EventMap["group.detailed"] {
  return {
    chatId: chat.chat_id,
    name: clean(chat.name),
    owner: chat.owner,
    notice: clean(chat.notice),
    createdSec: chat.create_time,
    admins: (chat.admin_list ?? []).map((admin) => admin.userid).toSorted(),
    memberVersion: chat.member_version ?? "",
  };
}

export function sameGroup(held: HeldGroup | null, chat: GroupChat): boolean {
  const detail = detailOf(chat);
  return (
    held !== null &&
    held.detailed &&
    held.name === detail.name &&
    held.owner === detail.owner &&
    held.notice === detail.notice &&
    held.createdSec === detail.createdSec &&
    held.memberVersion === detail.memberVersion &&
    held.admins.join() === detail.admins.join()
  );
}

/** The facts that lead from what we hold of a group to what WeCom shows. */
export function compareGroup(
  corpId: string,
  held: HeldGroup | null,
  members: HeldMembers,
  chat: GroupChat,
  fetchedAt: Date,
  actor: Actor,
): GroupDifference {
  const base = { subject: `group:${groupId(corpId, chat.chat_id)}`, occurredAt: fetchedAt, actor };
  const facts: NewEvent[] = [];
  if (!sameGroup(held, chat)) facts.push({ ...base, type: "group.detailed", data: detailOf(chat) });
  let settled = true;
  for (const member of chat.member_list) {
    const found = compareMember(base, chat.chat_id, member, members, fetchedAt);
    if (found === "lagging") settled = false;
    else facts.push(...found);
  }
  const shown = new Set(chat.member_list.map((member) => member.userid));
  for (const [memberId, stays] of members.stays) {
    if (!shown.has(memberId) && stays.some((stay) => stay.leftAt === null)) facts.push(left(base, chat.chat_id, memberId, fetchedAt));
  }
  return { facts, settled };
}

export function joinedFact(subject: string, chatId: string, member: GroupMember): NewEvent<"group.member-joined"> {
  return {
    type: "group.member-joined",
    subject,
    occurredAt: new Date(member.join_time * 1000),
    data: { chatId, ...memberOf(member) },
  };
}

/** Somebody in a group, as the details show her. */
export const memberOf = (member: GroupMember): ToldMember => ({
  memberId: member.userid,
  memberType: member.type,
  joinedSec: member.join_time,
  joinScene: member.join_scene,
  state: member.state ?? "",
  invitor: member.invitor?.userid ?? "",
  name: clean(member.name),
  unionid: member.unionid ?? "",
});

type Base = { subject: string; occurredAt: Date; actor: Actor };

function compareMember(base: Base, chatId: string, member: GroupMember, held: HeldMembers, fetchedAt: Date): NewEvent[] | "lagging" {
  const stays = held.stays.get(member.userid) ?? [];
  const joinedMs = member.join_time * 1000;
  const open = stays.find((stay) => stay.leftAt === null);
  if (open?.joinedSec === member.join_time) return [];
  const same = stays.find((stay) => stay.joinedSec === member.join_time);
  const leftAt = same?.leftAt ?? held.leaves.get(member.userid) ?? null;
  const leftSince = leftAt !== null && leftAt >= joinedMs;
  if (leftSince && fetchedAt.getTime() - leftAt < LAG_MS) return "lagging";
  // A stay that we took for over is taken up again as of now; any other began when WeCom says.
  const joined: NewEvent = {
    ...joinedFact(base.subject, chatId, member),
    occurredAt: leftSince ? fetchedAt : new Date(joinedMs),
    actor: base.actor,
  };
  // She came back and we missed that she had left: the second before is all that is sure.
  const before = open ? [left(base, chatId, member.userid, new Date(Math.max(joinedMs - 1000, open.joinedSec * 1000)))] : [];
  return [...before, joined];
}

function left(base: Base, chatId: string, memberId: string, at: Date): NewEvent {
  return { ...base, type: "group.member-left", occurredAt: at, data: { chatId, memberId, quitScene: null } };
}
