import { asksInGroup } from "../archive/agreements.ts";
import type { XmlValue } from "../kit/xml.ts";
import { hashHex } from "../kit/hash.ts";
import { seconds } from "../kit/time.ts";
import type { PendingCallback } from "../callbacks.ts";
import type { Sim } from "../sim.ts";
import { greetJoiner } from "./group-welcome.ts";
import { becomeKnown, publicId } from "./persons.ts";
import { noteGroups } from "./statistics.ts";
import type { Effect, Group, Member } from "./types.ts";
import { indexMember, pair } from "./world.ts";
import type { World } from "./world.ts";

/** Callbacks slower than this (planted faults) do not hold back the group's details. */
const MAX_DETAIL_WAIT_MS = 8000;

export interface NewGroup {
  name: string;
  owner: string;
  admins?: string[];
  members?: string[];
  notice?: string;
  createdAt?: number;
  autoCreated?: boolean;
  /** history that nobody is told about: shown at once, no events */
  silent?: boolean;
}

export interface Joining {
  chatId: string;
  who: string;
  /** as `groupchat/get` reports it: 1 invited, 2 by invite link, 3 by QR code */
  scene: 1 | 2 | 3;
  invitor?: string;
  state?: string;
  /** brought in by an API call: no event */
  quiet?: boolean;
}

/** A group that exists and is not dissolved. */
export function livingGroup(world: World, chatId: string): Group | undefined {
  const group = world.groups.get(chatId);
  return group && !group.dismissed ? group : undefined;
}

export function groupSize(world: World, chatId: string): number {
  return world.membersOf.count(chatId);
}

export function currentVersion(group: Group): string {
  return group.versions.at(-1)?.version ?? "";
}

/** Opens a customer group with the owner and given members in it; event `create` unless silent. */
export function createGroup(sim: Sim, input: NewGroup): Group {
  const { world } = sim;
  const createdAt = input.createdAt ?? world.now();
  const nth = world.count(`group:${input.owner}/${input.name}`);
  const chatId = world.id("wr", 30, "group", input.owner, input.name, nth);
  const effect = input.silent ? null : emit(sim, chatId, "create", { ChatId: chatId });
  const from = input.silent ? 0 : shownFrom(sim, chatId, effect);
  const group: Group = {
    chatId,
    name: input.name,
    owner: input.owner,
    createTime: seconds(createdAt),
    notice: input.notice ?? "",
    admins: input.admins ?? [],
    dismissed: false,
    templateId: "",
    autoCreated: input.autoCreated ?? false,
    versions: [],
    cap: null,
  };
  world.groups.put(group);
  world.groupsOwned.add(group.owner, chatId);
  for (const who of new Set([input.owner, ...group.admins, ...(input.members ?? [])])) {
    const invitor = who === input.owner ? "" : input.owner;
    addRow(world, group, { chatId, who, scene: 1, invitor }, seconds(createdAt), from);
  }
  noteGroups(world, group.owner, { groups: 1, members: groupSize(world, chatId), fresh: true }, createdAt);
  return group;
}

function addRow(world: World, group: Group, joining: Joining, joinTime: number, from: number): Member {
  const person = world.persons.get(joining.who);
  const row: Member = {
    chatId: group.chatId,
    who: joining.who,
    type: person ? 2 : 1,
    joinTime,
    joinScene: joining.scene,
    invitor: joining.invitor ?? "",
    state: joining.state ?? "",
    shownFrom: from,
    goneFrom: null,
  };
  world.members.put(row);
  indexMember(world, row);
  if (person) becomeKnown(world, person);
  advanceVersion(world, group, `+${joining.who}@${joinTime}`, from);
  return row;
}

/** Digest of the member list after a change; a chain, so that a gap shows. */
function versionAfter(world: World, group: Group, change: string): string {
  return hashHex(world.seed, group.chatId, currentVersion(group), change).slice(0, 32);
}

