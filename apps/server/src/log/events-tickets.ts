/** Questions and complaints (modules/tickets). `round` counts how often a time was agreed: each has a task of its own. */
export type TicketEvents = {
  "ticket.noted": {
    ticketId: string;
    kind: "question" | "complaint" | "suggestion";
    source: "staff" | "page" | "archive" | "talk" | "kf";
    text: string;
    externalUserId: string | null;
    chatId: string | null;
    storeId: string | null;
    owner: string | null;
    dueAt: string;
    /** What it came from: a message of the archive, a question of a talk, a conversation of customer service. */
    ref: string | null;
  };
  "ticket.assigned": { ticketId: string; owner: string; why: string };
  /** Another time was agreed. */
  "ticket.moved": { ticketId: string; dueAt: string; round: number; why: string };
  "ticket.answered": { ticketId: string; answer: string; by: string };
  /** She got the answer: the archive has it (A), or she opened it (B). */
  "ticket.shown": { ticketId: string; grade: "A" | "B"; evidence: string };
  "ticket.closed": { ticketId: string; why: "answered" | "duplicate" | "not-ours" | "no-reply" | "withdrawn" | "other"; note: string };
  "ticket.reopened": { ticketId: string; dueAt: string; round: number; why: string };
};
