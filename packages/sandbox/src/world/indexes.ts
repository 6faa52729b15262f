/** What an index knows without being told: made when asked for. */
export type IndexBase = (id: string) => readonly string[];

const NONE: ReadonlySet<string> = new Set();
/** Lists that are kept because pages of them follow each other. */
const LISTS_KEPT = 512;

/** Set-valued index: id → ids in order of insertion. */
export class Index {
  readonly #sets = new Map<string, Set<string>>();
  readonly #lists = new Map<string, readonly string[]>();
  #base: IndexBase | null = null;

  /** Lays a base below; once, before anything is read. */
  setBase(base: IndexBase): void {
    this.#base = base;
  }

  of(id: string): ReadonlySet<string> {
    const own = this.#sets.get(id);
    if (own) return own;
    const below = this.#base?.(id) ?? [];
    return below.length === 0 ? NONE : new Set(below);
  }

  /** How many there are, without making them where that can be helped. */
  count(id: string): number {
    return this.#sets.get(id)?.size ?? this.#base?.(id).length ?? 0;
  }

  /** The same as a list, kept until the set changes: pages of long lists must not cost the whole list each. */
  list(id: string): readonly string[] {
    const known = this.#lists.get(id);
    if (known) return known;
    const own = this.#sets.get(id);
    const list = own ? [...own] : (this.#base?.(id) ?? []);
    if (this.#lists.size >= LISTS_KEPT) this.#lists.clear();
    this.#lists.set(id, list);
    return list;
  }

  add(id: string, value: string): void {
    this.#lists.delete(id);
    this.#own(id).add(value);
  }

  remove(id: string, value: string): void {
    this.#lists.delete(id);
    this.#own(id).delete(value);
  }

  #own(id: string): Set<string> {
    const known = this.#sets.get(id);
    if (known) return known;
    const made = new Set(this.#base?.(id));
    this.#sets.set(id, made);
    return made;
  }
}

/** One id by another: a Map above what can be worked out. */
export class Lookup {
  readonly #own = new Map<string, string>();
  #base: ((id: string) => string | undefined) | null = null;

  setBase(base: (id: string) => string | undefined): void {
    this.#base = base;
  }

  get(id: string): string | undefined {
    return this.#own.get(id) ?? this.#base?.(id);
  }

  set(id: string, value: string): void {
    this.#own.set(id, value);
  }
}
