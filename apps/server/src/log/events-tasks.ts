/** What people have to do, and what shows that they did. */
export type TaskEvents = {
  "task.opened": {
    taskId: string;
    kind: string;
    assignee: string;
    subject: string;
    dueAt: string;
    params: Record<string, unknown>;
    plannedBy: string;
    why: string;
  };
  "task.claimed": { taskId: string; by: string; note: string };
  /** Grade C only in logs of before: a word is no longer taken for the deed. */
  "task.done": { taskId: string; grade: "A" | "B" | "C"; evidence: string };
  /** Its time is over, or nothing can ever show it: somebody's word is all there is. */
  "task.unproven": { taskId: string; reason: "word-only" | "window-over" };
  "task.cancelled": { taskId: string; reason: string };
  /** Past the step's hours nothing has shown it: `to` answers for it, null where nobody is known to. */
  "task.escalated": { taskId: string; assignee: string; to: string | null };
  "task.reminded": { taskId: string; assignee: string };
  "task.handed-over": { taskId: string; from: string; to: string; why: string };
};

/** What the chat archive brought. Words are not in the log: they are kept for a time only. */
export type ArchiveEvents = {
  "archive.messages": {
    messages: Array<{
      seq: number;
      msgid: string;
      at: string;
      sender: string;
      /** Of a group; "" between two people. */
      room: string;
      customer: string;
      staff: string;
      kind: string;
    }>;
  };
  "archive.consent": { externalUserId: string; withId: string; agrees: boolean };
  /** Of this time nothing can be known: before the archive was read, or longer ago than WeCom keeps messages. */
  "archive.gap": { from: string; to: string; why: "before-start" | "beyond-window" };
};
