import { Journal } from "../persist.ts";
import { Table } from "./table.ts";

export type { Table } from "./table.ts";

type Change = [table: string, id: string, row?: unknown];

interface Loadable {
  name: string;
  restore(id: string, row: unknown): void;
  kept(): Iterable<[string, unknown?]>;
  forgetSeen(): void;
  forgetGone(): void;
}

/** All tables of a world and, with a folder, their life on disk. Without a folder nothing is tracked. */
export class Store {
  readonly #journal: Journal | null;
  readonly #dirty: Map<string, unknown> | null;
  readonly #tables = new Map<string, Loadable>();
  /** tables with a base below, which remember what a unit of work has seen */
  readonly #based: Loadable[] = [];

  constructor(dataDir: string | undefined) {
    this.#journal = dataDir === undefined ? null : new Journal(dataDir);
    this.#dirty = this.#journal ? new Map() : null;
  }

  table<T>(name: string, idOf: (row: T) => string): Table<T> {
    const table = new Table<T>(name, idOf, this.#dirty);
    this.#tables.set(name, {
      name,
      // The journal holds only what `put` of this very table wrote.
      restore: (id, row) => table.restore(id, row as T | undefined),
      kept: () => table.kept(),
      forgetSeen: () => table.forgetSeen(),
      forgetGone: () => table.forgetGone(),
    });
    return table;
  }

  /** Reads what is on disk; true when there was something. `settle` comes next. */
  load(): boolean {
    if (!this.#journal) return false;
    let found = false;
    this.#journal.load((name, id, row) => {
      found = true;
      this.#tables.get(name)?.restore(id, row);
    });
    return found;
  }

  /** Says which tables got a base. */
  base(tables: readonly { name: string }[]): void {
    for (const { name } of tables) {
      const table = this.#tables.get(name);
      if (table) this.#based.push(table);
    }
  }

  /** What was read is complete: a fresh snapshot is written. */
  settle(): void {
    for (const table of this.#tables.values()) table.forgetGone();
    this.#journal?.compact(this.#all());
  }

  /** Writes everything touched since the last commit as one unit, which ends here. Cheap when nothing was. */
  commit(): void {
    for (const table of this.#based) table.forgetSeen();
    if (!this.#journal || !this.#dirty || this.#dirty.size === 0) return;
    const changes: Change[] = [];
    for (const [key, row] of this.#dirty) {
      const cut = key.indexOf("\u0001");
      changes.push(change(key.slice(0, cut), key.slice(cut + 1), row));
    }
    this.#dirty.clear();
    this.#journal.append(changes);
    if (this.#journal.wantsCompaction) this.#journal.compact(this.#all());
  }

  close(): void {
    this.commit();
    this.#journal?.close();
  }

  *#all(): Generator<Change> {
    for (const table of this.#tables.values()) {
      for (const [id, row] of table.kept()) yield change(table.name, id, row);
    }
  }
}

/** A row that goes has none in the journal. */
function change(table: string, id: string, row: unknown): Change {
  return row === undefined ? [table, id] : [table, id, row];
}
