import type { TicketKind, TicketSource, TicketState } from "@shuke/contract";

/** One question or complaint as the table has it. */
export type TicketRow = {
  id: string;
  kind: TicketKind;
  state: TicketState;
  source: TicketSource;
  text: string;
  external_user_id: string | null;
  chat_id: string | null;
  store_id: string | null;
  owner: string | null;
  ref: string | null;
  opened_at: Date;
  due_at: Date;
  first_due_at: Date;
  first_answered_at: Date | null;
  answered_at: Date | null;
  answer: string | null;
  shown: "A" | "B" | null;
  closed_at: Date | null;
  note: string;
  round: number;
  reopened: number;
};
