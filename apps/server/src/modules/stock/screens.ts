import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, StockArrival, StockItem, StockLedger, StockWant } from "@shuke/contract";
import type { StockReason } from "@shuke/contract/stock-words";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { type SendFigures, sendFigures } from "#modules/sends";
import { arrivalsOf, readProduct, readProducts, wavesOf } from "./rows.ts";
import type { ArrivalRow, ProductRow, WaveRow } from "./types.ts";

export async function listProducts(ctx: Ctx, input: ParsedInputOf<typeof api.stock.list>): Promise<OutputOf<typeof api.stock.list>> {
  const rows = await readProducts(ctx, { query: input.query, archived: input.archived, after: input.cursor, limit: input.limit + 1 });
  const shown = rows.slice(0, input.limit);
  return { items: await toItems(ctx, shown), nextCursor: rows.length > input.limit ? (shown.at(-1)?.id ?? null) : null };
}

export async function itemOf(ctx: Ctx, id: string): Promise<StockItem> {
  const [item] = await toItems(ctx, [await readProduct(ctx, id)]);
  if (!item) throw notFound("product", id);
  return item;
}

export async function getProduct(ctx: Ctx, { id }: ParsedInputOf<typeof api.stock.get>): Promise<OutputOf<typeof api.stock.get>> {
  const [item, arrivals] = await Promise.all([itemOf(ctx, id), arrivalsOf(ctx, id)]);
  return { ...item, arrivals: await arrivalsAt(ctx, arrivals) };
}

type Counts = { id: string; waiting: number; wanted: number; going: number } & StockLedger;

async function toItems(ctx: Ctx, rows: readonly ProductRow[]): Promise<StockItem[]> {
  const ids = rows.map(({ id }) => id);
  const { rows: counted } =
    await sql<Counts>`select i.id, n.waiting, n.wanted, a.going, a.arrived, a.reserved, a.taken, a.free from unnest(${ids}::text[]) i(id)
    cross join lateral (select count(*)::int as waiting, coalesce(sum(quantity), 0)::int as wanted from stock_want
      where corp_id = ${ctx.corpId} and product_id = i.id and state = 'waiting') n
    cross join lateral (select count(*)::int as going, coalesce(sum(arrived), 0)::int as arrived, coalesce(sum(reserved), 0)::int as reserved,
        coalesce(sum(taken), 0)::int as taken, coalesce(sum(free), 0)::int as free
      from stock_arrival where corp_id = ${ctx.corpId} and product_id = i.id and next_at is not null) a`.execute(ctx.db);
  const byId = new Map(counted.map((row) => [row.id, row]));
  const stores = await storeNames(
    ctx,
    rows.flatMap(({ plan }) => plan.storeId ?? []),
  );
  return rows.map(({ id, plan, revision, archivedAt, savedAt, savedBy }) => {
    const { waiting = 0, wanted = 0, going = 0, arrived = 0, reserved = 0, taken = 0, free = 0 } = byId.get(id) ?? {};
    return {
      ...plan,
      id,
      store: namedStore(stores, plan.storeId),
      revision,
      archived: archivedAt !== null,
      waiting,
      wanted,
      stock: { arrived, reserved, taken, free },
      going,
      savedAt: savedAt.toISOString(),
      savedBy,
      path: `/m/stock?p=${id}`,
    };
  });
}

