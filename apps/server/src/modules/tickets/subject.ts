import { customerId } from "#kit/ids";

/** Whose a case's facts are: its customer's, so that her page tells of it, else its own. */
export const subjectOf = (corpId: string, ticketId: string, externalUserId: string | null): string =>
  externalUserId === null ? `ticket:${ticketId}` : `customer:${customerId(corpId, externalUserId)}`;
