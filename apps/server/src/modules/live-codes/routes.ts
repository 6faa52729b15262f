import { api } from "@shuke/contract";
import { route } from "#http/route";
import { createLiveCode } from "./create-live-code.ts";
import { getLiveCode, listLiveCodes, liveCodeFigures } from "./screens.ts";
import { listStores, storePoints } from "./store-screens.ts";
import { updateLiveCode } from "./update-live-code.ts";

export const routes = [
  route(api.liveCodes.create, createLiveCode),
  route(api.liveCodes.update, updateLiveCode),
  route(api.liveCodes.list, listLiveCodes),
  route(api.liveCodes.get, getLiveCode),
  route(api.liveCodes.figures, liveCodeFigures),
  route(api.stores.list, listStores),
  route(api.stores.points, storePoints),
];
