import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";
import { createGeoIndex, type GeoIndex } from "./geo-index.ts";
import { storesVersion } from "./store-version.ts";
import type { StoreRow } from "./types.ts";

export type StoreIndex = GeoIndex<StoreRow> & { readonly byId: ReadonlyMap<string, StoreRow> };

type Kept = { version: number; index: Promise<StoreIndex> };

// By database first: one process may serve several (tests, rehearsals), and a transaction sees its own rows.
const kept = new WeakMap<Db, Map<string, Kept>>();

/** All stores of the corp in memory, as of this moment: rebuilt when the version in the database has moved. */
export async function storeIndex(ctx: Ctx): Promise<StoreIndex> {
  const version = await storesVersion(ctx);
  const ofDb = kept.get(ctx.db) ?? new Map<string, Kept>();
  kept.set(ctx.db, ofDb);
  const known = ofDb.get(ctx.corpId);
  if (known && known.version >= version) return known.index;
  const index = readStores(ctx).then(indexOf);
  ofDb.set(ctx.corpId, { version, index });
  index.catch(() => ofDb.delete(ctx.corpId));
  return index;
}

function indexOf(stores: readonly StoreRow[]): StoreIndex {
  return { ...createGeoIndex(stores), byId: new Map(stores.map((store) => [store.id, store])) };
}

async function readStores(ctx: Ctx): Promise<StoreRow[]> {
  const { rows } = await sql<StoreRow>`select id, code, name, province, city, district, address, lng, lat, state, opens,
    closes, manager_user_id as "managerUserId" from store where corp_id = ${ctx.corpId} order by id`.execute(ctx.db);
  return rows;
}
