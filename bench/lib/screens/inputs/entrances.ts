import { api } from "@shuke/contract";
import { type Ask, ask } from "../ask.ts";

export const entrances: readonly Ask[] = [
  ask(api.liveCodes.list, "newest", () => ({}), 2),
  ask(api.liveCodes.list, "group codes", (s) => ({ kind: s.any(["group"]) })),
  ask(api.liveCodes.list, "name", (s) => ({ query: s.one("storeName") })),
  ask(api.liveCodes.get, "code", (s) => ({ id: s.one("code") })),
  ask(api.liveCodes.figures, "code", (s) => ({ id: s.one("code") })),
  ask(api.stores.list, "first", () => ({}), 2),
  ask(api.stores.list, "name", (s) => ({ query: s.one("storeName").slice(0, 2) })),
  ask(api.stores.list, "city", (s) => ({ city: s.one("city") })),
  ask(api.stores.get, "store", (s) => ({ id: s.one("store") })),
  ask(api.stores.nearest, "here", (s) => ({ lng: s.any([121.47, 116.4, 104.07]), lat: s.any([31.2, 39.9, 30.5]) })),
  ask(api.stores.points, "map", () => ({})),
  ask(api.stores.cities, "all", () => ({})),
];
