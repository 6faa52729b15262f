import type { ApiRoute } from "../api/call.ts";
import { kfAccountRoutes } from "./accounts.ts";
import { kfCustomerRoutes } from "./customers.ts";
import { kfKnowledgeRoutes } from "./knowledge.ts";
import { kfMessageRoutes } from "./messages.ts";
import { kfStateRoutes } from "./service-state.ts";
import { kfStatisticRoutes } from "./statistics.ts";

/** WeChat customer service: everything below kf/, and the conversion of its ids. */
export const kfRoutes: ApiRoute[] = [
  ...kfAccountRoutes,
  ...kfMessageRoutes,
  ...kfStateRoutes,
  ...kfCustomerRoutes,
  ...kfStatisticRoutes,
  ...kfKnowledgeRoutes,
];
