import { sql } from "kysely";
import { fill, h5 } from "@shuke/phrases";
import type { ArrivalReason } from "@shuke/contract/stock-words";
import { gateSettings, type Unit } from "#actions";
import { newId } from "#kit/ids";
import { localStamp } from "#kit/tz";
import { corpLanguage } from "#modules/org";
import { handIn, opensAt } from "#modules/sends";
import { readProduct } from "./rows.ts";
import { expectedRate, type Past, waveLimit } from "./rules.ts";
import type { ArrivalRow, ProductRow } from "./types.ts";

/** Members of staff confirm within these hours. */
export const HOURS = { from: "09:00", to: "20:00" } as const;
/** Whoever could not be reached is tried so often for one arrival. */
const TRIES = 2;
const HOUR_MS = 3_600_000;

/** Begins the next wave of an arrival of which none is open, or ends it where nothing is left to tell anybody. The caller holds its row. */
export async function startWave(unit: Unit, arrival: ArrivalRow): Promise<void> {
  const product = await readProduct(unit, arrival.productId, true);
  await dropOut(unit, arrival, product);
  if (arrival.free === 0) return finish(unit, arrival.id, "sold-out");
  const startsAt = await opensAt(unit, HOURS);
  if (startsAt === null) return finish(unit, arrival.id, "no-hour");
  const { rate } = await rateOf(unit, product.id);
  const no = arrival.waves + 1;
  const id = newId("wav", unit.now);
  const until = new Date(startsAt.getTime() + product.plan.holdHours * HOUR_MS);
  const { people, pieces } = await keepFor(unit, arrival, product, { no, rate, until });
  if (people === 0) return finish(unit, arrival.id, "no-wants");
  await sql`insert into stock_wave (corp_id, arrival_id, no, id, starts_at, until, people, pieces, rate)
    values (${unit.corpId}, ${arrival.id}, ${no}, ${id}, ${startsAt}, ${until}, ${people}, ${pieces}, ${rate})`.execute(unit.db);
  await sql`update stock_arrival set waves = ${no}, held = held + ${pieces}, next_at = ${new Date(startsAt.getTime() + LOOK_MS)}
    where corp_id = ${unit.corpId} and id = ${arrival.id}`.execute(unit.db);
  await tell(unit, product, { id, no, people, startsAt, until });
}

/** How often a wave is looked at. */
export const LOOK_MS = 10 * 60_000;

async function tell(
  unit: Unit,
  { plan }: ProductRow,
  wave: { id: string; no: number; people: number; startsAt: Date; until: Date },
): Promise<void> {
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  const words = h5[await corpLanguage(unit)].stock;
  const gaps = { name: plan.name, until: localStamp(wave.until, timeZone) };
  // Who gets it late has some time left to come: nobody is asked to confirm in the last half.
  const confirmUntil = new Date((wave.startsAt.getTime() + wave.until.getTime()) / 2);
  await handIn(unit, {
    id: wave.id,
    reach: wave.people,
    plan: {
      name: fill(words.sendName, { name: plan.name.slice(0, 40), no: wave.no }).slice(0, 60),
      to: "customers",
      audience: { everyone: false, list: { of: "stock-wave", id: wave.id }, ...NOBODY, except: NOBODY },
      content: {
        text: fill(plan.text, gaps),
        link: { title: fill(words.cardTitle, gaps).slice(0, 40), desc: fill(words.cardDesc, gaps).slice(0, 100), page: "stock" },
      },
      variants: [],
      rules: [],
      holdOutPercent: 0,
      from: wave.startsAt.toISOString(),
      until: confirmUntil.toISOString(),
      hours: HOURS,
      spreadHours: 0,
      selling: false,
      topic: "stock",
    },
  });
}

const NOBODY = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };

export async function finish(unit: Unit, arrivalId: string, reason: ArrivalReason): Promise<void> {
  await sql`update stock_arrival set state = case when state = 'going' then 'done' else state end, reason = coalesce(reason, ${reason}), ended_at = ${unit.now},
    next_at = null where corp_id = ${unit.corpId} and id = ${arrivalId}`.execute(unit.db);
}

