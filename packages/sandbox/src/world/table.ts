type Dirty = Map<string, unknown>;

/** Rows that follow from the seed: they are made when asked for, and cost no memory. */
export interface Base<T> {
  has(id: string): boolean;
  /** a fresh row; only called for ids that it has */
  make(id: string): T;
  /** hears of every row that is no longer as it would be made: changed or deleted */
  changed?(id: string): void;
  size: number;
  ids(): Iterable<string>;
  /** the last so many ids, oldest first */
  tail(count: number): string[];
}

/**
 * Rows of one kind by id. Reading is a Map; whoever changes a row in place says `touch(row)`, so that the next commit writes it to
 * the journal. Below the rows may lie a base of others: `get` gives the same object of it within one unit of work, and `touch`
 * makes it a row like all.
 */
export class Table<T> {
  readonly name: string;
  readonly #idOf: (row: T) => string;
  readonly #rows = new Map<string, T>();
  readonly #dirty: Dirty | null;
  #base: Base<T> | null = null;
  /** ids of the base that were deleted; while loading, all that were */
  readonly #gone = new Set<string>();
  /** rows of the base that this unit of work has seen */
  readonly #seen = new Map<string, T>();
  /** rows that stand in for one of the base */
  #over = 0;
  #onChange: ((id: string) => void) | null = null;

  constructor(name: string, idOf: (row: T) => string, dirty: Dirty | null) {
    this.name = name;
    this.#idOf = idOf;
    this.#dirty = dirty;
  }

  /** Lays a base below; once, before anything is read. */
  setBase(base: Base<T>): void {
    this.#base = base;
    for (const id of this.#gone) {
      if (base.has(id)) base.changed?.(id);
      else this.#gone.delete(id);
    }
    this.#over = 0;
    for (const id of this.#rows.keys()) {
      if (!base.has(id)) continue;
      base.changed?.(id);
      this.#over += 1;
    }
  }

  /** Hears the id of every row that comes, changes or goes. */
  watch(onChange: (id: string) => void): void {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#rows.size + (this.#base ? this.#base.size - this.#over - this.#gone.size : 0);
  }

  get(id: string): T | undefined {
    const row = this.#rows.get(id);
    if (row !== undefined || !this.#below(id)) return row;
    const seen = this.#seen.get(id) ?? this.#base?.make(id);
    if (seen !== undefined) this.#seen.set(id, seen);
    return seen;
  }

  /** The same for looking only: cheaper where many rows pass by. A change of it is lost. */
  peek(id: string): Readonly<T> | undefined {
    const row = this.#rows.get(id);
    if (row !== undefined || !this.#below(id)) return row;
    return this.#seen.get(id) ?? this.#base?.make(id);
  }

  has(id: string): boolean {
    return this.#rows.has(id) || this.#below(id);
  }

  /** Is it there as the base has it, never changed? */
  untouched(id: string): boolean {
    return !this.#rows.has(id) && this.#below(id);
  }

  /** All rows, those of the base first; for looking only. */
  *values(): Generator<T> {
    const base = this.#base;
    if (!base) {
      yield* this.#rows.values();
      return;
    }
    for (const id of base.ids()) {
      const row = this.#rows.get(id) ?? (this.#gone.has(id) ? undefined : (this.#seen.get(id) ?? base.make(id)));
      if (row !== undefined) yield row;
    }
    if (this.#rows.size === this.#over) return;
    for (const [id, row] of this.#rows) if (!base.has(id)) yield row;
  }

  /** The latest rows, oldest first; for looking only. */
  latest(count: number): T[] {
    const base = this.#base;
    const own = [...this.#rows].filter(([id]) => !base?.has(id)).slice(-count);
    const rest = base && own.length < count ? base.tail(count - own.length) : [];
    return [...rest.flatMap((id) => this.peek(id) ?? []), ...own.map(([, row]) => row)];
  }

  put(row: T): T {
    const id = this.#idOf(row);
    this.#take(id, row);
    return row;
  }

  touch(row: T): void {
    this.#take(this.#idOf(row), row);
  }

  delete(id: string): void {
    const inBase = this.#base?.has(id) ?? false;
    const had = this.#rows.delete(id);
    if (had && inBase) this.#over -= 1;
    if (inBase && !this.#gone.has(id)) {
      this.#gone.add(id);
      this.#seen.delete(id);
      this.#base?.changed?.(id);
    } else if (!had) return;
    this.#dirty?.set(`${this.name}\u0001${id}`, undefined);
    this.#onChange?.(id);
  }

  /** The unit of work is over. */
  forgetSeen(): void {
    if (this.#seen.size > 0) this.#seen.clear();
  }

  /** Only for loading. */
  restore(id: string, row: T | undefined): void {
    if (row === undefined) {
      this.#rows.delete(id);
      this.#gone.add(id);
    } else {
      this.#rows.set(id, row);
      this.#gone.delete(id);
    }
  }

  /** After loading, when no base was laid below: what was deleted is of no interest. */
  forgetGone(): void {
    if (!this.#base) this.#gone.clear();
  }

  /** What has to be on disk: rows that are no base's, and ids of the base that are gone (without a row). */
  *kept(): Generator<[string, T?]> {
    for (const [id, row] of this.#rows) yield [id, row];
    for (const id of this.#gone) yield [id];
  }

  /** Ids of the base that were deleted. */
  gone(): ReadonlySet<string> {
    return this.#gone;
  }

  /** Rows that are no base's, also those that stand in for one. */
  own(): IterableIterator<T> {
    return this.#rows.values();
  }

  #below(id: string): boolean {
    return this.#base !== null && this.#base.has(id) && !this.#gone.has(id);
  }

  #take(id: string, row: T): void {
    if (this.#base !== null && !this.#rows.has(id) && this.#base.has(id)) {
      this.#over += 1;
      this.#gone.delete(id);
      this.#seen.delete(id);
      this.#base.changed?.(id);
    }
    this.#rows.set(id, row);
    this.#dirty?.set(`${this.name}\u0001${id}`, row);
    this.#onChange?.(id);
  }
}
