import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { previewJob } from "./preview.ts";
import { getJob, listJobs } from "./screens.ts";
import { cancelJob, retryJob, startJob, undoJob } from "./start-job.ts";
import { bulkDuty, countCalls } from "./work.ts";

export { cancelJob, startJob } from "./start-job.ts";

export const handlers: readonly Handler[] = [countCalls];
export const duties: readonly Duty[] = [bulkDuty];
export const routes: readonly Route[] = [
  route(api.bulk.preview, previewJob),
  route(api.bulk.start, startJob),
  route(api.bulk.list, listJobs),
  route(api.bulk.get, getJob),
  route(api.bulk.cancel, cancelJob),
  route(api.bulk.undo, undoJob),
  route(api.bulk.retry, retryJob),
];