function advanceVersion(world: World, group: Group, change: string, from: number): void {
  const version = versionAfter(world, group, change);
  const last = group.versions.at(-1);
  if (last && last.from === from) last.version = version;
  else group.versions.push({ from, version });
  const now = world.now();
  // Only the digest that is shown now and those still to come are ever asked for.
  while ((group.versions[1]?.from ?? Infinity) <= now) group.versions.shift();
  world.groups.touch(group);
}

/** The moment from which `groupchat/get` tells of a change: 1–2 s after its event (O-96338 gives no number). */
function shownFrom(sim: Sim, chatId: string, effect: Effect | null): number {
  const { world } = sim;
  const now = world.now();
  const heard = Math.min(effect?.at ?? now, now + MAX_DETAIL_WAIT_MS);
  const [low, high] = world.settings.groupDetailLagSeconds;
  const from = heard + world.randomInt(low, high, "detail-lag", chatId, seconds(now)) * 1000;
  const last = world.groups.get(chatId)?.versions.at(-1)?.from ?? 0;
  const at = Math.max(from, last);
  if (at !== last) world.schedule(at, `detail|${chatId}`, "detail", { chatId });
  return at;
}

/** Effect `detail`: rows of people who left are no longer shown. */
export function settleDetail(world: World, chatId: string): void {
  const now = world.now();
  const leaving = world.cell<string[]>(`leaving:${chatId}`, []);
  if (leaving.length === 0) return;
  const still = leaving.filter((who) => {
    const row = world.members.get(pair(chatId, who));
    if (row && row.goneFrom !== null && row.goneFrom <= now) world.members.delete(pair(chatId, who));
    return row !== undefined && row.goneFrom !== null && row.goneFrom > now;
  });
  if (still.length > 0) world.keep(`leaving:${chatId}`, still);
  else world.cells.delete(`leaving:${chatId}`);
}

/** Adds somebody who is not in the group yet; event `update/add_member`, and the group's welcome if attached. */
export function joinGroup(sim: Sim, group: Group, joining: Joining): void {
  const { world } = sim;
  const now = world.now();
  const scene = joining.scene === 3 ? 3 : 0;
  const after = versionAfter(world, group, `+${joining.who}@${seconds(now)}`);
  const merged = world.settings.mergeJoins && !joining.quiet ? pendingJoin(sim, group.chatId, scene) : null;
  const announce = joining.quiet ? () => null : emitUpdate;
  const effect =
    merged?.effect ??
    announce(sim, group, "add_member", joining.who, {
      JoinScene: scene,
      MemChangeCnt: 1,
      MemChangeList: [publicId(world, joining.who)],
      LastMemVer: currentVersion(group),
      CurMemVer: after,
    });
  addRow(world, group, joining, seconds(now), shownFrom(sim, group.chatId, effect));
  if (effect) {
    const { fields } = effect.data as PendingCallback;
    if (merged) {
      fields.CurMemVer = after;
      const list = Array.isArray(fields.MemChangeList) ? fields.MemChangeList : [];
      fields.MemChangeList = [...list, publicId(world, joining.who)];
      fields.MemChangeCnt = list.length + 1;
    }
    world.effects.touch(effect);
    world.keep(`join:${group.chatId}`, effect.id);
  }
  noteGroups(world, group.owner, { members: 1, fresh: true });
  const via = joining.scene === 3 ? "qr" : "invite";
  world.emit({ type: "joined-group", who: joining.who, at: now, chatId: group.chatId, via });
  if (!world.persons.has(joining.who)) return;
  if (asksInGroup(world, group.chatId, joining.who)) world.emit({ type: "consent-asked", who: joining.who, at: now, chatId: group.chatId });
  greetJoiner(world, group, joining.who);
}

