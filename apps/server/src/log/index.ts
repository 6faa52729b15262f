export { append, lockLog } from "./append.ts";
export { byType } from "./cuts.ts";
export { runHandlers } from "./consume.ts";
export { behind, handlersBehind, type Places, type PlacesJson, placesSql, toPlaces } from "./cursors.ts";
export { inOrder } from "./order.ts";
export type { EventMap, EventType, NewEvent, StoredEvent } from "./events.ts";
export { type Handler, only } from "./handler.ts";
export { headOf, readEvents, toEvent, type EventRow } from "./read.ts";
export { replay } from "./replay.ts";
