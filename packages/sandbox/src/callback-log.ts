/** What became of one attempt to tell the other side of an event. */
export type CallbackOutcome =
  | "delivered"
  /** the other side answered something else than HTTP 200 */
  | "refused"
  | "unreachable"
  /** it has arrived, but the answer took longer than WeCom waits */
  | "slow"
  /** never sent, by a planted fault */
  | "lost";

export interface CallbackRecord {
  n: number;
  /** the same for all attempts and repetitions of one callback */
  id: string;
  event: string;
  changeType: string;
  subject: string;
  /** virtual time of the attempt, ISO */
  at: string;
  /** Unix seconds, as the callback says them */
  createTime: number;
  /** 0 for the first */
  attempt: number;
  outcome: CallbackOutcome;
  /** WeCom does not try again */
  givenUp: boolean;
  /** what was encrypted, as fields */
  fields: Record<string, unknown>;
}

const KEEP = 500;

/** The last attempts, for people who look on. */
export class CallbackLog {
  #kept: CallbackRecord[] = [];
  #n = 0;

  add(record: Omit<CallbackRecord, "n">): void {
    this.#kept.push({ n: ++this.#n, ...record });
    if (this.#kept.length > KEEP * 2) this.#kept = this.#kept.slice(-KEEP);
  }

  get total(): number {
    return this.#n;
  }

  /** The latest first. */
  list(limit: number): CallbackRecord[] {
    return this.#kept.slice(-Math.min(limit, KEEP)).toReversed();
  }
}
