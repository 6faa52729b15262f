export { tracesOfActions, tracesOfFacts } from "./traces.ts";
export { append, appendBulk, lockLog } from "./append.ts";
export { catchUp } from "./catch-up.ts";
export { byType, inLayers, inStretches } from "./cuts.ts";
export { runHandlers } from "./consume.ts";
export { behind, handlersBehind, type Places, type PlacesJson, placesSql, toPlaces } from "./cursors.ts";
export { inOrder } from "./order.ts";
export { ORDER_FACTS, ordersIn } from "./orders-in.ts";
export type { EventMap, EventType, NewEvent, OrderFact, StoredEvent } from "./events.ts";
export { type Handler, only } from "./handler.ts";
export { headOf, readEvents, toEvent, type EventRow } from "./read.ts";
export { replay } from "./replay.ts";
export { firstSince } from "./since.ts";
export {
  expandTold,
  type MemberTuple,
  packMember,
  packPerson,
  type PersonTuple,
  type ToldMember,
  toldMember,
  toldMembers,
  toldPeople,
  toldPerson,
  type ToldPerson,
} from "./told.ts";
