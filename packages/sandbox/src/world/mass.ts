import { daysInMonth, naturalDay, naturalMonth, naturalWeek, seconds } from "../kit/time.ts";
import type { LimitKey } from "../limits/limits.ts";
import type { ActResult, Attachment } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { asMessages, chatKey, post } from "./chats.ts";
import { livingGroup } from "./groups.ts";
import { listedRelation } from "./relations.ts";
import { noteGroupMessage } from "./statistics.ts";
import type { MassPart, MassTarget, MassTask } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

export interface NewMassTask {
  msgid: string;
  chatType: "single" | "group";
  text: string;
  attachments: Attachment[];
  allowSelect: boolean;
  /** the member who sends it in the client without being asked: it is there at once */
  creator?: string;
  /** target ids (customer ids, chat ids) per userid */
  targets: Map<string, string[]>;
}

/** Writes the task; it reaches the phones when it has been dispatched. */
export function createMassTask(sim: Sim, input: NewMassTask): MassTask {
  const { world } = sim;
  const now = world.now();
  const task: MassTask = {
    msgid: input.msgid,
    chatType: input.chatType,
    createdAt: now,
    dispatchAt: input.creator === undefined ? now + world.settings.dispatchSeconds * 1000 : now,
    text: input.text,
    attachments: input.attachments,
    allowSelect: input.allowSelect,
    cancelled: false,
    senders: [...input.targets.keys()],
    remindedAt: [],
    ...(input.creator === undefined ? {} : { creator: input.creator }),
  };
  world.massTasks.put(task);
  for (const [userid, ids] of input.targets) {
    const targets = ids.map((id): MassTarget => ({ id, status: 0, sendTime: 0 }));
    world.massParts.put({ msgid: task.msgid, userid, status: 0, sendTime: 0, targets });
  }
  if (input.creator === undefined) world.schedule(task.dispatchAt, `dispatch|${task.msgid}`, "mass-dispatch", { msgid: task.msgid });
  return task;
}

export function partOf(world: World, msgid: string, userid: string): MassPart | undefined {
  return world.massParts.get(pair(msgid, userid));
}

/** Effect `mass-dispatch`: the task appears on each phone. */
export function dispatchMassTask(sim: Sim, msgid: string): void {
  const task = sim.world.massTasks.get(msgid);
  if (!task || task.cancelled) return;
  for (const userid of task.senders) {
    sim.world.partsOf.add(userid, msgid);
    notify(sim.world, task, userid, false);
  }
}

function notify(world: World, task: MassTask, userid: string, reminder: boolean): void {
  const targets = partOf(world, task.msgid, userid)?.targets.length ?? 0;
  const at = world.now();
  const { msgid, chatType: kind, allowSelect } = task;
  world.emit({ type: "task-received", who: userid, at, msgid, kind, targets, allowSelect, reminder });
}

/** Nudges everybody who has not confirmed. */
export function remindMassTask(world: World, task: MassTask): void {
  task.remindedAt = [...task.remindedAt, world.now()].slice(-3);
  world.massTasks.touch(task);
  for (const userid of task.senders) {
    if (partOf(world, task.msgid, userid)?.status === 0) notify(world, task, userid, true);
  }
}

export function cancelMassTask(world: World, task: MassTask): void {
  task.cancelled = true;
  world.massTasks.touch(task);
  for (const userid of task.senders) {
    if (partOf(world, task.msgid, userid)?.status === 0) {
      world.emit({ type: "task-cancelled", who: userid, at: world.now(), msgid: task.msgid });
    }
  }
}

/** Period of the reception cap, and the limit that holds in it (O-92135, O-96997). */
function capOf(world: World): { period: string; key: LimitKey; max: number } {
  const now = world.now();
  switch (world.settings.receptionCap) {
    case "day":
      return { period: naturalDay(now), key: "reception.day", max: Infinity };
    case "week":
      return { period: `w${naturalWeek(now)}`, key: "reception.week", max: Infinity };
    case "month":
      return { period: naturalMonth(now), key: "reception.month", max: daysInMonth(now) };
  }
}

/** Takes one from the target's allowance; false when nothing is left. */
function takeAllowance(world: World, holder: { cap: { period: string; count: number } | null }): boolean {
  const { period, key, max } = capOf(world);
  const used = holder.cap?.period === period ? holder.cap.count : 0;
  if (!world.limits.allows(key, used + 1) || used >= max) return false;
  holder.cap = { period, count: used + 1 };
  return true;
}

/** The member confirms in the client: every target gets its status now. `only` sends to the first so many. */
export function confirmMassTask(sim: Sim, task: MassTask, part: MassPart, only?: number): ActResult["counts"] {
  const { world } = sim;
  const now = world.now();
  part.status = 2;
  part.sendTime = seconds(now);
  const counts = { unsent: 0, sent: 0, notFriend: 0, overCap: 0 };
  for (const [index, target] of part.targets.entries()) {
    if (only !== undefined && index >= only) {
      counts.unsent += 1;
      continue;
    }
    target.status = task.chatType === "single" ? sendToCustomer(world, task, part, target.id) : sendToGroup(world, task, part, target.id);
    target.sendTime = seconds(now);
    if (target.status === 1) counts.sent += 1;
    else if (target.status === 2) counts.notFriend += 1;
    else if (target.status === 3) counts.overCap += 1;
  }
  world.massParts.touch(part);
  return counts;
}

function sendToCustomer(world: World, task: MassTask, part: MassPart, who: string): 1 | 2 | 3 {
  const row = listedRelation(world, part.userid, who);
  const person = world.persons.get(who);
  if (!row || row.oneWay || !person) return 2;
  if (!takeAllowance(world, person)) return 3;
  world.persons.touch(person);
  const at = world.now();
  const { text, attachments, msgid } = task;
  post(world, chatKey.single(part.userid, who), asMessages(part.userid, at, text, attachments));
  world.emit({ type: "mass-received", who, at, from: part.userid, msgid, text, attachments });
  return 1;
}

function sendToGroup(world: World, task: MassTask, part: MassPart, chatId: string): 1 | 2 | 3 {
  const group = livingGroup(world, chatId);
  if (!group) return 2;
  if (!takeAllowance(world, group)) return 3;
  world.groups.touch(group);
  const at = world.now();
  const { text, attachments, msgid } = task;
  noteGroupMessage(world, group, part.userid);
  post(world, chatKey.group(chatId), asMessages(part.userid, at, text, attachments));
  world.emit({ type: "group-message", who: part.userid, at, chatId, text, attachments, msgid });
  return 1;
}
