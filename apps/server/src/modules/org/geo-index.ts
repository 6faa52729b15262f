import { haversine, type Position } from "./geo.ts";

export type Hit<T> = { readonly item: T; readonly distanceM: number };

export type GeoIndex<T> = {
  readonly items: readonly T[];
  /** The `limit` nearest that are accepted, by great circle, ties by id. Exact: equal to looking at every item. */
  nearest(at: Position, limit: number, accept?: (item: T) => boolean): Hit<T>[];
};

const RADIANS = Math.PI / 180;

/** Points on the unit sphere: the straight line through the Earth orders like the great circle, also over the poles and the date line. */
function toSphere({ lng, lat }: Position): [number, number, number] {
  const flat = Math.cos(lat * RADIANS);
  return [flat * Math.cos(lng * RADIANS), flat * Math.sin(lng * RADIANS), Math.sin(lat * RADIANS)];
}

/** A k-d tree over the sphere: the median of each range is its root, axes take turns. */
export function createGeoIndex<T extends Position & { readonly id: string }>(items: readonly T[]): GeoIndex<T> {
  const points = items.map((item, at) => ({ at, p: toSphere(item) }));
  const order = arrange(points);

  /** Calls `visit` for everything whose squared chord is at most what `bound` says at that moment. */
  function walk(target: readonly number[], bound: () => number, visit: (at: number, chord2: number) => void) {
    const search = (from: number, to: number, axis: number): void => {
      if (from >= to) return;
      const middle = (from + to) >> 1;
      const node = order[middle];
      if (!node) return;
      const chord2 = squaredChord(node.p, target);
      if (chord2 <= bound()) visit(node.at, chord2);
      const gap = (target[axis] ?? 0) - (node.p[axis] ?? 0);
      const next = (axis + 1) % 3;
      const [near, far] =
        gap < 0
          ? ([
              [from, middle],
              [middle + 1, to],
            ] as const)
          : ([
              [middle + 1, to],
              [from, middle],
            ] as const);
      search(near[0], near[1], next);
      if (gap * gap <= bound()) search(far[0], far[1], next);
    };
    search(0, order.length, 0);
  }

  return {
    items,
    nearest(at, limit, accept = () => true) {
      if (limit < 1) return [];
      const target = toSphere(at);
      const best: number[] = [];
      let worst = Infinity;
      walk(
        target,
        () => worst,
        (index, chord2) => {
          const item = items[index];
          if (item === undefined || !accept(item)) return;
          insertSorted(best, chord2, limit);
          if (best.length === limit) worst = best[limit - 1] ?? Infinity;
        },
      );
      // Chord and haversine round differently: take everybody within a hair of the last one, then order by haversine.
      const radius = worst === Infinity ? Infinity : worst * (1 + 1e-9) + 1e-15;
      const hits: Hit<T>[] = [];
      walk(
        target,
        () => radius,
        (index) => {
          const item = items[index];
          if (item !== undefined && accept(item)) hits.push({ item, distanceM: haversine(at, item) });
        },
      );
      return hits.sort(byDistance).slice(0, limit);
    },
  };
}

function byDistance<T extends { readonly id: string }>(a: Hit<T>, b: Hit<T>): number {
  return a.distanceM - b.distanceM || (a.item.id < b.item.id ? -1 : 1);
}

function squaredChord(a: readonly number[], b: readonly number[]): number {
  const x = (a[0] ?? 0) - (b[0] ?? 0);
  const y = (a[1] ?? 0) - (b[1] ?? 0);
  const z = (a[2] ?? 0) - (b[2] ?? 0);
  return x * x + y * y + z * z;
}

function insertSorted(best: number[], value: number, limit: number): void {
  let at = best.length;
  while (at > 0 && (best[at - 1] ?? 0) > value) at -= 1;
  if (at >= limit) return;
  best.splice(at, 0, value);
  if (best.length > limit) best.pop();
}

type Node = { at: number; p: readonly number[] };

function arrange(nodes: Node[]): Node[] {
  const place = (from: number, to: number, axis: number): void => {
    if (to - from < 2) return;
    const middle = (from + to) >> 1;
    const sorted = nodes.slice(from, to).sort((a, b) => (a.p[axis] ?? 0) - (b.p[axis] ?? 0) || a.at - b.at);
    nodes.splice(from, to - from, ...sorted);
    place(from, middle, (axis + 1) % 3);
    place(middle + 1, to, (axis + 1) % 3);
  };
  place(0, nodes.length, 0);
  return nodes;
}
