import type { AnswerChannel, AnswerState } from "@shuke/contract";

/** A row of `answer_entry`. */
export type EntryRow = {
  id: string;
  title: string;
  questions: string[];
  keywords: string[];
  must: string[];
  must_not: string[];
  answer: string;
  channels: Partial<Record<AnswerChannel, string>>;
  priority: number;
  owner: string | null;
  valid_from: Date | null;
  valid_to: Date | null;
  state: AnswerState;
  version: number;
  updated_at: Date;
  updated_by: string;
};

/** What matching needs to know of an entry. */
export type Findable = Pick<EntryRow, "id" | "priority" | "questions" | "keywords" | "must" | "must_not">;
