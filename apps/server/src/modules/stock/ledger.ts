import { type RawBuilder, sql } from "kysely";
import type { StockReason, WantState } from "@shuke/contract/stock-words";
import type { Unit } from "#actions";
import { readArrival } from "./rows.ts";

/**
 * Ends holds of an arrival (`h`), gives their pieces back, and says what becomes of the wants behind them. The caller holds the arrival's row.
 * Answers how many people.
 */
export async function giveBack(
  unit: Unit,
  arrivalId: string,
  which: RawBuilder<boolean>,
  { reason, to }: { reason: StockReason; to: WantState },
): Promise<number> {
  const over = to === "waiting" ? sql`null` : sql`${unit.now}::timestamptz`;
  const { rows } = await sql<{
    n: number;
  }>`with back as (update stock_hold h set state = 'returned', reason = ${reason}, ended_at = ${unit.now}
      where h.corp_id = ${unit.corpId} and h.arrival_id = ${arrivalId} and h.state = 'open' and ${which} returning h.want_id, h.quantity),
    wants as (update stock_want n set state = ${to}, reason = ${to === "waiting" ? null : reason}::text, ended_at = ${over},
        arrival_id = case when ${to} = 'waiting' then null else n.arrival_id end
      from back b where n.corp_id = ${unit.corpId} and n.id = b.want_id and n.state = 'held'),
    sums as (select count(*)::int as n, coalesce(sum(quantity), 0)::int as pieces from back),
    ledger as (update stock_arrival a set held = a.held - s.pieces,
        next_at = case when a.next_at is not null and a.held = s.pieces then ${unit.now} else a.next_at end
      from sums s where a.corp_id = ${unit.corpId} and a.id = ${arrivalId} and s.n > 0)
    select n from sums`.execute(unit.db);
  return rows[0]?.n ?? 0;
}

/**
 * Somebody takes pieces of an arrival: those that were kept for her, or what is there (`most`: "free" only what is kept for nobody, "all" whatever is
 * left, since they are gone already). Answers how many there were for her. When the last piece goes, whoever else was told waits on.
 */
export async function takePieces(
  unit: Unit,
  arrivalId: string,
  { customerId, quantity, most }: { customerId: string | null; quantity: number; most: "free" | "all" },
): Promise<number> {
  const arrival = await readArrival(unit, arrivalId, true);
  const { rows } = await sql<{
    wave: number;
    quantity: number;
    wantId: string;
  }>`select wave_no as wave, quantity, want_id as "wantId" from stock_hold
    where corp_id = ${unit.corpId} and arrival_id = ${arrivalId} and customer_id = ${customerId} and state = 'open'`.execute(unit.db);
  const [hold] = rows;
  const there = hold !== undefined || most === "all" ? arrival.arrived - arrival.taken : arrival.free;
  const got = Math.min(quantity, there);
  if (got === 0) return 0;
  if (hold) {
    await sql`update stock_hold set state = 'taken', taken = ${got}, ended_at = ${unit.now} where corp_id = ${unit.corpId}
      and arrival_id = ${arrivalId} and wave_no = ${hold.wave} and customer_id = ${customerId}`.execute(unit.db);
    await sql`update stock_want set state = 'taken', ended_at = ${unit.now} where corp_id = ${unit.corpId} and id = ${hold.wantId}`.execute(
      unit.db,
    );
  }
  const given = hold?.quantity ?? 0;
  await sql`update stock_arrival set taken = ${arrival.taken + got}, held = ${arrival.held - given},
      next_at = case when next_at is not null and ${arrival.held - given} = 0 then ${unit.now} else next_at end
    where corp_id = ${unit.corpId} and id = ${arrivalId}`.execute(unit.db);
  if (arrival.taken + got === arrival.arrived) await giveBack(unit, arrivalId, sql`true`, { reason: "sold-out", to: "waiting" });
  return got;
}
