/** What members and hosts do in a session (modules/talks). The plan itself is no fact; that it was told is. */
export type TalkEvents = {
  "talk.changed": { talkId: string; from: string; to: string };
  "talk.asked": { talkId: string; questionId: string; externalUserId: string; text: string };
  "talk.voted": { talkId: string; questionId: string; externalUserId: string; on: boolean };
  "talk.answered": { talkId: string; questionId: string; answer: string };
  /** Into the queue of questions. */
  "talk.followed": { talkId: string; questionId: string; ticketId: string };
};
