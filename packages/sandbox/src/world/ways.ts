import { naturalDay, seconds } from "../kit/time.ts";
import type { ActResult } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { createGroup, groupSize, joinGroup, livingGroup } from "./groups.ts";
import { isServing, usersOf } from "./org.ts";
import { befriend } from "./relations.ts";
import { beginTempChat } from "./temp-chats.ts";
import type { ContactWay, Group, JoinWay, Person, User } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

type Outcome = Pick<ActResult, "added" | "already" | "joined" | "requested" | "error">;

/** Url of a QR picture; whoever scans it is recognised by its path. */
export function qrUrl(world: World, configId: string): string {
  return `${world.origin}/_sandbox/qr/${configId}.png`;
}

/** Config id of one of our QR urls (on whatever host the sandbox had then). */
export function configIdOf(url: string): string | null {
  return /\/_sandbox\/qr\/([0-9a-f]+)\.png(?:[?#]|$)/.exec(url)?.[1] ?? null;
}

/** Members behind a contact way who can take a customer now, departments expanded. */
export function wayMembers(world: World, way: ContactWay): User[] {
  const direct = way.user.flatMap((userid) => world.users.get(userid) ?? []);
  const all = way.party.length === 0 ? direct : [...direct, ...usersOf(world, way.party)];
  return [...new Set(all)].filter(isServing);
}

function addsToday(world: World, userid: string): { day: string; count: number } {
  const day = naturalDay(world.now());
  const kept = world.cell<{ day: string; count: number }>(`adds:${userid}`, { day, count: 0 });
  return kept.day === day ? kept : { day, count: 0 };
}

function isExpired(world: World, way: ContactWay): boolean {
  if (way.expiresAt === 0) return false;
  const age = seconds(world.now()) - (way.expiresAt - way.expiresIn);
  const usual = way.expiresIn === world.limits.max("temp-way.life-default");
  return usual ? !world.limits.allows("temp-way.life-default", age) : age > way.expiresIn;
}

/** Somebody scans a 「联系我」 code. */
export function scanContactWay(sim: Sim, way: ContactWay, person: Person, chatBegan = false): Outcome {
  const { world } = sim;
  if (isExpired(world, way)) return { error: "the code has expired" };
  if (way.isTemp && !world.limits.allows("temp-way.adds", way.tempUsed ? 2 : 1)) return { error: "the temporary code was used already" };
  if (way.unionid !== "" && way.unionid !== person.unionid) return { error: "the code is meant for somebody else" };
  const members = wayMembers(world, way);
  if (members.length === 0) return { error: "nobody behind this code can take customers" };
  if (way.isExclusive || way.type === 1) {
    const friend = members.find((user) => isFriend(world, user.userid, person.who));
    if (friend) return { already: friend.userid };
  }
  const { addsPerDay } = world.settings;
  const free = members.filter((user) => addsToday(world, user.userid).count < addsPerDay);
  const start = world.randomInt(0, Math.max(0, free.length - 1), "way-member", way.configId, person.who, way.scans);
  const chosen = free[start];
  if (!chosen) return { error: "the members behind this code cannot add more people today" };
  way.scans += 1;
  if (isFriend(world, chosen.userid, person.who)) {
    world.contactWays.touch(way);
    return { already: chosen.userid };
  }
  if (way.isTemp) way.tempUsed = true;
  world.contactWays.touch(way);
  const today = addsToday(world, chosen.userid);
  world.keep(`adds:${chosen.userid}`, { day: today.day, count: today.count + 1 });
  const status = way.skipVerify ? "full" : "requested";
  const row = befriend(sim, { userid: chosen.userid, person, addWay: 1, state: way.state, status, chatBegan });
  if (way.isTemp && status === "full") beginTempChat(world, row, way);
  return way.skipVerify ? { added: chosen.userid } : { requested: chosen.userid };
}

function isFriend(world: World, userid: string, who: string): boolean {
  const row = world.relations.get(pair(userid, who));
  return row?.status === "full" && !row.oneWay;
}

/** Somebody scans a 「加入群聊」 code: the first listed group below the QR limit, else a new one if allowed. */
export function scanJoinWay(sim: Sim, way: JoinWay, person: Person): Outcome {
  const { world } = sim;
  const groups = way.chatIds.flatMap((chatId) => livingGroup(world, chatId) ?? []);
  const inside = groups.find((group) => world.membersOf.of(group.chatId).has(person.who));
  if (inside) return { already: inside.chatId };
  const open = groups.find((group) => world.limits.allows("group.qr-join", groupSize(world, group.chatId) + 1));
  const group = open ?? (way.autoCreateRoom ? openNextGroup(sim, way, groups.at(-1)) : undefined);
  if (!group) return { error: groups.length === 0 ? "the groups of this code are gone" : "all groups of this code are full" };
  joinGroup(sim, group, { chatId: group.chatId, who: person.who, scene: 3, state: way.state });
  return { joined: group.chatId };
}

/** WeCom opens the next group: name = prefix + running number, owner of the last full one (UNCONFIRMED). */
function openNextGroup(sim: Sim, way: JoinWay, last: Group | undefined): Group | undefined {
  const { world } = sim;
  if (!last || !isServing(world.users.get(last.owner))) return undefined;
  const name = `${way.roomBaseName || last.name}${way.nextRoom}`;
  const group = createGroup(sim, { name, owner: last.owner, autoCreated: true });
  way.nextRoom += 1;
  way.chatIds = [...way.chatIds, group.chatId].slice(-world.limits.max("join-way.groups"));
  world.joinWays.touch(way);
  world.emit({ type: "group-opened", who: last.owner, at: world.now(), chatId: group.chatId, name });
  return group;
}
