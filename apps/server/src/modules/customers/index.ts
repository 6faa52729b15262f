import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { provideWorkload } from "#modules/org";
import { friendCounts } from "./ask.ts";
import { identityOf, listConflicts } from "./identity-screens.ts";
import { importKeys } from "./import-keys.ts";
import { linkKey } from "./link-key.ts";
import { listTags, tagConsequences } from "./list-tags.ts";
import { marksHandler } from "./marks.ts";
import { identityHandler } from "./identity-project.ts";
import { meetBuyers, meetDaily } from "./identity-react.ts";
import { mergePeople, splitPerson } from "./merge-people.ts";
import { peopleHandlers } from "./project.ts";
import { settleConflict } from "./settle-conflict.ts";
import { learnOneWay } from "./react.ts";

export { askTags, neededMarks, refusedOf, type TagDifference, type Wish, wishesOf } from "./ask-tags.ts";
export {
  activeRelations,
  customerNames,
  type ActiveRelation,
  externalIdsOf,
  findCustomer,
  friendCounts,
  friendsOf,
  namesOf,
  oneWayAmong,
  peopleByTag,
} from "./ask.ts";
export { countsInRates, isNoneOf, markCustomers, marksOf, outOfRates } from "./marks.ts";
export { byId, type CustomerFilter, filterSql, isPlain, not, type Search, searchSql, type SearchSet, type Term } from "./filter.ts";
export { type CustomerRow, firstPage, readCustomer, relationsOf, type RelationView, searchCustomers } from "./search.ts";
export { customerInScope, customersInScope, mustSeeCustomer, scopeTerms } from "./in-scope.ts";
export type { CustomerState, RelationState } from "./types.ts";

export const duties: readonly Duty[] = [meetDaily];
export const handlers: readonly Handler[] = [...peopleHandlers, marksHandler, learnOneWay, identityHandler, meetBuyers];
export { cleanKeys } from "./identity-rules.ts";
export { decidePeople, holdIdentity, keysWithoutForgotten, subjectOf } from "./identity.ts";
export { buyersByIds, openConflicts, personsByText } from "./identity-screens.ts";
export { convertExternalIds, mergePeople, splitPerson } from "./merge-people.ts";

/** tags.list lives here because only this level knows how many people carry a tag. */
export const routes: readonly Route[] = [
  route(api.tags.list, listTags),
  route(api.tags.consequences, tagConsequences),
  route(api.people.identity, identityOf),
  route(api.people.importKeys, importKeys),
  route(api.people.link, linkKey),
  route(api.people.merge, mergePeople),
  route(api.people.split, splitPerson),
  route(api.people.conflicts, listConflicts),
  route(api.people.settle, settleConflict),
];

provideWorkload("customers", friendCounts);
