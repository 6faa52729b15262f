import { naturalDay } from "../kit/time.ts";
import type { Sim } from "../sim.ts";
import { changeOwner, joinGroup, leaveGroup } from "./groups.ts";
import { recentMoves } from "./transfers.ts";
import type { Group } from "./types.ts";
import type { World } from "./world.ts";

/** `status` of groupchat/list: 1 the owner left and nobody took over, 2 on its way, 3 taken over, 0 as usual. */
export function groupStatus(world: World, group: Group): 0 | 1 | 2 | 3 {
  const { inherited } = group;
  if (world.users.get(group.owner)?.status === 5) return inherited && inherited.doneAt > world.now() ? 2 : 1;
  return inherited && inherited.to === group.owner ? 3 : 0;
}

/** When the group changed hands in service within the last 90 natural days. */
export function groupMoves(world: World, group: Group): number[] {
  return recentMoves(world, group.moves ?? []);
}

/** Groups of this owner that were handed on by API today. */
export function handedOnToday(world: World, owner: string): number {
  const kept = world.cell<{ day: string; count: number }>(`handed-on:${owner}`, { day: "", count: 0 });
  return kept.day === naturalDay(world.now()) ? kept.count : 0;
}

function countHandedOn(world: World, owner: string): void {
  world.keep(`handed-on:${owner}`, { day: naturalDay(world.now()), count: handedOnToday(world, owner) + 1 });
}

/** A group goes from one active owner to another. No events for what an API call does, unless `apiEcho`. */
export function handOnGroup(sim: Sim, group: Group, newOwner: string): void {
  const { world } = sim;
  countHandedOn(world, group.owner);
  group.moves = [...groupMoves(world, group), world.now()];
  settleIn(sim, group, newOwner);
}

/** A group whose owner left gets another one, at once or after `groupInheritSeconds`. */
export function inheritGroup(sim: Sim, group: Group, newOwner: string): void {
  const { world } = sim;
  countHandedOn(world, group.owner);
  const doneAt = world.now() + world.settings.groupInheritSeconds * 1000;
  group.inherited = { from: group.owner, to: newOwner, doneAt };
  world.groups.touch(group);
  if (doneAt === world.now()) settleInheritance(sim, group.chatId);
  else world.schedule(doneAt, `inherit|${group.chatId}`, "inherit", { chatId: group.chatId });
}

/** Effect `inherit`: the new owner holds the group, whoever left is no longer in it. */
export function settleInheritance(sim: Sim, chatId: string): void {
  const { world } = sim;
  const group = world.groups.get(chatId);
  if (!group?.inherited || group.dismissed) return;
  settleIn(sim, group, group.inherited.to);
  leaveGroup(sim, group, group.inherited.from, true, !world.settings.apiEcho);
}

function settleIn(sim: Sim, group: Group, newOwner: string): void {
  const { world } = sim;
  const quiet = !world.settings.apiEcho;
  if (!world.membersOf.of(group.chatId).has(newOwner)) {
    joinGroup(sim, group, { chatId: group.chatId, who: newOwner, scene: 1, invitor: group.owner, quiet });
  }
  changeOwner(sim, group, newOwner, quiet);
}
