import { api } from "@shuke/contract";
import { route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { provideWorkload } from "#modules/org";
import { archiveEvidence } from "./archive-evidence.ts";
import { taskCounts } from "./ask.ts";
import { claimTask } from "./claim-task.ts";
import { taskEvidence } from "./evidence.ts";
import { tellDayList } from "./day-list.ts";
import { giveTasks } from "./give-task.ts";
import { tasksOfLeavers } from "./left.ts";
import { linkEvidence } from "./link-evidence.ts";
import { notifyAssignee } from "./notify.ts";
import { openSetup } from "./open-setup.ts";
import { tasksProjection } from "./project.ts";
import { remindAnswers, remindOverdue } from "./remind.ts";
import { listTasks, readTask } from "./screens.ts";
import { settleClaims } from "./settle-claims.ts";
import { sidebarEvidence } from "./sidebar-evidence.ts";

export { dayFigures, type TaskRef, tasksByIds, waitingTasks } from "./ask.ts";
export { claimTask } from "./claim-task.ts";
export { giveTasks } from "./give-task.ts";
export { LATE_PROOF_MS, saysSo } from "./proof.ts";
export { handOverTasks, openTasksOf } from "./hand-over.ts";
export { type Answerable, managersFor } from "./managers.ts";
export { dayPage, taskPage, type TaskPage } from "./page.ts";
export { whysOf } from "./why.ts";

export const handlers: Handler[] = [
  tasksProjection,
  openSetup,
  taskEvidence,
  linkEvidence,
  archiveEvidence,
  sidebarEvidence,
  tasksOfLeavers,
  notifyAssignee,
];
export const duties: Duty[] = [remindOverdue, remindAnswers, settleClaims, tellDayList];
export const routes = [
  route(api.tasks.list, listTasks),
  route(api.tasks.get, (ctx, input) => readTask(ctx, input.id)),
  route(api.tasks.give, giveTasks),
  route(api.tasks.claim, claimTask),
];

provideWorkload("openTasks", taskCounts);
