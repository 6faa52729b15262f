import type { FaultKind } from "./faults.ts";
import type { Body } from "./kit/params.ts";

/** One WeCom call as the sandbox received it. */
export interface CallRecord {
  n: number;
  path: string;
  subject: string;
  /** virtual time of arrival, ISO */
  at: string;
  /** virtual ms after which it took effect */
  latencyMs: number;
  /** null when the connection was cut by a planted fault before an answer */
  errcode: number | null;
  errmsg: string;
  /** name of the app that called; "" for nobody's token */
  app: string;
  /** the planted trouble that decided the answer */
  fault: FaultKind | null;
}

/** What went in and what came out, of the latest calls only. */
export interface CallDetail {
  method: string;
  /** without the token */
  query: Body;
  body: Body;
  file: { filename: string; bytes: number } | null;
  /** as it was sent; "" when nothing was, or a file */
  answer: string;
}

const KEEP = 5000;
const DETAILS_KEPT = 300;
const ANSWER_SHOWN = 20_000;

/** As it went over the wire; it is made readable when somebody asks, not on every call. */
type Kept = Omit<CallDetail, "answer"> & { answer: string | Buffer };

/** The last calls and totals per path. */
export class Calls {
  readonly #ring: CallRecord[] = [];
  readonly #totals = new Map<string, { calls: number; errors: number }>();
  readonly #details = new Map<number, Kept>();
  #n = 0;

  add(record: Omit<CallRecord, "n">): void {
    const entry = { n: ++this.#n, ...record };
    if (this.#ring.length < KEEP) this.#ring.push(entry);
    else this.#ring[(this.#n - 1) % KEEP] = entry;
    const totals = this.#totals.get(record.path) ?? { calls: 0, errors: 0 };
    totals.calls += 1;
    if (record.errcode !== 0) totals.errors += 1;
    this.#totals.set(record.path, totals);
  }

  /** Belongs to the call that was added last. */
  remember(detail: Kept): void {
    const { answer } = detail;
    // Copied, since a part would hold the whole.
    const isShort = typeof answer === "string" && answer.length <= ANSWER_SHOWN;
    const kept = isShort ? answer : Buffer.from(answer.slice(0, ANSWER_SHOWN));
    this.#details.set(this.#n, { ...detail, answer: kept });
    this.#details.delete(this.#n - DETAILS_KEPT);
  }

  detail(n: number): CallDetail | undefined {
    const kept = this.#details.get(n);
    return kept && { ...kept, answer: kept.answer.toString().slice(0, ANSWER_SHOWN) };
  }

  get total(): number {
    return this.#n;
  }

  /** The latest calls first. */
  list(filter: { path?: string | undefined; limit: number }): CallRecord[] {
    const wanted = this.#ring.filter((record) => filter.path === undefined || record.path === filter.path);
    return wanted.sort((a, b) => b.n - a.n).slice(0, filter.limit);
  }

  totals(): Record<string, { calls: number; errors: number }> {
    return Object.fromEntries([...this.#totals].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
