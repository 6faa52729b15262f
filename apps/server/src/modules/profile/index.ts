import { api, customerDownloads } from "@shuke/contract";
import { download, type Download, route, type Route } from "#http/route";
import { customerTimeline, getCustomer, listCustomers } from "./customers.ts";
import type { Handler } from "#log";
import { countCustomers } from "./count.ts";
import { exportCustomers } from "./export.ts";
import { followOverlaps } from "./follow-overlaps.ts";
import { countOverlaps, exportOverlaps, listOverlaps } from "./overlaps.ts";
import { getGroup, listGroups, listMembers } from "./groups.ts";

export { estimateOf } from "./count.ts";
export { getCustomer } from "./customers.ts";
export { getGroup, listMembers } from "./groups.ts";
export { whereOf } from "./filter.ts";

export const downloads: readonly Download[] = [
  download(customerDownloads.list, exportCustomers),
  download(customerDownloads.overlaps, exportOverlaps),
];
export const handlers: readonly Handler[] = [followOverlaps];
export const routes: readonly Route[] = [
  route(api.customers.list, listCustomers),
  route(api.customers.count, countCustomers),
  route(api.customers.get, getCustomer),
  route(api.customers.timeline, customerTimeline),
  route(api.overlaps.list, listOverlaps),
  route(api.overlaps.count, countOverlaps),
  route(api.groups.list, listGroups),
  route(api.groups.get, getGroup),
  route(api.groups.members, listMembers),
];
