import { api, handoverDownloads } from "@shuke/contract";
import { download, route, type Download, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { passAlong } from "./along.ts";
import { cancelHandover, giveItems, keepItems, undoHandover } from "./change.ts";
import { executeHandover } from "./execute.ts";
import { exportItems } from "./export.ts";
import { planHandover } from "./plan.ts";
import { handoverProjection } from "./project.ts";
import { listHandovers, listItems, listLeavers } from "./screens.ts";
import { statusOf } from "./status.ts";
import { handoverDuty } from "./work.ts";

export const handlers: readonly Handler[] = [handoverProjection, passAlong];
export const duties: readonly Duty[] = [handoverDuty];
export const downloads: readonly Download[] = [download(handoverDownloads.items, exportItems)];
export const routes: readonly Route[] = [
  route(api.handover.leavers, listLeavers),
  route(api.handover.plan, planHandover),
  route(api.handover.execute, executeHandover),
  route(api.handover.status, statusOf),
  route(api.handover.items, listItems),
  route(api.handover.list, listHandovers),
  route(api.handover.give, giveItems),
  route(api.handover.keep, keepItems),
  route(api.handover.cancel, cancelHandover),
  route(api.handover.undo, undoHandover),
];