/** An undelivered add_member event of the same second, scene and group, which WeCom would merge with the next. */
function pendingJoin(sim: Sim, chatId: string, scene: number): { effect: Effect } | null {
  const { world } = sim;
  const effect = world.effects.get(world.cell(`join:${chatId}`, ""));
  if (!effect || effect.kind !== "callback") return null;
  const data = effect.data as PendingCallback;
  const { fields } = data;
  const last = world.groups.get(chatId);
  const fits =
    data.attempt === 0 &&
    data.createTime === seconds(world.now()) &&
    fields.ChatId === chatId &&
    fields.JoinScene === scene &&
    last !== undefined &&
    fields.CurMemVer === currentVersion(last);
  return fits ? { effect } : null;
}

/** Takes somebody out; event `update/del_member` unless `quiet`. False when not a member. */
export function leaveGroup(sim: Sim, group: Group, who: string, kicked: boolean, quiet = false): boolean {
  const { world } = sim;
  const row = world.members.get(pair(group.chatId, who));
  if (!row || row.goneFrom !== null) return false;
  const now = world.now();
  const change = `-${who}@${seconds(now)}`;
  const announce = quiet ? () => null : emitUpdate;
  const effect = announce(sim, group, "del_member", who, {
    QuitScene: kicked ? 1 : 0,
    MemChangeCnt: 1,
    MemChangeList: [publicId(world, who)],
    LastMemVer: currentVersion(group),
    CurMemVer: versionAfter(world, group, change),
  });
  row.goneFrom = shownFrom(sim, group.chatId, effect);
  world.members.touch(row);
  world.membersOf.remove(group.chatId, who);
  world.groupsOf.remove(who, group.chatId);
  const leaving = world.cell<string[]>(`leaving:${group.chatId}`, []);
  world.keep(`leaving:${group.chatId}`, [...leaving.filter((other) => other !== who), who]);
  noteGroups(world, group.owner, { members: -1, fresh: false });
  group.admins = group.admins.filter((admin) => admin !== who);
  advanceVersion(world, group, change, row.goneFrom);
  world.emit({ type: "left-group", who, at: now, chatId: group.chatId, kicked });
  return true;
}

function emit(sim: Sim, chatId: string, changeType: string, fields: Record<string, XmlValue>): Effect | null {
  return sim.callbacks.emit({ event: "change_external_chat", changeType, fields, subject: chatId });
}

/** Event `update` with its detail; the subject carries what changed so that order and chance are its own. */
export function emitUpdate(sim: Sim, group: Group, detail: string, about: string, fields: Record<string, XmlValue> = {}): Effect | null {
  return sim.callbacks.emit({
    event: "change_external_chat",
    changeType: "update",
    fields: { ChatId: group.chatId, UpdateDetail: detail, ...fields },
    subject: `${group.chatId}/${detail}/${publicId(sim.world, about)}`,
  });
}

/** The group has another owner from now on; event `update/change_owner` unless `quiet`. */
export function changeOwner(sim: Sim, group: Group, userid: string, quiet = false): void {
  const { world } = sim;
  const members = groupSize(world, group.chatId);
  noteGroups(world, group.owner, { groups: -1, members: -members, fresh: false });
  noteGroups(world, userid, { groups: 1, members, fresh: false });
  world.groupsOwned.remove(group.owner, group.chatId);
  group.owner = userid;
  world.groupsOwned.add(userid, group.chatId);
  group.admins = group.admins.filter((admin) => admin !== userid);
  world.groups.touch(group);
  if (!quiet) emitUpdate(sim, group, "change_owner", userid);
}

/** Event `dismiss`; the group is gone from lists at once. */
export function dismissGroup(sim: Sim, group: Group): void {
  const { world } = sim;
  group.dismissed = true;
  world.groups.touch(group);
  world.groupsOwned.remove(group.owner, group.chatId);
  noteGroups(world, group.owner, { groups: -1, members: -groupSize(world, group.chatId), fresh: false });
  for (const who of [...world.membersOf.of(group.chatId)]) {
    world.membersOf.remove(group.chatId, who);
    world.groupsOf.remove(who, group.chatId);
    world.members.delete(pair(group.chatId, who));
  }
  emit(sim, group.chatId, "dismiss", { ChatId: group.chatId });
}
