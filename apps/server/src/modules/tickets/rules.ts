import type { TicketState } from "@shuke/contract";
import type { EventMap } from "#log";
import type { TicketRow } from "./types.ts";

export const TICKET_FACTS = [
  "ticket.noted",
  "ticket.assigned",
  "ticket.moved",
  "ticket.answered",
  "ticket.shown",
  "ticket.closed",
  "ticket.reopened",
] as const;
type Act = (typeof TICKET_FACTS)[number];
export type TicketFact = { [K in Act]: { type: K; data: EventMap[K]; occurredAt: Date } }[Act];

/** Somebody waits. */
export const LIVE: readonly TicketState[] = ["open", "promised", "reopened"];
export const isLive = (state: TicketState): boolean => LIVE.includes(state);

/** In which states an act means something. Elsewhere it changes nothing, whoever was quicker. */
const ALLOWED: Record<Exclude<Act, "ticket.noted">, readonly TicketState[]> = {
  "ticket.assigned": LIVE,
  "ticket.moved": LIVE,
  "ticket.answered": LIVE,
  // The proof may come when the case is closed already.
  "ticket.shown": ["answered", "closed"],
  "ticket.closed": [...LIVE, "answered"],
  "ticket.reopened": ["answered", "closed"],
};

export const may = (state: TicketState, act: Exclude<Act, "ticket.noted">): boolean => ALLOWED[act].includes(state);

/** What a fact makes of a case; the same row where it comes too late or for nothing. Null: the case was never noted. */
export function applyFact(row: TicketRow | null, { type, data, occurredAt: at }: TicketFact): TicketRow | null {
  if (type === "ticket.noted") return row ?? noted(data, at);
  if (row === null || !may(row.state, type)) return row;
  switch (type) {
    case "ticket.assigned":
      return { ...row, owner: data.owner, state: "promised" };
    case "ticket.moved":
      return data.round <= row.round ? row : { ...row, due_at: new Date(data.dueAt), round: data.round, note: data.why };
    case "ticket.answered":
      return {
        ...row,
        state: "answered",
        answer: data.answer,
        answered_at: at,
        first_answered_at: row.first_answered_at ?? at,
        shown: null,
      };
    case "ticket.shown":
      // Nobody is shown what was never said.
      return row.answer === null ? row : { ...row, shown: row.shown === "A" ? "A" : data.grade };
    case "ticket.closed":
      return { ...row, state: "closed", closed_at: at, note: data.note };
    case "ticket.reopened":
      return data.round <= row.round
        ? row
        : {
            ...row,
            state: "reopened",
            closed_at: null,
            // This round has no answer yet; when the first one came is kept for the figures.
            answered_at: null,
            shown: null,
            due_at: new Date(data.dueAt),
            round: data.round,
            reopened: row.reopened + 1,
            note: data.why,
          };
  }
}

function noted(data: Extract<TicketFact, { type: "ticket.noted" }>["data"], at: Date): TicketRow {
  return {
    id: data.ticketId,
    kind: data.kind,
    state: data.owner === null ? "open" : "promised",
    source: data.source,
    text: data.text,
    external_user_id: data.externalUserId,
    chat_id: data.chatId,
    store_id: data.storeId,
    owner: data.owner,
    ref: data.ref,
    opened_at: at,
    due_at: new Date(data.dueAt),
    first_due_at: new Date(data.dueAt),
    first_answered_at: null,
    answered_at: null,
    answer: null,
    shown: null,
    closed_at: null,
    note: "",
    round: 1,
    reopened: 0,
  };
}

/** Whether the first answer came by what was agreed first; null while there is none. */
export const inTime = (row: Pick<TicketRow, "first_answered_at" | "first_due_at">): boolean | null =>
  row.first_answered_at === null ? null : row.first_answered_at <= row.first_due_at;
