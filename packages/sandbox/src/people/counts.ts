import type { JsonObject, PeopleHost } from "../people-host.ts";

const OWNER = "people";

/** Counters that persist with the world, one small value each, so that counting costs little to keep. */
export interface Counts {
  /** Dots nest: `pages.problems.full` becomes `{pages: {problems: {full: 1}}}`. */
  add(name: string, by?: number): void;
  read(): JsonObject;
}

export function createCounts(host: Pick<PeopleHost, "recall" | "remember">): Counts {
  const known = host.recall(OWNER, "count-names");
  const names = new Set(Array.isArray(known) ? known.map(String) : []);
  const valueOf = (name: string): number => Number(host.recall(OWNER, `count:${name}`) ?? 0);
  return {
    add(name, by = 1) {
      if (!names.has(name)) {
        names.add(name);
        host.remember(OWNER, "count-names", [...names]);
      }
      host.remember(OWNER, `count:${name}`, valueOf(name) + by);
    },
    read() {
      const root: JsonObject = {};
      for (const name of [...names].toSorted()) place(root, name.split("."), valueOf(name));
      return root;
    },
  };
}

function place(into: JsonObject, path: string[], value: number): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const below = into[head];
  const next: JsonObject = typeof below === "object" && below !== null && !Array.isArray(below) ? below : {};
  into[head] = next;
  place(next, rest, value);
}
