import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { storesByIds } from "./ask.ts";
import { toWgs84 } from "./geo.ts";
import { seesStore } from "#kit/scope";
import { storeIndex } from "./store-index.ts";
import type { StoreRow } from "./types.ts";

export async function getStore(ctx: Ctx, input: ParsedInputOf<typeof api.stores.get>): Promise<OutputOf<typeof api.stores.get>> {
  const store = (await storesByIds(ctx, [input.id])).get(input.id);
  if (!store || !seesStore(ctx, store.id)) throw notFound("store", input.id);
  return store;
}

/** Pure geometry (DESIGN §11b): closed stores too, no limit of distance; metres on WGS-84. */
export async function nearestStores(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.stores.nearest>,
): Promise<OutputOf<typeof api.stores.nearest>> {
  const index = await storeIndex(ctx);
  const hits = index.nearest(toWgs84(input, input.datum), input.limit);
  return {
    items: hits.map(({ item: { id, code, name, city, address, lng, lat, state }, distanceM }) => ({
      id,
      code,
      name,
      city,
      address,
      lng,
      lat,
      state,
      distanceM,
    })),
  };
}

/** Cities and districts with open stores, for the two selects of the phone page. */
export async function listCities(ctx: Ctx): Promise<OutputOf<typeof api.stores.cities>> {
  const { items } = await storeIndex(ctx);
  return { items: citiesOf(items) };
}

type City = OutputOf<typeof api.stores.cities>["items"][number];

export function citiesOf(stores: readonly StoreRow[]): City[] {
  const cities = new Map<string, City & { byName: Map<string, number> }>();
  for (const store of stores) {
    if (store.state !== "open" || store.city === "") continue;
    const key = `${store.province}\u0000${store.city}`;
    const city = cities.get(key) ?? { province: store.province, city: store.city, stores: 0, districts: [], byName: new Map() };
    city.stores += 1;
    if (store.district) city.byName.set(store.district, (city.byName.get(store.district) ?? 0) + 1);
    cities.set(key, city);
  }
  const most = (a: { stores: number; name: string }, b: { stores: number; name: string }) =>
    b.stores - a.stores || (a.name < b.name ? -1 : 1);
  return [...cities.values()]
    .map(({ byName, ...city }) => ({
      ...city,
      districts: [...byName].map(([name, count]) => ({ name, stores: count })).sort(most),
    }))
    .sort((a, b) => most({ stores: a.stores, name: a.city }, { stores: b.stores, name: b.city }));
}
