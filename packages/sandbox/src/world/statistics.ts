import { naturalDay } from "../kit/time.ts";
import type { DayStat } from "./rows.ts";
import type { Group, Relation } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

/** Days for which WeCom tells who spoke; older marks are forgotten. */
const DAYS_KEPT = 181;

type Kind = DayStat["kind"];

/** Adds to one counter of one day. WeCom's finest grain is member × day, or owner × day (wecom-api §8). */
export function countDay(world: World, kind: Kind, userid: string, counter: string, by = 1, at = world.now()): void {
  const day = naturalDay(at);
  const id = `${kind}|${userid}|${day}`;
  const row = world.dayStats.get(id) ?? world.dayStats.put({ kind, userid, day, counts: {} });
  row.counts[counter] = (row.counts[counter] ?? 0) + by;
  world.dayStats.touch(row);
}

/** What was counted on that day; 0 when nothing was. */
export function counted(world: World, kind: Kind, userid: string, day: string, counter: string): number {
  return world.dayStats.get(`${kind}|${userid}|${day}`)?.counts[counter] ?? 0;
}

/** A typed one-to-one message: who began, whether and how soon the member answered. */
export function noteChat(world: World, row: Relation, fromCustomer: boolean): void {
  const now = world.now();
  const day = naturalDay(now);
  const { userid } = row;
  if (!fromCustomer) countDay(world, "user", userid, "message");
  if (row.talk?.day !== day) {
    row.talk = { day, askedAt: fromCustomer ? now : 0, answered: false };
    countDay(world, "user", userid, "chat");
    if (fromCustomer) countDay(world, "user", userid, "asked");
    return;
  }
  if (fromCustomer || row.talk.askedAt === 0 || row.talk.answered) return;
  row.talk = { ...row.talk, answered: true };
  countDay(world, "user", userid, "answered");
  countDay(world, "user", userid, "replyMs", now - row.talk.askedAt);
}

function marked(days: readonly string[] | undefined, day: string): string[] {
  return [...(days ?? []).filter((other) => other !== day), day].slice(-DAYS_KEPT);
}

/** Somebody wrote in a group. */
export function noteGroupMessage(world: World, group: Group, who: string): void {
  const day = naturalDay(world.now());
  countDay(world, "owner", group.owner, "message");
  if (group.talkDays?.at(-1) !== day) {
    group.talkDays = marked(group.talkDays, day);
    world.groups.touch(group);
  }
  const member = world.members.get(pair(group.chatId, who));
  if (!member || member.talkDays?.at(-1) === day) return;
  member.talkDays = marked(member.talkDays, day);
  world.members.touch(member);
}

/** Groups and members that came to an owner (negative: went). `fresh` ones are new, others only changed hands. */
export function noteGroups(
  world: World,
  owner: string,
  change: { groups?: number; members?: number; fresh: boolean },
  at = world.now(),
): void {
  const { groups = 0, members = 0, fresh } = change;
  if (groups !== 0) countDay(world, "owner", owner, "groups", groups, at);
  if (members !== 0) countDay(world, "owner", owner, "members", members, at);
  if (fresh && groups > 0) countDay(world, "owner", owner, "newGroups", groups, at);
  if (fresh && members > 0) countDay(world, "owner", owner, "newMembers", members, at);
}

export interface OwnerFigures {
  new_chat_cnt: number;
  chat_total: number;
  chat_has_msg: number;
  new_member_cnt: number;
  member_total: number;
  member_has_msg: number;
  msg_total: number;
  migrate_trainee_chat_cnt: number;
}

/** An owner's figures over these days (in order); `after` are the days since then, today included. */
export function ownerFigures(world: World, owner: string, days: readonly string[], after: readonly string[]): OwnerFigures {
  const sum = (list: readonly string[], counter: string): number =>
    list.reduce((total, day) => total + counted(world, "owner", owner, day, counter), 0);
  const chatIds = [...world.groupsOwned.of(owner)];
  const wanted = new Set(days);
  const spoke = (row: Readonly<{ talkDays?: string[] }> | undefined): boolean => row?.talkDays?.some((day) => wanted.has(day)) ?? false;
  let members = 0;
  let speakers = 0;
  for (const chatId of chatIds) {
    members += world.membersOf.count(chatId);
    if (!spoke(world.groups.get(chatId))) continue;
    for (const who of world.membersOf.of(chatId)) if (spoke(world.members.peek(pair(chatId, who)))) speakers += 1;
  }
  return {
    new_chat_cnt: sum(days, "newGroups"),
    chat_total: chatIds.length - sum(after, "groups"),
    chat_has_msg: chatIds.filter((chatId) => spoke(world.groups.get(chatId))).length,
    new_member_cnt: sum(days, "newMembers"),
    member_total: members - sum(after, "members"),
    member_has_msg: speakers,
    msg_total: sum(days, "message"),
    migrate_trainee_chat_cnt: 0,
  };
}

export interface UserFigures {
  chat_cnt: number;
  message_cnt: number;
  reply_percentage?: number;
  avg_reply_time?: number;
  negative_feedback_cnt: number;
  new_apply_cnt: number;
  new_contact_cnt: number;
}

/** Several members of one day as one row. Without a chat that a customer began there is no share and no time. */
export function userFigures(world: World, userids: readonly string[], day: string): UserFigures {
  const sum = (counter: string): number => userids.reduce((total, userid) => total + counted(world, "user", userid, day, counter), 0);
  const asked = sum("asked");
  const answered = sum("answered");
  return {
    chat_cnt: sum("chat"),
    message_cnt: sum("message"),
    ...(asked === 0 ? {} : { reply_percentage: Math.round((answered / asked) * 10_000) / 100 }),
    ...(answered === 0 ? {} : { avg_reply_time: Math.round(sum("replyMs") / answered / 60_000) }),
    negative_feedback_cnt: sum("negative"),
    new_apply_cnt: sum("apply"),
    new_contact_cnt: sum("contact"),
  };
}
