export { createDispatcher, type Dispatcher } from "./dispatch.ts";
export { cancelPlanned } from "./end.ts";
export { type Decision, reserve, touchId, type TouchRequest } from "./gate.ts";
export type { ActionKind, ActionPayloads, Attachment } from "./kinds.ts";
export { lanes } from "./lanes.ts";
export { actionId, planAll } from "./plan.ts";
export { isQuiet, nextOpen, nextQuiet } from "./quiet.ts";
export { defaultGateSettings, gateSettings, type GateSettings } from "./settings.ts";
export type {
  ActionStatus,
  ClaimedAction,
  Outcome,
  PlanRequest,
  Sender,
  SenderIo,
  Senders,
  Settlement,
} from "./types.ts";
export { reaction, runUnit, type Unit, withUnit } from "./unit.ts";
export { takeWorkerLock, type WorkerIdentity } from "./worker-lock.ts";
export { massTasks, touchLedger } from "./touches.ts";
