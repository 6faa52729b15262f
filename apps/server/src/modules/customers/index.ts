import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Handler } from "#log";
import { provideWorkload } from "#modules/org";
import { friendCounts } from "./ask.ts";
import { listTags } from "./list-tags.ts";
import { marksHandler } from "./marks.ts";
import { customersHandler } from "./project.ts";
import { learnOneWay } from "./react.ts";

export { activeRelations, type ActiveRelation, findCustomer, friendCounts, namesOf, peopleByTag } from "./ask.ts";
export { countsInRates, externalCountsInRates, markCustomers, marksOf } from "./marks.ts";
export { type CustomerFilter, type CustomerRow, readCustomer, relationsOf, type RelationView, searchCustomers } from "./search.ts";
export type { CustomerState, RelationState } from "./types.ts";

export const handlers: readonly Handler[] = [customersHandler, marksHandler, learnOneWay];
/** tags.list lives here because only this level knows how many people carry a tag. */
export const routes: readonly Route[] = [route(api.tags.list, listTags)];

provideWorkload("customers", friendCounts);
