/**
 * A condition: how many fulfil it by the database's statistics (null: nobody knows), and how it is asked: of an `id` alone, through an
 * index of the `customer` table itself (`column`), or of a person who was read.
 */
export type Weighed = { size: number | null; by: "id" | "column" | "person" };

/** `hashed`: of which conditions the whole set is read once, instead of being asked for each person. */
export type Step =
  | { kind: "walk"; window: number; hashed: readonly boolean[] }
  /** Everybody of the set with this place, unless there are more than `most`. */
  | { kind: "set"; at: number; most: number | null; hashed: readonly boolean[] };

/** What one row costs, in microseconds on a slow core: passed in the order's index, looked up among ids, put into a hash, read from the table. */
const [PASSED, PROBED, HASHED, READ] = [0.5, 8, 0.8, 8];
/** As many are passed at most before everybody of the smallest set is read; people cost more than entries of an index. */
const [MOST_ENTRIES, MOST_PEOPLE] = [300_000, 20_000];
/** A set that is read although a walk might be shorter. */
const BORNE = 60_000;
/** A page may begin a little later than chance has it. */
const window = (rows: number) => Math.ceil(1.5 * rows) + 500;
/** The statistics may be of yesterday. */
const atMost = (size: number) => 4 * Math.ceil(size) + 3_000;

/**
 * How the first page of a list is found: by a walk along its order until enough people fulfil everything, or by reading the smallest
 * set and sorting it. A walk is short where all conditions are common and fails where they exclude each other; a set is certain,
 * and long where it is common. So each attempt is bounded, and the last one always answers; none: everybody must be asked.
 */
export function chooseWay(everybody: number, terms: readonly Weighed[], limit: number): readonly Step[] {
  const share = ({ size }: Weighed) => (size === null ? 1 : Math.min(1, Math.max(size, 1) / Math.max(everybody, 1)));
  const product = (some: readonly Weighed[]) => some.reduce((all, term) => all * share(term), 1);
  const others = (but: number | null) => terms.map((term, at) => ({ ...term, isAsked: term.by === "id" && at !== but }));
  const hashes = (asked: number, but: number | null) =>
    others(but).map(({ isAsked, size }) => isAsked && size !== null && size * HASHED < asked * PROBED);
  const asking = (asked: number, but: number | null) =>
    others(but).reduce((sum, { isAsked, size }) => sum + (isAsked ? Math.min((size ?? Infinity) * HASHED, asked * PROBED) : 0), 0);

  const columns = terms.filter(({ by }) => by === "column");
  const ids = terms.filter(({ by }) => by === "id");
  // Who is asked for by id in a walk: whoever the columns' indexes leave, or all; who is read: these, or whoever the ids leave.
  const askedOf = (rows: number) => rows * product(columns);
  const costOfWalk = (rows: number) => {
    if (columns.length > 0) return rows * PASSED + askedOf(rows) * READ + asking(askedOf(rows), null);
    return ids.length > 0 ? rows * (PASSED + product(ids) * READ) + asking(rows, null) : rows * READ;
  };
  const walk = (rows: number): Step => ({ kind: "walk", window: rows, hashed: hashes(askedOf(rows), null) });
  const most = columns.length + ids.length > 0 ? MOST_ENTRIES : MOST_PEOPLE;

  const [smallest] = terms.flatMap(({ size }, at) => (size === null ? [] : [{ at, size }])).toSorted((a, b) => a.size - b.size);
  if (smallest === undefined) return [walk(most)];
  const { at, size } = smallest;
  const set = (cut: number | null): Step => ({ kind: "set", at, most: cut, hashed: hashes(size, at) });
  const costOfSet = size * READ + asking(size, at);
  const rows = window(limit / product(terms));
  const first = rows <= most && costOfWalk(rows) < costOfSet ? [walk(rows)] : [];
  // After a walk that failed they exclude each other, so a set that can be borne is read at once.
  const last = size <= BORNE ? [set(atMost(size)), walk(most), set(null)] : [walk(most), set(null)];
  return [...first, ...last];
}
