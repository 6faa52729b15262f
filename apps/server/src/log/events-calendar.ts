/** What is seen of posts by hand (modules/calendar). The week itself is no fact. */
export type CalendarEvents = {
  /** A post by hand stands in one of the groups that its task is about: the archive has it (A), or a member opened its link (B). */
  "calendar.shown": { slotId: string; taskId: string; chatId: string; grade: "A" | "B"; evidence: string };
};
