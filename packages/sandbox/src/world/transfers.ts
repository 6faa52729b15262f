import { endOfNaturalDay, seconds } from "../kit/time.ts";
import type { Sim } from "../sim.ts";
import { asMessages, chatKey, post } from "./chats.ts";
import { isServing } from "./org.ts";
import { becomeKnown, nameOf } from "./persons.ts";
import { dropRelation, emitRelation, listedRelation } from "./relations.ts";
import type { Person, Relation, Transfer } from "./types.ts";
import { indexRelation, indexTransfer, pair, transferId } from "./world.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
export const MOVE_WINDOW_DAYS = 90;

/** The transfer of this customer away from this member that waits for its day, if there is one. */
export function waitingTransfer(world: World, handover: string, who: string): Transfer | undefined {
  for (const id of world.transfersOf.of(pair(handover, who))) {
    const row = world.transfers.get(id);
    if (row?.status === 2) return row;
  }
  return undefined;
}

/** Moments (ms) that lie within the last 90 natural days, today included. */
export function recentMoves(world: World, moves: readonly number[]): number[] {
  const from = endOfNaturalDay(world.now()) - MOVE_WINDOW_DAYS * DAY_MS;
  return moves.filter((at) => at >= from);
}

/** When this customer was moved in service lately. */
export function movesOf(world: World, who: string): number[] {
  return recentMoves(world, world.cell<number[]>(`moves:${who}`, []));
}

/** Customers that the member's list holds, friend requests included. */
export function customersOf(world: World, userid: string): number {
  return world.relationsOfUser.count(userid);
}

export interface NewTransfer {
  handover: string;
  takeover: string;
  person: Person;
  kind: Transfer["kind"];
  message: string;
  /** until it takes effect */
  hours: number;
}

/** The customer is told, and has until the time is over to refuse. */
export function startTransfer(sim: Sim, input: NewTransfer): Transfer {
  const { world } = sim;
  const { handover, takeover, person, kind, message } = input;
  const now = world.now();
  const dueAt = now + input.hours * HOUR_MS;
  const row: Transfer = { handover, takeover, who: person.who, kind, status: 2, requestedAt: now, dueAt, message };
  world.transfers.put(row);
  indexTransfer(world, row);
  const words = `${nameOf(world, handover)} 将由 ${nameOf(world, takeover)} 接替为你服务，${input.hours} 小时内可以选择不更换`;
  post(world, chatKey.single(handover, person.who), [{ from: "system", at: now, text: words }]);
  world.emit({ type: "transfer-offered", who: person.who, at: now, userid: handover, takeover });
  world.schedule(dueAt, `transfer|${transferId(row)}`, "transfer", { id: transferId(row) });
  return row;
}

function end(world: World, row: Transfer, status: Transfer["status"]): void {
  row.status = status;
  row.dueAt = world.now();
  world.transfers.touch(row);
}

function failed(sim: Sim, row: Transfer, person: Person, status: 3 | 4): void {
  end(sim.world, row, status);
  const FailReason = status === 3 ? "customer_refused" : "customer_limit_exceed";
  emitRelation(sim, "transfer_fail", row.takeover, person, { FailReason });
}

/** The customer chooses to stay with the member; event `transfer_fail`. False when nothing is offered (any more). */
export function refuseTransfer(sim: Sim, handover: string, person: Person): boolean {
  const { world } = sim;
  const offers = [...world.transfersOf.of(pair(handover, person.who))].flatMap((id) => world.transfers.get(id) ?? []);
  const last = offers.sort((a, b) => a.requestedAt - b.requestedAt).at(-1);
  if (!last || !world.limits.allows("transfer.wait", (world.now() - last.requestedAt) / HOUR_MS) || last.status !== 2) return false;
  failed(sim, last, person, 3);
  return true;
}

/** Effect `transfer`: the day is over and the customer has not refused. */
export function settleTransfer(sim: Sim, id: string): void {
  const { world } = sim;
  const row = world.transfers.get(id);
  const person = world.persons.get(row?.who ?? "");
  // An earlier offer between the same three may have been refused and made again: only the last one counts.
  if (!row || !person || row.status !== 2 || row.dueAt > world.now()) return;
  const before = listedRelation(world, row.handover, row.who);
  if (!before) return end(world, row, 5);
  // Whoever deleted the member cannot be asked, which comes to the same as a refusal.
  if (before.oneWay) return failed(sim, row, person, 3);
  const full = customersOf(world, row.takeover) >= world.settings.customersPerMember;
  if (full || !isServing(world.users.get(row.takeover))) return failed(sim, row, person, 4);
  complete(sim, row, person, before);
}

function complete(sim: Sim, row: Transfer, person: Person, before: Relation): void {
  const { world } = sim;
  const now = world.now();
  end(world, row, 1);
  if (row.kind === "onjob") world.keep(`moves:${row.who}`, [...movesOf(world, row.who), now]);
  dropRelation(world, row.handover, row.who);
  const already = listedRelation(world, row.takeover, row.who);
  if (!already || already.oneWay) takeOver(world, row, before);
  becomeKnown(world, person);
  const words = row.message || `你好，我是 ${nameOf(world, row.takeover)}，接下来由我为你服务`;
  post(world, chatKey.single(row.takeover, row.who), asMessages(row.takeover, now, words, []));
  world.emit({ type: "transferred", who: row.who, at: now, userid: row.handover, takeover: row.takeover });
  if (!world.settings.transferEvents) return;
  if (row.kind === "onjob") emitRelation(sim, "del_external_contact", row.handover, person, { Source: "DELETE_BY_TRANSFER" });
  if (!already || already.oneWay) emitRelation(sim, "add_external_contact", row.takeover, person);
}

/** The new member's relation: assigned by the corp (202); tags and notes come along if the switch says so. */
function takeOver(world: World, row: Transfer, before: Relation): void {
  const notes = world.settings.transferKeepsNotes
    ? { remark: before.remark, description: before.description, remarkCorp: before.remarkCorp, remarkMobiles: before.remarkMobiles }
    : { remark: "", description: "", remarkCorp: "", remarkMobiles: [] };
  const next: Relation = {
    userid: row.takeover,
    who: row.who,
    n: world.relations.get(pair(row.takeover, row.who))?.n ?? world.count("relation"),
    status: "full",
    createtime: seconds(world.now()),
    addWay: 202,
    state: "",
    ...notes,
    operUserid: row.handover,
    tags: world.settings.transferKeepsNotes ? before.tags : [],
    oneWay: false,
    chatBegan: true,
    welcomed: true,
    lastInteractionAt: world.now(),
  };
  world.relations.put(next);
  indexRelation(world, next);
}
