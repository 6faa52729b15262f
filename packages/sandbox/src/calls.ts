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
}

const KEEP = 5000;

/** The last calls and totals per path. */
export class Calls {
  readonly #ring: CallRecord[] = [];
  readonly #totals = new Map<string, { calls: number; errors: number }>();
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
