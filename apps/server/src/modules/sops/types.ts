import { graphStep, type GraphStep, type SopEvent, type SopGraph, type SopSubject, sopWritten, type SopWritten } from "@shuke/contract";

export { graphStep as stepDefinition, sopWritten as sopDefinition };
export type StepDefinition = GraphStep;
/** As written and stored; the engine reads it as a graph. */
export type SopDefinition = SopWritten;

export type SopState = "draft" | "active" | "paused" | "stopped";

export type SopRow = {
  id: string;
  key: string;
  name: { zh: string; en: string };
  subject: SopSubject;
  state: SopState;
  version: number;
  /** When it last went on after a pause. */
  resumedAt: Date | null;
  definition: SopGraph;
  /** How often it was saved or published, by whom last, and when. */
  revision: number;
  savedBy: string | null;
  savedAt: Date | null;
  /** People under way who are being moved to a version: how many are, of how many. */
  moving: { version: number; done: number; total: number } | null;
};

/** When a step is due, and until when it is worth doing (ISO). */
export type Scheduled = { key: string; dueAt: string; until: string };

/** Where a way is open: a branch that is asked at `at`, or an event that is waited for from `from` until `at` (ISO). */
export type Park = { node: string; from: string; at: string; event: SopEvent | null };

/** `end`: the way is over, steps may still be open. `held-out`: drawn to be left in peace. */
export type Ended = "end" | "held-out";

export type DueStep = {
  enrolmentId: string;
  sopId: string;
  version: number;
  step: string;
  recipient: string;
  sender: string;
  storeId: string | null;
  chatId: string | null;
  dueAt: Date;
  until: Date;
  /** The question whether it should still be done had no answer. */
  held: boolean;
  /** Its content of the library could not go out, and nobody has mended it. */
  stopped: boolean;
  /** It is late, and a later step of the same enrolment is due, too; of those of one instant one counts as the last. */
  overtaken: boolean;
  resumedAt: Date | null;
};
