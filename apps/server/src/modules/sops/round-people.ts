import { sql } from "kysely";
import type { Unit } from "#actions";
import { staffId } from "#kit/ids";
import { type ChatInfo, chatsAfter } from "#modules/groups";
import { homeOfChats } from "#modules/live-codes";
import { servingAfter } from "#modules/org";
import { frameAt, matching, memberIdsAfter } from "#modules/segments";
import { customersAsEntrants } from "./enrol-segments.ts";
import { enoughOf } from "./rounds.ts";
import { type Entrant, enrolmentId } from "./start.ts";
import type { RoundSop } from "./start-rounds.ts";

/** People looked at in one transaction. */
export const PAGE = 2_000;

type Page = { entrants: Entrant[]; last: string | null; seen: number };

/** The next page of those whom an SOP looks for, whose clocks start at `at`. */
export async function entrantsOf(unit: Unit, sop: RoundSop, at: Date): Promise<Page> {
  const { trigger, clock } = sop.definition;
  if (clock.from === "filled") return fullGroups(unit, sop, at, clock);
  if (trigger.on === "condition") {
    const ids = await fulfilling(unit, sop);
    return { entrants: await customersAsEntrants(unit, ids, at), last: ids.at(-1) ?? null, seen: ids.length };
  }
  if (trigger.on !== "calendar") return { entrants: [], last: null, seen: 0 };
  if (sop.subject === "customer") {
    const ids = await memberIdsAfter(unit, trigger.segmentId ?? "", sop.after, PAGE);
    return { entrants: await customersAsEntrants(unit, ids, at), last: ids.at(-1) ?? null, seen: ids.length };
  }
  if (sop.subject === "staff") {
    const ids = await servingAfter(unit, sop.after, PAGE);
    const entrants = ids.map((id) => ({
      subject: `staff:${staffId(unit.corpId, id)}`,
      kind: "staff" as const,
      recipient: id,
      sender: id,
      storeId: null,
      chatId: null,
      startedAt: at,
    }));
    return { entrants, last: ids.at(-1) ?? null, seen: ids.length };
  }
  const chats = await chatsAfter(unit, sop.after, PAGE);
  return { entrants: await asEntrants(unit, chats, at), last: chats.at(-1)?.groupId ?? null, seen: chats.length };
}

/** Whoever fulfils the conditions and has not been in it. */
async function fulfilling(unit: Unit, sop: RoundSop): Promise<string[]> {
  const { trigger } = sop.definition;
  if (trigger.on !== "condition") return [];
  const frame = await frameAt(unit.db, unit.corpId, unit.now);
  const { rows } = await sql<{ id: string }>`select m.id from (${matching(frame, trigger.tree.root)}) m
    join customer x on x.corp_id = ${unit.corpId} and x.id = m.id
    where m.id > ${sop.after} and not exists (select from enrolment e
      where e.corp_id = ${unit.corpId} and e.recipient = x.external_user_id and e.sop_id = ${sop.id})
    order by m.id limit ${PAGE}`.execute(unit.db);
  return rows.map(({ id }) => id);
}

type Chat = ChatInfo & { chatId: string };

async function asEntrants(unit: Unit, chats: readonly Chat[], at: Date): Promise<Entrant[]> {
  const homes = await homeOfChats(
    unit,
    chats.map(({ chatId }) => chatId),
  );
  return chats.map((chat) => ({
    subject: `group:${chat.groupId}`,
    kind: "group" as const,
    recipient: chat.chatId,
    sender: chat.owner,
    storeId: homes.get(chat.chatId)?.storeId ?? null,
    chatId: chat.chatId,
    startedAt: at,
  }));
}

/**
 * Groups of our codes that are full enough, or old enough, whichever comes first (D4). Groups that were old before the SOP began are
 * left alone: an early stage is not made up for.
 */
async function fullGroups(unit: Unit, sop: RoundSop, at: Date, clock: { idealSize: number; share: number; orDay: number }): Promise<Page> {
  const age = clock.orDay * 86_400;
  const sinceSec = Math.floor(sop.since.getTime() / 1000) - age;
  const chats = await chatsAfter(unit, sop.after, PAGE, sinceSec);
  const enough = enoughOf(clock);
  const oldSec = Math.floor(at.getTime() / 1000) - age;
  const ready = chats.filter((chat) => chat.members >= enough || chat.createdSec <= oldSec);
  const homes = await homeOfChats(
    unit,
    ready.map(({ chatId }) => chatId),
  );
  const ids = new Map(ready.map((chat) => [enrolmentId(unit.corpId, sop.id, chat.chatId), chat]));
  const { rows } = await sql<{ id: string }>`select id from enrolment
    where corp_id = ${unit.corpId} and id = any(${[...ids.keys()]})`.execute(unit.db);
  for (const { id } of rows) ids.delete(id);
  const fresh = [...ids.values()].filter(({ chatId }) => homes.has(chatId));
  return { entrants: await asEntrants(unit, fresh, at), last: chats.at(-1)?.groupId ?? null, seen: chats.length };
}
