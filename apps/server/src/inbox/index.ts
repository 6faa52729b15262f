import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import { dismissAll, dismissMessage, restoreMessage } from "./dismiss-message.ts";
import { getMessage } from "./get-message.ts";
import { countInbox, listInbox } from "./list-inbox.ts";
import { replayAll, replayMessage } from "./replay-message.ts";
import { dailyKf, hourlyKf } from "./kf/accounts.ts";
import { createKfDuty } from "./kf/sync.ts";
import { createRetention } from "./retention.ts";
import { createDailyReconcile, hourlyReconcile } from "./sync/reconcile.ts";
import { certificates } from "./sync/certificates.ts";
import { retrySync, runSync } from "./sync/screens.ts";
import { truth } from "./sync/truth.ts";
import { createSyncDuty } from "./sync/worker.ts";
import { translateDuty } from "./translate.ts";
import type { InboxDeps } from "./types.ts";

export { archiveDuties, createArchivePorts } from "./archive/index.ts";
export { type CallbackQuery, createReceiver, type Receiver } from "./receive.ts";
export { runSync as requestSync } from "./sync/screens.ts";
export { massTaskDuty, watchMassTasks } from "./sync/mass-tasks.ts";
export { momentDuty, watchMoments } from "./sync/moments.ts";
export { truth, truthLines } from "./sync/truth.ts";
export { Overloaded, type StoreOptions } from "./store.ts";
export type { InboxDeps } from "./types.ts";
export { identifyVisitor, type Visitor } from "./visitor.ts";

/**
 * Translation first, so that what came in is known before anything is compared; then the ticks, which only say what is
 * due; then the fetching.
 */
export function inboxDuties(deps: Pick<InboxDeps, "clients">): Duty[] {
  return [
    translateDuty,
    hourlyReconcile,
    createDailyReconcile(),
    hourlyKf,
    dailyKf,
    createSyncDuty(deps),
    createKfDuty(deps),
    createRetention(),
  ];
}

export const routes: readonly Route[] = [
  route(api.inbox.list, listInbox),
  route(api.inbox.counts, countInbox),
  route(api.inbox.get, getMessage),
  route(api.inbox.replay, replayMessage),
  route(api.inbox.replayAll, replayAll),
  route(api.inbox.dismiss, dismissMessage),
  route(api.inbox.dismissAll, dismissAll),
  route(api.inbox.restore, restoreMessage),
  route(api.sync.truth, truth),
  route(api.sync.certificates, certificates),
  route(api.sync.run, runSync),
  route(api.sync.retry, retrySync),
];
