/** What WeCom tells of moments that members of staff were asked to publish (modules/moments). Who looked at one nobody tells. */
export type MomentEvents = {
  /** WeCom has made the task; `invalid`: members of staff whom it did not take. */
  "moment.created": { momentId: string; wecomId: string; invalid: string[] };
  /** A member of staff has published it; so many customers may see it. */
  "moment.published": { momentId: string; userId: string; visible: number };
  /** A customer liked it or said something under it; WeCom does not tell the words. */
  "moment.reacted": { momentId: string; userId: string; externalUserId: string; kind: "like" | "comment" };
  /** Nobody publishes it any more. */
  "moment.closed": { momentId: string; why: "complete" | "time-over" | "cancelled" | "unknown"; unpublished: number };
};
