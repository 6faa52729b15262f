import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import { cancelAction } from "./cancel-action.ts";
import { listActions } from "./list-actions.ts";
import { systemHealth } from "./health.ts";
import { getSettings, updateSettings } from "./settings.ts";

export { readVitals, type Vitals } from "./vitals.ts";

/** The figures of the installation need to know whether it is the demo's. */
export const healthRoute = (isDemo: boolean): Route => route(api.system.health, (ctx) => systemHealth(ctx, { isDemo }));

export const routes: readonly Route[] = [
  route(api.actions.list, listActions),
  route(api.actions.cancel, cancelAction),
  route(api.settings.get, getSettings),
  route(api.settings.update, updateSettings),
];
