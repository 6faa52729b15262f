import { ticketKinds, ticketSources, ticketStates } from "@shuke/contract/ticket-words";
import { clean, flag, oneOf, text } from "../../kit/search.ts";

/** What the address of the queue says. */
export function ticketSearch(raw: Record<string, unknown>) {
  return clean({
    state: oneOf(raw["state"], ticketStates),
    kind: oneOf(raw["kind"], ticketKinds),
    source: oneOf(raw["source"], ticketSources),
    owner: text(raw["owner"]),
    whose: oneOf(raw["whose"], ["mine", "nobody"] as const),
    overdue: flag(raw["overdue"]),
    storeId: text(raw["storeId"]),
    customerId: text(raw["customerId"]),
    query: text(raw["query"]),
    ticket: text(raw["ticket"]),
  });
}
