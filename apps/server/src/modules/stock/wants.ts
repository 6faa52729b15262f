import { type RawBuilder, sql } from "kysely";
import type { api, ParsedInputOf, StockAdded, StockWant } from "@shuke/contract";
import type { StockReason, WantRoad } from "@shuke/contract/stock-words";
import { leaveOut, type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { frameAt, matching } from "#modules/segments";
import { giveBack, takePieces } from "./ledger.ts";
import { lockArrivals, openArrivals, readArrival, readProduct, readWant } from "./rows.ts";
import { wantOf } from "./screens.ts";
import type { ProductRow, WantRow } from "./types.ts";

const DAY_MS = 86_400_000;
const MOST_LINES = 200_000;

export async function addWants(ctx: Ctx, input: ParsedInputOf<typeof api.stock.want>): Promise<StockAdded> {
  return withUnit(ctx, async (unit) => {
    const product = await productToWant(unit, input.id);
    const ids = [...new Set(input.customerIds)];
    const people = sql`select k.id, ${input.quantity}::int as quantity, 0 as line from customer k
      where k.corp_id = ${unit.corpId} and k.id = any(${ids})`;
    const found = await noteWants(unit, product, people, { road: "console", storeId: input.storeId });
    await unit.audit("stock.want", `stock:${input.id}`, { people: found.added, quantity: input.quantity });
    return { added: found.added, again: found.people - found.added, unknown: ids.length - found.people };
  });
}

/** Everybody of segments, with tags, of a file: one statement each, however many. */
export async function addManyWants(ctx: Ctx, input: ParsedInputOf<typeof api.stock.wantMany>): Promise<StockAdded> {
  return withUnit(ctx, async (unit) => {
    const product = await productToWant(unit, input.id);
    const { segmentIds, tagIds, quantity } = input;
    const sum: StockAdded = { added: 0, again: 0, unknown: 0 };
    const frame = await frameAt(unit.db, unit.corpId, unit.now);
    const note = async (road: WantRoad, people: RawBuilder<unknown>) => {
      const found = await noteWants(unit, product, people, { road, storeId: null });
      sum.added += found.added;
      sum.again += found.people - found.added;
      return found.people;
    };
    const these = (ids: RawBuilder<unknown>) =>
      sql`select k.id, ${quantity}::int as quantity, 0 as line from customer k where k.corp_id = ${unit.corpId} and k.id in (${ids})`;
    if (segmentIds.length > 0) await note("segment", these(matching(frame, { kind: "segment", segmentIds })));
    if (tagIds.length > 0) await note("tag", these(matching(frame, { kind: "tags", match: "any", tagIds })));
    const lines = linesOf(input.csv, quantity, product.plan.each);
    if (lines.length > 0) {
      const known = await note(
        "file",
        sql`select k.id, l.quantity, l.line from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(who text, quantity int, line int)
          join customer k on k.corp_id = ${unit.corpId} and k.external_user_id = l.who`,
      );
      sum.unknown = lines.length - known;
    }
    await unit.audit("stock.wantMany", `stock:${input.id}`, { ...sum, segmentIds, tagIds, lines: lines.length });
    return sum;
  });
}

/** `external user id[,how many]`; a header and what is said twice are left out. */
export function linesOf(csv: string, usual: number, each: number): Array<{ who: string; quantity: number; line: number }> {
  const found = new Map<string, { who: string; quantity: number; line: number }>();
  csv.split(/\r?\n/u).forEach((text, line) => {
    const [who = "", count = ""] = text
      .replace(/^\uFEFF/u, "")
      .split(/[,，\t]/u)
      .map((cell) => cell.trim().replaceAll(/^"|"$/gu, ""));
    if (who === "" || /^(external_?user_?id|外部联系人(id)?)$/iu.test(who) || found.has(who)) return;
    const quantity = /^\d{1,4}$/u.test(count) ? Math.min(each, Math.max(1, Number(count))) : usual;
    found.set(who, { who, quantity, line });
  });
  if (found.size > MOST_LINES) throw new Problem("stockTooManyLines", { most: MOST_LINES }, 413);
  return [...found.values()];
}

export async function productToWant(ctx: Ctx, id: string): Promise<ProductRow> {
  const product = await readProduct(ctx, id);
  if (product.archivedAt !== null) throw new Problem("stockPutAway", { name: product.plan.name }, 409);
  return product;
}

type Noted = { people: number; added: number };

/** `people`: rows (id, quantity, line). Who waits for it already keeps her place. In the order of the lines, so that a file's order is the queue's. */
export async function noteWants(
  unit: Unit,
  { id, plan }: ProductRow,
  people: RawBuilder<unknown>,
  { road, storeId }: { road: WantRoad; storeId: string | null },
): Promise<Noted> {
  const by = road === "page" ? "" : actorName(unit.actor);
  const expires = new Date(unit.now.getTime() + plan.validDays * DAY_MS);
  const prefix = newId("wnt", unit.now);
  const { rows } =
    await sql<Noted>`with people as materialized (select x.id, least(x.quantity, ${plan.each}::int) as quantity, row_number() over (order by x.line, x.id) as n
      from (${people}) x),
    added as (insert into stock_want (corp_id, id, product_id, customer_id, store_id, quantity, road, since, noted_by, expires_at)
      select ${unit.corpId}, ${prefix}::text || lpad(p.n::text, 7, '0'), ${id}, p.id, ${plan.storeId ?? storeId}::text, p.quantity, ${road}, ${unit.now}, ${by}, ${expires} from people p
      on conflict (corp_id, product_id, customer_id) where state in ('waiting', 'held') do nothing returning 1)
    select (select count(*)::int from people) as people, (select count(*)::int from added) as added`.execute(unit.db);
  return rows[0] ?? { people: 0, added: 0 };
}

/** She waits no longer. What was kept for her is free, and a call that was not made leaves her out. */
export async function endWant(unit: Unit, wantId: string, how: { state: "withdrawn" | "dropped"; reason: StockReason }): Promise<boolean> {
  const seen = await readWant(unit, wantId);
  if (seen.arrivalId !== null) await readArrival(unit, seen.arrivalId, true);
  const want = await readWant(unit, wantId, true);
  if (want.state === "waiting") {
    await sql`update stock_want set state = ${how.state}, reason = ${how.reason}, ended_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${wantId}`.execute(unit.db);
    return true;
  }
  if (want.state !== "held" || want.arrivalId === null || want.arrivalId !== seen.arrivalId) return false;
  await leaveOutOfWave(unit, want, want.arrivalId);
  await giveBack(unit, want.arrivalId, sql`h.want_id = ${wantId}`, { reason: how.reason, to: how.state });
  return true;
}

async function leaveOutOfWave(unit: Unit, want: WantRow, arrivalId: string): Promise<void> {
  const { rows } = await sql<{ who: string; send: string }>`select k.external_user_id as who, w.id as send from stock_wave w
    join customer k on k.corp_id = w.corp_id and k.id = ${want.customerId}
    where w.corp_id = ${unit.corpId} and w.arrival_id = ${arrivalId} and w.state = 'open'`.execute(unit.db);
  for (const { who, send } of rows) await leaveOut(unit, who, { plannedBy: `send:${send}` });
}

export async function withdrawWant(ctx: Ctx, { wantId }: ParsedInputOf<typeof api.stock.withdraw>): Promise<StockWant> {
  await withUnit(ctx, async (unit) => {
    const { productId } = await readWant(unit, wantId);
    if (!(await endWant(unit, wantId, { state: "withdrawn", reason: "withdrawn" }))) throw new Problem("stockWantOver", {}, 409);
    await unit.audit("stock.withdraw", `stock:${productId}`, { wantId });
  });
  return wantOf(ctx, wantId);
}

/** Somebody of the house saw her take it. */
export async function markTaken(ctx: Ctx, input: ParsedInputOf<typeof api.stock.taken>): Promise<StockWant> {
  await withUnit(ctx, async (unit) => {
    const { productId, quantity } = await takeByHand(unit, input.wantId, input.quantity);
    await unit.audit("stock.taken", `stock:${productId}`, { wantId: input.wantId, quantity });
  });
  return wantOf(ctx, input.wantId);
}

/** `wanted`: how many; left out, as many as she wanted. */
export async function takeByHand(unit: Unit, wantId: string, wanted?: number): Promise<{ productId: string; quantity: number }> {
  await lockArrivals(unit, [(await readWant(unit, wantId)).productId]);
  const want = await readWant(unit, wantId, true);
  const quantity = wanted ?? want.quantity;
  if (want.state !== "held" && want.state !== "waiting") throw new Problem("stockWantOver", {}, 409);
  const arrivals = want.arrivalId === null ? await openArrivals(unit, want.productId, want.storeId) : [want.arrivalId];
  for (const arrivalId of arrivals) {
    const got = await takePieces(unit, arrivalId, { customerId: want.customerId, quantity, most: "free" });
    if (got === 0) continue;
    // Who was not told yet is not told any more.
    await sql`update stock_want set state = 'taken', arrival_id = ${arrivalId}, ended_at = ${unit.now} where corp_id = ${unit.corpId}
      and id = ${want.id} and state = 'waiting'`.execute(unit.db);
    await noteSale(unit, {
      orderNo: `counter:${want.id}`,
      productId: want.productId,
      arrivalId,
      wantId: want.id,
      quantity: got,
      at: unit.now,
    });
    return { productId: want.productId, quantity };
  }
  throw new Problem("stockNoneLeft", {}, 409);
}

export type Sale = { orderNo: string; productId: string; arrivalId: string | null; wantId: string | null; quantity: number; at: Date };

export async function noteSale(unit: Unit, { orderNo, productId, arrivalId, wantId, quantity, at }: Sale): Promise<void> {
  await sql`insert into stock_sale (corp_id, order_no, product_id, arrival_id, want_id, quantity, at)
    values (${unit.corpId}, ${orderNo}, ${productId}, ${arrivalId}, ${wantId}, ${quantity}, ${at})`.execute(unit.db);
}