/** What part of pieces kept is taken: of this product, and of all. */
export async function rateOf(unit: Pick<Unit, "db" | "corpId">, productId: string): Promise<{ rate: number; known: number }> {
  const { rows } = await sql<
    { own: boolean } & Past
  >`select a.product_id = ${productId} as own, sum(w.offered)::int as offered, sum(least(w.taken, w.offered))::int as taken
    from stock_wave w join stock_arrival a on a.corp_id = w.corp_id and a.id = w.arrival_id
    where w.corp_id = ${unit.corpId} and w.state = 'ended' group by 1`.execute(unit.db);
  const none: Past = { offered: 0, taken: 0 };
  const own = rows.find((row) => row.own) ?? none;
  const others = rows.find((row) => !row.own) ?? none;
  const shop = { offered: own.offered + others.offered, taken: own.taken + others.taken };
  return { rate: expectedRate(own, shop), known: shop.offered };
}

/** Of those who wait: over in time, or bought meanwhile, also where nobody told us until now whose the order was. */
async function dropOut(unit: Unit, arrival: ArrivalRow, product: ProductRow): Promise<void> {
  await sql`update stock_want set state = 'expired', reason = 'expired', ended_at = ${unit.now}
    where corp_id = ${unit.corpId} and product_id = ${product.id} and state = 'waiting' and expires_at <= ${unit.now}`.execute(unit.db);
  await sql`update stock_want n set state = 'dropped', reason = 'bought', arrival_id = ${arrival.id}, ended_at = ${unit.now}
    where n.corp_id = ${unit.corpId} and n.product_id = ${product.id} and n.state = 'waiting' and n.customer_id in (
      select o.person_id from order_item i join customer_order o on o.corp_id = i.corp_id and o.order_no = i.order_no
      where i.corp_id = ${unit.corpId} and i.sku = ${product.plan.sku} and o.person_id = n.customer_id and o.paid_at >= n.since
        and (o.refunded_fen = 0 or o.refunded_fen < o.amount_fen))`.execute(unit.db);
  await sql`update stock_want n set state = 'dropped', reason = 'not-friend', arrival_id = ${arrival.id}, ended_at = ${unit.now}
    where n.corp_id = ${unit.corpId} and n.product_id = ${product.id} and n.state = 'waiting' and not exists (${friendsOf(unit.corpId)})
      and exists (select from relation r where r.corp_id = n.corp_id and r.customer_id = n.customer_id)`.execute(unit.db);
}

/** Over `n`: somebody of us is her friend. */
export const friendsOf = (corpId: string) =>
  sql`select from relation f where f.corp_id = ${corpId} and f.customer_id = n.customer_id and f.state = 'active'`;

/** Over `n`: wants that an arrival in that store may serve, whom somebody can tell. */
export const servable = (
  corpId: string,
  productId: string,
  storeId: string | null,
) => sql<boolean>`n.corp_id = ${corpId} and n.product_id = ${productId}
  and n.state = 'waiting' and (${storeId}::text is null or n.store_id is null or n.store_id = ${storeId}) and exists (${friendsOf(corpId)})`;

/** The head of the queue, as long as its pieces fit; one statement, however many. */
async function keepFor(
  unit: Unit,
  arrival: ArrivalRow,
  { id, plan }: ProductRow,
  wave: { no: number; rate: number; until: Date },
): Promise<{ people: number; pieces: number }> {
  const order = plan.order === "lot" ? sql`md5(${`${arrival.id}/`}::text || n.id), n.id` : sql`n.since, n.id`;
  const limit = waveLimit(arrival.free, wave.rate);
  const { rows } = await sql<{ people: number; pieces: number }>`with queue as materialized (
      select n.id, least(n.quantity, ${arrival.free}::int) as quantity, sum(least(n.quantity, ${arrival.free}::int)) over (order by ${order} rows unbounded preceding) as upto
      from stock_want n where ${servable(unit.corpId, id, arrival.storeId)} and (select count(*) filter (where h.reason = 'not-reached') < ${TRIES}::int
          and count(*) filter (where h.reason is distinct from 'not-reached') = 0 from stock_hold h
        where h.corp_id = n.corp_id and h.arrival_id = ${arrival.id} and h.want_id = n.id)),
    kept as (update stock_want n set state = 'held', arrival_id = ${arrival.id} from queue q
      where n.corp_id = ${unit.corpId} and n.id = q.id and n.state = 'waiting' and q.upto <= ${limit}::int
      returning n.id, n.customer_id, q.quantity),
    holds as (insert into stock_hold (corp_id, arrival_id, wave_no, customer_id, want_id, quantity, until)
      select ${unit.corpId}, ${arrival.id}, ${wave.no}, customer_id, id, quantity, ${wave.until} from kept)
    select count(*)::int as people, coalesce(sum(quantity), 0)::int as pieces from kept`.execute(unit.db);
  return rows[0] ?? { people: 0, pieces: 0 };
}
