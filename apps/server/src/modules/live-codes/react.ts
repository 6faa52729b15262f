import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import { groupId } from "#kit/ids";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { only, type StoredEvent } from "#log";
import { activeRelations } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { homeOfChats } from "./ask.ts";
import { tellWeCom, wantedWay } from "./plan-ways.ts";
import { newPicture, refusedBy } from "./problem.ts";
import { addToPool } from "./pool.ts";
import { codesByIds, lockCode } from "./rows.ts";
import { groupClassOf, isNextGroupOf, tagName } from "./rules.ts";
import { type Marking, markPeople, markWaiting } from "./tag-people.ts";
import { bumpWay } from "./update-live-code.ts";

/**
 * Keeps the codes in step with WeCom: answers to what we asked for, groups that join a pool, seats that are taken, tags of
 * the store. Whoever says `after: ["live-codes"]` finds the pool up to date.
 */
export const keepCodes = reaction({
  name: "live-codes",
  on: [
    "contact-way.put",
    "join-way.put",
    "corp-tag.created",
    "action.failed",
    "group.detailed",
    "group.dismissed",
    "group.member-joined",
    "group.member-left",
  ],
  after: ["groups", "tags", ...PEOPLE_LANES],
  async react(unit, batch) {
    for (const event of batch) await noteAnswer(unit, event);
    const touched = await growPools(unit, batch);
    await announce(unit, touched);
    await rotate(unit, touched, batch.at(-1)?.seq);
    await freeSeats(unit, batch);
    await tagByStore(unit, batch);
  },
});

/** What came of something that a code asked WeCom for. */
async function noteAnswer(unit: Unit, event: StoredEvent): Promise<void> {
  const [tag] = only([event], "corp-tag.created");
  if (tag) return markWaiting(unit, tag.data.key, tag.data.tagId, tag.seq);
  const [failed] = only([event], "action.failed");
  if (failed && (failed.data.kind === "contact-way.put" || failed.data.kind === "join-way.put")) {
    await sql`update live_code set problem = ${JSON.stringify(refusedBy(failed.data))} where corp_id = ${unit.corpId}
      and id = ${failed.data.plannedBy.replace("live-code:", "")}`.execute(unit.db);
  }
  const [way] = [...only([event], "contact-way.put"), ...only([event], "join-way.put")];
  if (!way) return;
  await sql`update live_code set config_id = ${way.data.configId},
      problem = case when config_id <> ${way.data.configId} then ${JSON.stringify(newPicture)}::jsonb end,
      qr_url = case when ${way.data.qrUrl} <> '' then ${way.data.qrUrl} else qr_url end
    where corp_id = ${unit.corpId} and id = ${way.data.liveCodeId}`.execute(unit.db);
  // Something was changed while the first call was under way.
  const code = await lockCode(unit, way.data.liveCodeId);
  if (code) await tellWeCom(unit, code, way.seq);
}

/**
 * Groups that WeCom opened for a code, known by the state of who joined or by name. What an answer says the way leads to is
 * not taken for it: it may be older than an operator's wish to take a group out.
 */
async function growPools(unit: Unit, batch: readonly StoredEvent[]): Promise<string[]> {
  const joins = only(batch, "group.member-joined");
  const details = only(batch, "group.detailed");
  const ways = only(batch, "join-way.put");
  const named = await codesByName(
    unit,
    details.map((event) => event.data.name),
  );
  const found = new Map<string, string>();
  for (const { data } of details) {
    const codes = named.filter((code) => isNextGroupOf(code.baseName, data.name));
    if (codes.length === 1 && codes[0]) found.set(data.chatId, codes[0].id);
  }
  for (const { data } of joins) if (data.state !== "") found.set(data.chatId, data.state);
  const codes = await codesByIds(unit, [...new Set(found.values())]);
  for (const [chatId, codeId] of found) {
    if (codes.get(codeId)?.kind === "group") await addToPool(unit, codeId, [chatId], "wecom");
  }
  const dismissed = only(batch, "group.dismissed");
  const left = only(batch, "group.member-left");
  const led = ways.flatMap(({ data }) => data.chatIds);
  return [...new Set([...found.keys(), ...led, ...[...details, ...joins, ...left, ...dismissed].map(({ data }) => data.chatId)])];
}

