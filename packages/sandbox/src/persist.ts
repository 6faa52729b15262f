import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

type Change = [table: string, id: string, row?: unknown];

const COMPACT_BYTES = 64 * 1024 * 1024;

/**
 * State on disk: `snapshot-N.ndjson` plus `journal-N.ndjson`. One journal line is one unit of work, written with
 * one write before its effect is answered; a line torn by `kill -9` is dropped as a whole when reading.
 */
export class Journal {
  readonly #dir: string;
  #generation = 0;
  #fd = -1;
  #bytes = 0;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  /** Calls `apply` for every change ever committed, oldest first; then opens the journal for writing. */
  load(apply: (table: string, id: string, row: unknown) => void): void {
    const generations = readdirSync(this.#dir).flatMap((name) => {
      const match = /^snapshot-(\d+)\.ndjson$/.exec(name);
      return match?.[1] ? [Number(match[1])] : [];
    });
    this.#generation = Math.max(0, ...generations);
    for (const kind of ["snapshot", "journal"]) {
      const file = this.#path(kind, this.#generation);
      if (!existsSync(file)) continue;
      for (const changes of readUnits(file)) {
        for (const [table, id, row] of changes) apply(table, id, row);
      }
    }
  }

  /** Appends one unit of work. */
  append(changes: Change[]): void {
    if (this.#fd < 0) throw new Error("journal is not open for writing");
    const line = Buffer.from(`${JSON.stringify(changes)}\n`);
    let written = 0;
    while (written < line.length) written += writeSync(this.#fd, line, written);
    this.#bytes += line.length;
  }

  get wantsCompaction(): boolean {
    return this.#bytes > COMPACT_BYTES;
  }

  /** Writes a whole new snapshot under the next generation and starts an empty journal beside it. */
  compact(rows: Iterable<Change>): void {
    const next = this.#generation + 1;
    const draft = `${this.#path("snapshot", next)}.tmp`;
    const fd = openSync(draft, "w", 0o600);
    let batch: Change[] = [];
    const flush = (): void => {
      if (batch.length > 0) writeSync(fd, `${JSON.stringify(batch)}\n`);
      batch = [];
    };
    for (const row of rows) {
      batch.push(row);
      if (batch.length >= 500) flush();
    }
    flush();
    fsyncSync(fd);
    closeSync(fd);
    rmSync(this.#path("journal", next), { force: true });
    renameSync(draft, this.#path("snapshot", next));
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = openSync(this.#path("journal", next), "a", 0o600);
    for (const kind of ["snapshot", "journal"]) rmSync(this.#path(kind, this.#generation), { force: true });
    this.#generation = next;
    this.#bytes = 0;
  }

  close(): void {
    if (this.#fd < 0) return;
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = -1;
  }

  #path(kind: string, generation: number): string {
    return join(this.#dir, `${kind}-${generation}.ndjson`);
  }
}

function* readUnits(file: string): Generator<Change[]> {
  const data = readFileSync(file);
  let from = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
    const unit: unknown = JSON.parse(data.subarray(from, end).toString("utf8"));
    if (!Array.isArray(unit)) throw new Error(`${file} is damaged at byte ${from}`);
    yield unit;
    from = end + 1;
  }
}
