import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { dueSteps } from "./due.ts";
import { sopDeeds } from "./happened.ts";
import { decidePaths } from "./paths.ts";
import { closeOverdue } from "./overdue.ts";
import { enrolOnJoin } from "./enrol.ts";
import { stepEvidence } from "./evidence.ts";
import { exitOnLeave } from "./exit.ts";
import { linkOpened } from "./metric.ts";
import { sopsProjection } from "./project.ts";
import { startRounds } from "./start-rounds.ts";

export { enrolmentsOf, type EnrolmentView, sopNames } from "./ask.ts";
export { holdSteps, passOnSteps, recipientsOf, underWayWith } from "./hand-over.ts";
export { stepTaskId } from "./plan-pack.ts";
export { judge, type Light, rateOf } from "./rules.ts";
export { routes } from "./routes.ts";
export { saveSop } from "./save-sop.ts";
export { boardSteps, countAllSteps, listSops } from "./screens.ts";
export { readSops } from "./definitions.ts";
export { type SopDefinition, sopDefinition, type StepDefinition } from "./types.ts";

export const handlers: Handler[] = [sopsProjection, enrolOnJoin, exitOnLeave, stepEvidence, linkOpened, sopDeeds];
export const duties: Duty[] = [startRounds, decidePaths, dueSteps, closeOverdue];