/** Codes whose prefix one of these names begins with. */
async function codesByName(unit: Unit, names: readonly string[]): Promise<Array<{ id: string; baseName: string }>> {
  const prefixes = [...new Set(names.map((name) => name.replace(/\s*\d{1,6}$/u, "")).filter((name) => name !== ""))];
  if (prefixes.length === 0) return [];
  const { rows } = await sql<{ id: string; baseName: string }>`select id, base_name as "baseName" from live_code
    where corp_id = ${unit.corpId} and kind = 'group' and base_name = any(${prefixes})`.execute(unit.db);
  return rows;
}

/** A group that came into a pool has to be set up by a person (A2); told once, as soon as its owner is known. */
async function announce(unit: Unit, chatIds: readonly string[]): Promise<void> {
  if (chatIds.length === 0) return;
  const { rows } = await sql<{ chatId: string; codeId: string; storeId: string | null }>`
    select g.chat_id as "chatId", c.id as "codeId", c.store_id as "storeId" from live_code_group g
    join live_code c on c.corp_id = g.corp_id and c.id = g.live_code_id
    where g.corp_id = ${unit.corpId} and g.chat_id = any(${chatIds}) and not g.announced
    order by g.live_code_id, g.place`.execute(unit.db);
  const chats = await chatInfo(
    unit,
    rows.map(({ chatId }) => chatId),
  );
  const ready = rows.filter(({ chatId }) => (chats.get(chatId)?.owner ?? "") !== "");
  if (ready.length === 0) return;
  await sql`update live_code_group set announced = true where corp_id = ${unit.corpId}
    and chat_id = any(${ready.map(({ chatId }) => chatId)})`.execute(unit.db);
  for (const { chatId, codeId, storeId } of ready) {
    unit.fact({
      type: "group.needs-setup",
      subject: `group:${groupId(unit.corpId, chatId)}`,
      data: { chatId, liveCodeId: codeId, storeId, classKey: groupClassOf(storeId) },
      occurredAt: unit.now,
      sourceKey: `needs-setup:${chatId}`,
    });
  }
}

/** Full groups leave the way, groups with room take their places. */
async function rotate(unit: Unit, chatIds: readonly string[], causeSeq: number | undefined): Promise<void> {
  const homes = await homeOfChats(unit, chatIds);
  for (const codeId of [...new Set([...homes.values()].map(({ liveCodeId }) => liveCodeId))].sort()) {
    const code = await lockCode(unit, codeId);
    if (!code || code.configId === null) continue;
    const wanted = await wantedWay(unit, code);
    if (wanted.length > 0 && wanted.join() !== code.wayChatIds.join()) await bumpWay(unit, code, wanted, causeSeq);
  }
}

/** Who has joined needs no kept seat any more; her place is counted among the members now. */
async function freeSeats(unit: Unit, batch: readonly StoredEvent[]): Promise<void> {
  const joined = only(batch, "group.member-joined").filter(({ data }) => data.memberType === 2);
  const homes = await homeOfChats(unit, [...new Set(joined.map(({ data }) => data.chatId))]);
  const people = joined.filter(({ data }) => homes.has(data.chatId)).map(({ data }) => data.memberId);
  if (people.length === 0) return;
  await sql`delete from seat_hold where corp_id = ${unit.corpId} and visitor = any(${people})`.execute(unit.db);
}

/** Customers in a store's group carry the store's tag, put on by the officer through whose code they came. */
async function tagByStore(unit: Unit, batch: readonly StoredEvent[]): Promise<void> {
  const joined = only(batch, "group.member-joined").filter(({ data }) => data.memberType === 2);
  if (joined.length === 0) return;
  const homes = await homeOfChats(unit, [...new Set(joined.map(({ data }) => data.chatId))]);
  const inStores = joined.filter(({ data }) => homes.get(data.chatId)?.storeName);
  const relations = await activeRelations(unit, [...new Set(inStores.map(({ data }) => data.memberId))]);
  const codes = await codesByIds(unit, [...new Set([...relations.values()].flat().map(({ state }) => state))]);
  const markings = inStores.flatMap(({ data, seq }): Marking[] => {
    const mine = relations.get(data.memberId) ?? [];
    const officer = mine.find(({ state }) => codes.get(state)?.kind === "staff") ?? mine[0];
    const home = homes.get(data.chatId);
    if (!officer || !home?.storeName) return [];
    const key = `store:${home.storeId}:${officer.userId}:${data.memberId}:${data.joinedSec}`;
    const tags = [`门店/${tagName(home.storeName)}`];
    return [{ externalUserId: data.memberId, userId: officer.userId, tags, why: `store:${home.storeId}`, key, causeSeq: seq }];
  });
  await markPeople(unit, markings);
}
