import { sql } from "kysely";

/** Of `answer_entry e`, as `EntryRow` has them. */
export const entryColumns = sql`e.id, e.title, e.questions, e.keywords, e.must, e.must_not, e.answer, e.channels, e.priority, e.owner,
  e.valid_from, e.valid_to, e.state, e.version, e.updated_at, e.updated_by`;
