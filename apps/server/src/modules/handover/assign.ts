import type { Given, Held, Taker, Unplaced, Why } from "./types.ts";

/**
 * More groups than these nobody can look after (article 004: five to ten for one member of staff). More customers than these no
 * list of a member holds here; WeCom's own cap per member is not documented and is learned by its refusal (40099).
 */
export const MOST_GROUPS = 10;
export const MOST_CUSTOMERS = 20_000;

export type Room = { groups: number; customers: number };
const ROOM: Room = { groups: MOST_GROUPS, customers: MOST_CUSTOMERS };

type Load = { taker: Taker; places: ReadonlySet<string>; customers: number; groups: number };

/**
 * Who takes what. Each thing goes to exactly one taker with room, or is left for a person with the reason: first to somebody whom
 * the customer knows already, then to the same store, the same department, anybody; among equals to whoever has the fewest.
 * Groups go first, so that who gets a store's groups is known before its customers are spread. The same input gives the same plan.
 */
export function assign(held: readonly Held[], takers: readonly Taker[], room: Room = ROOM): { given: Given[]; unplaced: Unplaced[] } {
  const loads = [...takers].sort(byId).map((taker): Load => {
    return { taker, places: new Set(taker.places), customers: taker.customers, groups: taker.groups };
  });
  const given: Given[] = [];
  const unplaced: Unplaced[] = [];
  for (const thing of [...held].sort(inOrder)) {
    const found = best(thing, loads, room);
    if (!found) {
      const nobody = loads.every(({ taker }) => thing.not?.includes(taker.userId));
      const reason = nobody ? "no-taker" : thing.kind === "group" ? "groups-full" : "customers-full";
      unplaced.push({ kind: thing.kind, key: thing.key, reason });
      continue;
    }
    found.load[countOf(thing)] += 1;
    given.push({ kind: thing.kind, key: thing.key, to: found.load.taker.userId, why: found.why });
  }
  return { given, unplaced };
}

const countOf = ({ kind }: Pick<Held, "kind">) => (kind === "group" ? "groups" : "customers");
const byId = (a: Taker, b: Taker) => (a.userId < b.userId ? -1 : 1);

function inOrder(a: Held, b: Held): number {
  if (a.kind !== b.kind) return a.kind === "group" ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

const RANK: readonly Why[] = ["friend", "store", "department", "fewest"];

function best(thing: Held, loads: readonly Load[], room: Room): { load: Load; why: Why } | null {
  const count = countOf(thing);
  let found: { load: Load; why: Why; rank: number } | null = null;
  for (const load of loads) {
    if (load[count] >= room[count] || thing.not?.includes(load.taker.userId)) continue;
    const why = nearness(thing, load);
    const rank = RANK.indexOf(why);
    if (!found || rank < found.rank || (rank === found.rank && load[count] < found.load[count])) found = { load, why, rank };
  }
  return found;
}

function nearness({ friends, places }: Held, { taker, places: theirs }: Load): Why {
  if (friends.includes(taker.userId)) return "friend";
  const shared = places.filter((place) => theirs.has(place));
  if (shared.some((place) => place.startsWith("store:"))) return "store";
  return shared.length > 0 ? "department" : "fewest";
}
