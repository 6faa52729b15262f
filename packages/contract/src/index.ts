import { analytics } from "./analytics.ts";
import { bulk } from "./bulk.ts";
import { customers } from "./customers.ts";
import { fields } from "./fields.ts";
import { groups } from "./groups.ts";
import { handover } from "./handover.ts";
import { inbox } from "./inbox.ts";
import { lifeCycle } from "./life-cycle.ts";
import { liveCodes } from "./live-codes.ts";
import { orders } from "./orders.ts";
import { people } from "./people.ts";
import { system } from "./operations.ts";
import { overlaps } from "./overlaps.ts";
import { playbooks } from "./playbooks.ts";
import { segments } from "./segments.ts";
import { session } from "./session.ts";
import { sops } from "./sops.ts";
import { stores } from "./stores.ts";
import { actions, org, settings, sync } from "./system.ts";
import { tags } from "./tags.ts";
import { tasks } from "./tasks.ts";

/** The whole API: `api.stores.nearest` is `POST /api/stores.nearest`. */
export const api = {
  session,
  stores,
  liveCodes,
  customers,
  segments,
  tags,
  fields,
  bulk,
  overlaps,
  lifeCycle,
  groups,
  handover,
  sops,
  tasks,
  analytics,
  playbooks,
  orders,
  people,
  inbox,
  actions,
  sync,
  org,
  settings,
  system,
};

export * from "./analytics.ts";
export * from "./bulk.ts";
export * from "./common.ts";
export * from "./customer-filter.ts";
export * from "./customers.ts";
export * from "./endpoint.ts";
export * from "./fields.ts";
export * from "./groups.ts";
export * from "./handover.ts";
export * from "./inbox.ts";
export * from "./life-cycle.ts";
export * from "./live-codes.ts";
export * from "./orders.ts";
export * from "./people.ts";
export * from "./operations.ts";
export * from "./overlaps.ts";
export * from "./playbooks.ts";
export * from "./segment-tree.ts";
export * from "./segments.ts";
export * from "./session.ts";
export * from "./sop-check.ts";
export * from "./sop-definition.ts";
export * from "./sop-step.ts";
export * from "./sops.ts";
export * from "./stores.ts";
export * from "./system.ts";
export * from "./tags.ts";
export * from "./tasks.ts";
