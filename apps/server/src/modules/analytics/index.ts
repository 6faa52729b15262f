import { api } from "@shuke/contract";
import { route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { coaching } from "./coaching.ts";
import { daily } from "./daily-screen.ts";
import { dailyProjection } from "./daily.ts";
import { funnel } from "./funnel.ts";
import { journeyProjection } from "./journey.ts";
import { entryBreakdown, entryFunnel, entryPeople } from "./entry-funnel.ts";
import { today } from "./today.ts";

export { daily } from "./daily-screen.ts";
export { funnel } from "./funnel.ts";
export { storeFlows } from "./store-flows.ts";

export const handlers: Handler[] = [journeyProjection, dailyProjection];
export const duties: Duty[] = [];
export const routes = [
  route(api.tasks.coaching, coaching),
  route(api.analytics.funnel, funnel),
  route(api.analytics.entryFunnel, entryFunnel),
  route(api.analytics.entryBreakdown, entryBreakdown),
  route(api.analytics.entryPeople, entryPeople),
  route(api.analytics.daily, daily),
  route(api.analytics.today, today),
];
