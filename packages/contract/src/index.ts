import { accounts, welcome } from "./accounts.ts";
import { analytics } from "./analytics.ts";
import { answers } from "./answers.ts";
import { archive } from "./archive.ts";
import { assets, contents } from "./assets.ts";
import { audit } from "./audit.ts";
import { bulk } from "./bulk.ts";
import { customers } from "./customers.ts";
import { fields } from "./fields.ts";
import { gate, preferences } from "./gate.ts";
import { goals } from "./goals.ts";
import { groups } from "./groups.ts";
import { handover } from "./handover.ts";
import { inbox } from "./inbox.ts";
import { kf } from "./kf.ts";
import { lifeCycle } from "./life-cycle.ts";
import { links } from "./links.ts";
import { liveCodes } from "./live-codes.ts";
import { orders } from "./orders.ts";
import { people } from "./people.ts";
import { system } from "./operations.ts";
import { overlaps } from "./overlaps.ts";
import { playbooks } from "./playbooks.ts";
import { posters } from "./posters.ts";
import { privacy } from "./privacy.ts";
import { reports } from "./reports.ts";
import { segments } from "./segments.ts";
import { sends } from "./sends.ts";
import { session } from "./session.ts";
import { sidebar } from "./sidebar.ts";
import { sops } from "./sops.ts";
import { stores } from "./stores.ts";
import { actions, org, settings, sync } from "./system.ts";
import { tags } from "./tags.ts";
import { talks } from "./talks.ts";
import { tasks } from "./tasks.ts";
import { tickets } from "./tickets.ts";
import { calendar } from "./calendar.ts";
import { moments } from "./moments.ts";
import { invitations } from "./invitations.ts";
import { columns } from "./columns.ts";
import { stock } from "./stock.ts";

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
  kf,
  lifeCycle,
  groups,
  handover,
  sops,
  tasks,
  tickets,
  answers,
  assets,
  contents,
  links,
  posters,
  talks,
  sends,
  columns,
  calendar,
  moments,
  invitations,
  stock,
  analytics,
  goals,
  reports,
  playbooks,
  orders,
  people,
  inbox,
  actions,
  gate,
  preferences,
  privacy,
  sync,
  org,
  settings,
  system,
  archive,
  sidebar,
  accounts,
  welcome,
  audit,
};

export * from "./accounts.ts";
export * from "./analytics.ts";
export * from "./audit.ts";
export * from "./answers.ts";
export * from "./assets.ts";
export * from "./archive.ts";
export * from "./bulk.ts";
export * from "./common.ts";
export * from "./customer-filter.ts";
export * from "./customers.ts";
export * from "./endpoint.ts";
export * from "./entry-funnel.ts";
export * from "./fields.ts";
export * from "./gate.ts";
export * from "./goals.ts";
export * from "./groups.ts";
export * from "./handover.ts";
export * from "./inbox.ts";
export * from "./kf.ts";
export * from "./life-cycle.ts";
export * from "./links.ts";
export * from "./live-codes.ts";
export * from "./orders.ts";
export * from "./people.ts";
export * from "./operations.ts";
export * from "./overlaps.ts";
export * from "./playbooks.ts";
export * from "./posters.ts";
export * from "./privacy.ts";
export * from "./reports.ts";
export * from "./segment-tree.ts";
export * from "./segments.ts";
export * from "./sends.ts";
export * from "./session.ts";
export * from "./sop-board.ts";
export * from "./sidebar.ts";
export * from "./sop-check.ts";
export * from "./sop-definition.ts";
export * from "./sop-graph.ts";
export * from "./sop-library.ts";
export * from "./sop-step.ts";
export * from "./sops.ts";
export * from "./stores.ts";
export * from "./system.ts";
export * from "./tags.ts";
export * from "./tasks.ts";
export * from "./tickets.ts";
export * from "./talks.ts";
export * from "./calendar.ts";
export * from "./moments.ts";
export * from "./invitations.ts";
export * from "./columns.ts";
export * from "./stock.ts";
