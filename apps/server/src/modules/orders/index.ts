import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { matchRate } from "./ask.ts";
import { ordersHandler } from "./project.ts";
import { rfmCounts } from "./rfm.ts";
import { rfmDuty } from "./rfm-duty.ts";
import { ordersSummary } from "./summary.ts";

export { matchRate, orderStatsOf } from "./ask.ts";

export const handlers: readonly Handler[] = [ordersHandler];
export const duties: readonly Duty[] = [rfmDuty];
export const routes: readonly Route[] = [
  route(api.orders.summary, ordersSummary),
  route(api.orders.matchRate, matchRate),
  route(api.analytics.rfm, rfmCounts),
];
