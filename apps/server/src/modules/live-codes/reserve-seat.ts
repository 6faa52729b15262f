import { sql } from "kysely";
import { tell, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { groupsOf } from "#modules/groups";
import { type Position, type StoreRow, storesByIds } from "#modules/org";
import { homeOfChats } from "./ask.ts";
import { distanceTo } from "./route-store.ts";
import { codesByIds, groupCodesOf, lockCode } from "./rows.ts";
import { type Refusal, refusalOf, RULE_VERSION, seatsLeft } from "./rules.ts";
import { seatInputs } from "./seats.ts";
import { routingSettings } from "./settings.ts";
import type { HowFound, LiveCodeRow, Visitor } from "./types.ts";

export type MyGroup = { chatId: string; name: string; store: StoreRow | null };
export type Seat = { store: StoreRow; liveCodeId: string; qrUrl: string; until: Date };
export type Reserved = { kind: "already"; group: MyGroup } | ({ kind: "seat" } & Seat) | { kind: "refused"; reason: Refusal | "unknown" };

export type Choice = { storeId: string; how: HowFound; at: Position | null };

/** The store group in which this person is already: then no second seat is given (A3). */
export async function myGroup(ctx: Ctx, visitor: Visitor): Promise<MyGroup | null> {
  if (visitor.externalUserId === null) return null;
  const groups = await groupsOf(ctx, visitor.externalUserId);
  const homes = await homeOfChats(
    ctx,
    groups.map(({ chatId }) => chatId),
  );
  const group = groups.find(({ chatId }) => homes.has(chatId));
  if (!group) return null;
  const storeId = homes.get(group.chatId)?.storeId;
  const store = storeId ? (await storesByIds(ctx, [storeId])).get(storeId) : undefined;
  return { chatId: group.chatId, name: group.name, store: store ?? null };
}

/** The seat that is kept for this person now, if any. */
export async function mySeat(ctx: Ctx, visitor: Visitor): Promise<Seat | null> {
  const { rows } = await sql<{ liveCodeId: string; storeId: string; qrUrl: string | null; until: Date }>`
    select h.live_code_id as "liveCodeId", h.store_id as "storeId", c.qr_url as "qrUrl", h.until
    from seat_hold h join live_code c on c.corp_id = h.corp_id and c.id = h.live_code_id
    where h.corp_id = ${ctx.corpId} and h.visitor = ${visitor.key} and h.until > ${ctx.now}`.execute(ctx.db);
  const [row] = rows;
  const store = row && (await storesByIds(ctx, [row.storeId])).get(row.storeId);
  return row?.qrUrl && store ? { store, liveCodeId: row.liveCodeId, qrUrl: row.qrUrl, until: row.until } : null;
}

/**
 * Keeps a seat in one of the store's groups for some minutes. However many come at once, no more seats are promised than
 * there are: whoever counts holds the code's row until the seat is written.
 */
export async function reserveSeat(ctx: Ctx, visitor: Visitor, choice: Choice): Promise<Reserved> {
  const group = await myGroup(ctx, visitor);
  if (group) return { kind: "already", group };
  const store = (await storesByIds(ctx, [choice.storeId])).get(choice.storeId);
  if (!store) return { kind: "refused", reason: "unknown" };
  const { maxDistanceM, seatMinutes } = await routingSettings(ctx);
  const distanceM = distanceTo(choice.at, store);
  const codes = await groupCodesOf(ctx, [store.id]);
  const refusal = refusalOf(
    { open: store.state === "open", distanceM, codes: [...(await seatInputs(ctx, codes, visitor.key)).values()] },
    maxDistanceM,
  );
  if (refusal === null) {
    const until = new Date(ctx.now.getTime() + seatMinutes * 60_000);
    // One transaction per code: two that each held one code and wanted the other's would wait for ever.
    for (const code of codes) {
      const seat = await withUnit(ctx, (unit) => takeSeat(unit, visitor, code, store, until, { ...choice, distanceM }));
      if (seat) return { kind: "seat", ...seat };
    }
  }
  const reason = refusal ?? "full";
  await recordRefusal(ctx, visitor, store.id, reason);
  return { kind: "refused", reason };
}

async function takeSeat(
  unit: Unit,
  visitor: Visitor,
  { id }: LiveCodeRow,
  store: StoreRow,
  until: Date,
  { how, distanceM }: { how: HowFound; distanceM: number | null },
): Promise<Seat | null> {
  const code = await keepSeat(unit, visitor, id, until);
  if (!code) return null;
  const externalUserId = visitor.externalUserId;
  if (externalUserId !== null) {
    const common = {
      subject: `customer:${customerId(unit.corpId, externalUserId)}`,
      occurredAt: unit.now,
      actor: { kind: "customer" as const, externalUserId },
    };
    unit.fact({
      ...common,
      type: "store.chosen",
      data: {
        externalUserId,
        storeId: store.id,
        how,
        distanceM: distanceM === null ? null : Math.round(distanceM),
        ruleVersion: RULE_VERSION,
      },
    });
    unit.fact({
      ...common,
      type: "seat.reserved",
      data: { externalUserId, liveCodeId: code.id, storeId: store.id, until: until.toISOString() },
    });
  }
  return { store, liveCodeId: code.id, qrUrl: code.qrUrl, until };
}

/** One of the code's seats, if there is one; she keeps no other then. */
async function keepSeat(unit: Unit, visitor: Visitor, codeId: string, until: Date) {
  const code = await lockCode(unit, codeId);
  if (!code || code.qrUrl === null) return null;
  const input = (await seatInputs(unit, [code], visitor.key)).get(code.id);
  if (!input || seatsLeft(input) < 1) return null;
  await dropExpired(unit, code.id);
  await sql`insert into seat_hold (corp_id, visitor, live_code_id, store_id, until)
    values (${unit.corpId}, ${visitor.key}, ${code.id}, ${code.storeId}, ${until})
    on conflict (corp_id, visitor) do update set live_code_id = excluded.live_code_id, store_id = excluded.store_id,
      until = excluded.until`.execute(unit.db);
  return { ...code, qrUrl: code.qrUrl };
}

/** A seat for whoever was invited, in the groups of this very code; null: there is none now. */
export async function keepInvitedSeat(ctx: Ctx, visitor: Visitor, codeId: string): Promise<{ qrUrl: string; until: Date } | null> {
  const { seatMinutes } = await routingSettings(ctx);
  const until = new Date(ctx.now.getTime() + seatMinutes * 60_000);
  return withUnit(ctx, async (unit) => {
    const code = await keepSeat(unit, visitor, codeId, until);
    return code && { qrUrl: code.qrUrl, until };
  });
}

/** How many of a code's seats may still be promised; null: there is no such code of groups. */
export async function freeSeats(ctx: Ctx, codeId: string): Promise<number | null> {
  const code = (await codesByIds(ctx, [codeId])).get(codeId);
  if (code?.kind !== "group") return null;
  const input = (await seatInputs(ctx, [code])).get(codeId);
  return input ? seatsLeft(input) : 0;
}

/** Promises that ran out, but for those that somebody is just changing: waiting for them could be waiting in a ring. */
async function dropExpired(unit: Unit, codeId: string): Promise<void> {
  await sql`delete from seat_hold where corp_id = ${unit.corpId} and visitor in (select visitor from seat_hold
    where corp_id = ${unit.corpId} and live_code_id = ${codeId} and until <= ${unit.now} for update skip locked)`.execute(unit.db);
}

async function recordRefusal(ctx: Ctx, visitor: Visitor, storeId: string, reason: Refusal): Promise<void> {
  const externalUserId = visitor.externalUserId;
  if (externalUserId === null) return;
  await tell(ctx, {
    type: "seat.refused",
    subject: `customer:${customerId(ctx.corpId, externalUserId)}`,
    data: { externalUserId, storeId, reason },
    occurredAt: ctx.now,
    actor: { kind: "customer", externalUserId },
  });
}
