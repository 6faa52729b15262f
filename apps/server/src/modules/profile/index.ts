import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import { customerTimeline, getCustomer, listCustomers } from "./customers.ts";
import { getGroup, listGroups, listMembers } from "./groups.ts";

export const routes: readonly Route[] = [
  route(api.customers.list, listCustomers),
  route(api.customers.get, getCustomer),
  route(api.customers.timeline, customerTimeline),
  route(api.groups.list, listGroups),
  route(api.groups.get, getGroup),
  route(api.groups.members, listMembers),
];
