import { api } from "@shuke/contract";
import { route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { daily } from "./daily-screen.ts";
import { dailyProjection } from "./daily.ts";
import { funnel } from "./funnel.ts";
import { journeyProjection } from "./journey.ts";
import { today } from "./today.ts";

export { funnel } from "./funnel.ts";

export const handlers: Handler[] = [journeyProjection, dailyProjection];
export const duties: Duty[] = [];
export const routes = [route(api.analytics.funnel, funnel), route(api.analytics.daily, daily), route(api.analytics.today, today)];