async function storeNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    id: string;
    name: string;
  }>`select id, name from store where corp_id = ${ctx.corpId} and id = any(${[...new Set(ids)]})`.execute(ctx.db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const namedStore = (stores: ReadonlyMap<string, string>, id: string | null) => (id === null ? null : { id, name: stores.get(id) ?? id });

type Returned = { arrivalId: string; no: number; reason: StockReason; people: number };

export async function arrivalsAt(ctx: Ctx, rows: readonly ArrivalRow[]): Promise<StockArrival[]> {
  const ids = rows.map(({ id }) => id);
  const waves = await wavesOf(ctx, ids);
  const [figures, stores, { rows: returned }, { rows: dropped }] = await Promise.all([
    sendFigures(
      ctx,
      waves.map(({ id }) => id),
    ),
    storeNames(
      ctx,
      rows.flatMap(({ storeId }) => storeId ?? []),
    ),
    sql<Returned>`select arrival_id as "arrivalId", wave_no as no, reason, count(*)::int as people from stock_hold
      where corp_id = ${ctx.corpId} and arrival_id = any(${ids}) and state = 'returned' group by 1, 2, 3 order by 4 desc, 3`.execute(
      ctx.db,
    ),
    sql<Omit<Returned, "no">>`select arrival_id as "arrivalId", reason, count(*)::int as people from stock_want
      where corp_id = ${ctx.corpId} and arrival_id = any(${ids}) and state in ('dropped', 'withdrawn') group by 1, 2 order by 3 desc, 2`.execute(
      ctx.db,
    ),
  ]);
  return rows.map((row) => {
    const own = waves.filter(({ arrivalId }) => arrivalId === row.id);
    const offered = sum(own, "offered");
    return {
      id: row.id,
      state: row.state,
      reason: row.reason,
      store: namedStore(stores, row.storeId),
      at: row.at.toISOString(),
      by: row.by,
      endedAt: row.endedAt?.toISOString() ?? null,
      arrived: row.arrived,
      reserved: row.reserved,
      taken: row.taken,
      free: row.free,
      received: row.received,
      minutesTo80: minutesBetween(row.at, row.received80At),
      takeRate: offered === 0 ? null : sum(own, "taken") / offered,
      dropped: dropped.filter(({ arrivalId }) => arrivalId === row.id).map(({ reason, people }) => ({ reason, people })),
      waves: own.map((wave) => waveOf(wave, figures.get(wave.id), returned)),
    };
  });
}

const minutesBetween = (from: Date, to: Date | null): number | null =>
  to === null ? null : Math.max(0, Math.round((to.getTime() - from.getTime()) / 60_000));
const sum = (waves: readonly WaveRow[], key: "offered" | "taken") => waves.reduce((all, wave) => all + wave[key], 0);

function waveOf(wave: WaveRow, send: SendFigures | undefined, returned: readonly Returned[]): StockArrival["waves"][number] {
  const { no, id, state, people, pieces, rate, received, taken } = wave;
  return {
    no,
    sendId: id,
    state,
    startsAt: wave.startsAt.toISOString(),
    until: wave.until.toISOString(),
    endedAt: wave.endedAt?.toISOString() ?? null,
    people,
    pieces,
    rate,
    received,
    minutesTo80: minutesBetween(wave.startsAt, wave.received80At),
    taken,
    returned: returned
      .filter((one) => one.arrivalId === wave.arrivalId && one.no === no)
      .map((one) => ({ reason: one.reason, people: one.people })),
    tasks: send?.tasks ?? 0,
    unconfirmed: send === undefined ? 0 : send.tasks - send.confirmed,
    waitsForApproval: send?.state === "waiting",
  };
}

type Row = Omit<StockWant, "since" | "expiresAt" | "until" | "endedAt" | "store"> & {
  storeId: string | null;
  storeName: string | null;
  since: Date;
  expiresAt: Date;
  until: Date | null;
  endedAt: Date | null;
};

const PERSON = sql`n.id, n.product_id as "productId", p.name as product, p.plan->>'unit' as unit, k.id as "customerId", coalesce(k.name, '') as name,
  n.store_id as "storeId", s.name as "storeName", n.quantity, n.road, n.since, n.noted_by as by, n.expires_at as "expiresAt", n.state, n.reason,
  case when n.state = 'held' then (select max(h.until) from stock_hold h where h.corp_id = n.corp_id and h.want_id = n.id and h.state = 'open') end as until,
  n.ended_at as "endedAt"`;
const FROM = sql`stock_want n join stock_product p on p.corp_id = n.corp_id and p.id = n.product_id
  left join customer k on k.corp_id = n.corp_id and k.id = n.customer_id left join store s on s.corp_id = n.corp_id and s.id = n.store_id`;

const toWant = ({ storeId, storeName, ...row }: Row): StockWant => ({
  ...row,
  store: storeId === null ? null : { id: storeId, name: storeName ?? storeId },
  since: row.since.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  until: row.until?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
});

export async function listPeople(ctx: Ctx, input: ParsedInputOf<typeof api.stock.people>): Promise<OutputOf<typeof api.stock.people>> {
  const { id, state = null, reason = null, arrivalId = null, cursor = null, limit } = input;
  await readProduct(ctx, id);
  const where = sql`n.corp_id = ${ctx.corpId} and n.product_id = ${id} and (${state}::text is null or n.state = ${state})
    and (${reason}::text is null or n.reason = ${reason}) and (${arrivalId}::text is null or n.arrival_id = ${arrivalId}
      or exists (select from stock_hold h where h.corp_id = n.corp_id and h.want_id = n.id and h.arrival_id = ${arrivalId}))`;
  const { rows } = await sql<Row>`select ${PERSON} from ${FROM} where ${where}
      and (${cursor}::text is null or (n.since, n.id) > (select c.since, c.id from stock_want c where c.corp_id = n.corp_id and c.id = ${cursor}))
    order by n.since, n.id limit ${limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  return { items: shown.map(toWant), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

export async function wantOf(ctx: Ctx, id: string): Promise<StockWant> {
  const { rows } = await sql<Row>`select ${PERSON} from ${FROM} where n.corp_id = ${ctx.corpId} and n.id = ${id}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("want", id);
  return toWant(row);
}

/** What one customer waits for, or has kept for her. */
export async function wantsOf(ctx: Ctx, customerId: string): Promise<StockWant[]> {
  const { rows } = await sql<Row>`select ${PERSON} from ${FROM} where n.corp_id = ${ctx.corpId} and n.customer_id = ${customerId}
    and n.state in ('waiting', 'held') order by n.state <> 'held', n.since, n.id limit 50`.execute(ctx.db);
  return rows.map(toWant);
}
