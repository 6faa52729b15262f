import { derivedId } from "#kit/ids";

/** Each agreed time of a case is one task of whoever has it. */
export const ticketTaskId = (corpId: string, ticketId: string, round: number): string =>
  derivedId("tsk", corpId, "ticket", ticketId, String(round));

/** The answer's page by a link that is the task's own: her opening it shows that she got the answer. */
export const replyPath = (corpId: string, { id, round }: { id: string; round: number }): string =>
  `/m/q/${id}?v=${encodeURIComponent(`ticket.answer.${ticketTaskId(corpId, id, round)}`)}`;
