import { api, orderDownloads } from "@shuke/contract";
import { type Download, download, route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { matchRate } from "./ask.ts";
import { exportOrders, exportProblems } from "./export-orders.ts";
import { addPiece, cancelImport, createImport, importProblems, listImports } from "./import-jobs.ts";
import { previewImport } from "./preview-import.ts";
import { itemsHandler } from "./items.ts";
import { ordersHandler } from "./project.ts";
import { rfmCounts } from "./rfm.ts";
import { rfmDuty } from "./rfm-duty.ts";
import { rfmGrid, rfmPeople } from "./rfm-screens.ts";
import { importDuty } from "./run-imports.ts";
import { dailyOrders, getOrder, listOrders, orderChannels, orderTotals } from "./screens.ts";
import { ordersSummary } from "./summary.ts";

export { matchRate, orderStatsOf, paidOrders } from "./ask.ts";
export { hookRoutes } from "./hook-screen.ts";
export { hookSecret } from "./hook-secret.ts";
export { importOrders, type ImportReport } from "./import-orders.ts";
export { type HookDeps, receiveHook } from "./receive-hook.ts";
export { dailyOrders, ordersOf } from "./screens.ts";
export { storeTrade } from "./store-trade.ts";
export { ordersSummary } from "./summary.ts";

export const handlers: readonly Handler[] = [ordersHandler, itemsHandler];
export const duties: readonly Duty[] = [importDuty, rfmDuty];
export const routes: readonly Route[] = [
  route(api.orders.list, listOrders),
  route(api.orders.totals, orderTotals),
  route(api.orders.get, getOrder),
  route(api.orders.channels, orderChannels),
  route(api.orders.summary, ordersSummary),
  route(api.orders.daily, dailyOrders),
  route(api.orders.matchRate, matchRate),
  route(api.orders.people, rfmPeople),
  route(api.orders.rfmGrid, rfmGrid),
  route(api.orders.importPreview, previewImport),
  route(api.orders.importCreate, createImport),
  route(api.orders.importPiece, addPiece),
  route(api.orders.imports, listImports),
  route(api.orders.importProblems, importProblems),
  route(api.orders.importCancel, cancelImport),
  route(api.analytics.rfm, rfmCounts),
];
export const downloads: readonly Download[] = [
  download(orderDownloads.orders, exportOrders),
  download(orderDownloads.problems, exportProblems),
];
