import { Journal } from "../persist.ts";

type Dirty = Map<string, unknown>;

/**
 * Rows of one kind by id. Reading is a Map; whoever changes a row in place says `touch(row)`,
 * so that the next commit writes it to the journal.
 */
export class Table<T> {
  readonly name: string;
  readonly #idOf: (row: T) => string;
  readonly #rows = new Map<string, T>();
  readonly #dirty: Dirty | null;

  constructor(name: string, idOf: (row: T) => string, dirty: Dirty | null) {
    this.name = name;
    this.#idOf = idOf;
    this.#dirty = dirty;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  values(): IterableIterator<T> {
    return this.#rows.values();
  }

  put(row: T): T {
    const id = this.#idOf(row);
    this.#rows.set(id, row);
    this.#dirty?.set(`${this.name}\u0001${id}`, row);
    return row;
  }

  touch(row: T): void {
    this.#dirty?.set(`${this.name}\u0001${this.#idOf(row)}`, row);
  }

  delete(id: string): void {
    if (this.#rows.delete(id)) this.#dirty?.set(`${this.name}\u0001${id}`, undefined);
  }

  /** Only for loading. */
  restore(id: string, row: T | undefined): void {
    if (row === undefined) this.#rows.delete(id);
    else this.#rows.set(id, row);
  }
}

interface Loadable {
  name: string;
  restore(id: string, row: unknown): void;
  rows(): Iterable<[string, unknown]>;
}

/** All tables of a world and, with a folder, their life on disk. Without a folder nothing is tracked. */
export class Store {
  readonly #journal: Journal | null;
  readonly #dirty: Dirty | null;
  readonly #tables = new Map<string, Loadable>();

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
      *rows() {
        for (const row of table.values()) yield [idOf(row), row];
      },
    });
    return table;
  }

  /** Reads what is on disk; true when there was something. */
  load(): boolean {
    if (!this.#journal) return false;
    let found = false;
    this.#journal.load((name, id, row) => {
      found = true;
      this.#tables.get(name)?.restore(id, row);
    });
    this.#journal.compact(this.#all());
    return found;
  }

  /** Writes everything touched since the last commit as one unit. Cheap when nothing was. */
  commit(): void {
    if (!this.#journal || !this.#dirty || this.#dirty.size === 0) return;
    const changes: [string, string, unknown?][] = [];
    for (const [key, row] of this.#dirty) {
      const cut = key.indexOf("\u0001");
      const table = key.slice(0, cut);
      const id = key.slice(cut + 1);
      changes.push(row === undefined ? [table, id] : [table, id, row]);
    }
    this.#dirty.clear();
    this.#journal.append(changes);
    if (this.#journal.wantsCompaction) this.#journal.compact(this.#all());
  }

  close(): void {
    this.commit();
    this.#journal?.close();
  }

  *#all(): Generator<[string, string, unknown]> {
    for (const table of this.#tables.values()) {
      for (const [id, row] of table.rows()) yield [table.name, id, row];
    }
  }
}
