import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { arriveStock, forecastArrival, stopArrival } from "./arrive.ts";
import { stockOrders } from "./bought.ts";
import { moveArrivals } from "./look.ts";
import { archiveProduct, saveProduct } from "./save-product.ts";
import { getProduct, listPeople, listProducts } from "./screens.ts";
import { addManyWants, addWants, markTaken, withdrawWant } from "./wants.ts";

export { arriveStock } from "./arrive.ts";
export { pageOfStock, type StockPage, takeHerself, wantHerself, withdrawHerself } from "./page.ts";
export { installProduct, saveProduct } from "./save-product.ts";
export { addManyWants, addWants } from "./wants.ts";

export const handlers: readonly Handler[] = [stockOrders];
export const duties: readonly Duty[] = [moveArrivals];
export const routes: readonly Route[] = [
  route(api.stock.list, listProducts),
  route(api.stock.get, getProduct),
  route(api.stock.people, listPeople),
  route(api.stock.save, saveProduct),
  route(api.stock.archive, archiveProduct),
  route(api.stock.want, addWants),
  route(api.stock.wantMany, addManyWants),
  route(api.stock.withdraw, withdrawWant),
  route(api.stock.taken, markTaken),
  route(api.stock.forecast, forecastArrival),
  route(api.stock.arrive, arriveStock),
  route(api.stock.stop, stopArrival),
];
