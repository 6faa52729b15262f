import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import { drawFor } from "./draw-poster.ts";
import { archivePoster, listPosters, restorePoster, savePoster } from "./keep-posters.ts";

export { printKit } from "./print-kit.ts";

export const routes: readonly Route[] = [
  route(api.posters.list, listPosters),
  route(api.posters.save, savePoster),
  route(api.posters.archive, archivePoster),
  route(api.posters.restore, restorePoster),
  route(api.posters.draw, drawFor),
];
