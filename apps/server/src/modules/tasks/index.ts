import { api } from "@shuke/contract";
import { route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { provideWorkload } from "#modules/org";
import { taskCounts } from "./ask.ts";
import { claimTask } from "./claim-task.ts";
import { taskEvidence } from "./evidence.ts";
import { notifyAssignee } from "./notify.ts";
import { openSetup } from "./open-setup.ts";
import { tasksProjection } from "./project.ts";
import { remindOverdue } from "./remind.ts";
import { listTasks, readTask } from "./screens.ts";

export { waitingTasks } from "./ask.ts";
export { claimTask } from "./claim-task.ts";
export { handOverTasks, openTasksOf } from "./hand-over.ts";
export { taskPage, type TaskPage } from "./page.ts";
export { whysOf } from "./why.ts";

export const handlers: Handler[] = [tasksProjection, openSetup, taskEvidence, notifyAssignee];
export const duties: Duty[] = [remindOverdue];
export const routes = [
  route(api.tasks.list, listTasks),
  route(api.tasks.get, (ctx, input) => readTask(ctx, input.id)),
  route(api.tasks.claim, claimTask),
];

provideWorkload("openTasks", taskCounts);
