import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { cancelSend, correctSend, remindSend, retargetSend } from "./call-off.ts";
import { moveSends } from "./due.ts";
import { effectOf } from "./effect.ts";
import { forecastSend } from "./foresee.ts";
import { sendResults } from "./results.ts";
import { createSend } from "./save-send.ts";
import { getSend, listRecipients, listSenders, listSends } from "./screens.ts";
import { readSettings, saveSettings } from "./settings.ts";
import { approveSend, refuseSend, submitSend } from "./submit.ts";
import { trySend } from "./trial.ts";

export { audienceSql } from "./audience.ts";
export { forecastSend } from "./foresee.ts";
export { provideList } from "./lists.ts";
export {
  callOff,
  handIn,
  needsSecond,
  opensAt,
  type Reached,
  reachedChats,
  reachedPeople,
  type SendFigures,
  sendFigures,
} from "./on-behalf.ts";
export { peopleOf } from "./people.ts";
export { createSend } from "./save-send.ts";
export { saveSettings as saveSendSettings } from "./settings.ts";
export { sendsToApprove, submitSend } from "./submit.ts";

export const handlers: readonly Handler[] = [sendResults];
export const duties: readonly Duty[] = [moveSends];
export const routes: readonly Route[] = [
  route(api.sends.list, listSends),
  route(api.sends.get, getSend),
  route(api.sends.recipients, listRecipients),
  route(api.sends.senders, listSenders),
  route(api.sends.create, createSend),
  route(api.sends.forecast, forecastSend),
  route(api.sends.trial, trySend),
  route(api.sends.submit, submitSend),
  route(api.sends.approve, approveSend),
  route(api.sends.refuse, refuseSend),
  route(api.sends.cancel, cancelSend),
  route(api.sends.remind, remindSend),
  route(api.sends.retarget, retargetSend),
  route(api.sends.correct, correctSend),
  route(api.sends.effect, effectOf),
  route(api.sends.settings, readSettings),
  route(api.sends.saveSettings, saveSettings),
];
