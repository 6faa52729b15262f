import { graphOf, type SopGraph, type SopWritten } from "@shuke/contract";

/** The days over which people come in a rehearsal, so that the first of them go the whole way. */
const ARRIVALS = 10;
const LEAST = 14;
const MOST = 90;

/** How many days a rehearsal needs until the last step of the longest way has been shown or missed. */
export function daysToRehearse(sops: readonly SopWritten[]): number {
  const longest = Math.max(0, ...sops.map((sop) => daysOf(graphOf(sop))));
  return Math.min(MOST, Math.max(LEAST, Math.ceil(longest) + ARRIVALS));
}

/** From a group's first member or a person's first day to the end of the last window. */
function daysOf({ nodes, steps, start, clock }: SopGraph): number {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const windows = new Map(steps.map(({ key, windowHours }) => [key, windowHours]));
  const latest = new Map<string, number>();
  let end = 0;
  const go = (key: string | null, at: number): void => {
    const node = key === null ? undefined : byKey.get(key);
    // Whoever came here later already has been followed; a circle is not followed for ever.
    if (!node || at > MOST || (latest.get(node.key) ?? -1) >= at) return;
    latest.set(node.key, at);
    if (node.do === "act") {
      end = Math.max(end, at + (windows.get(node.step) ?? 24) / 24);
      go(node.next, at);
    } else if (node.do === "wait") go(node.next, Math.max(at, node.day + 1));
    else if (node.do === "after") go(node.next, at + node.hours / 24);
    else if (node.do === "until") for (const next of [node.next, node.late]) go(next, at + node.hours / 24);
    else if (node.do === "branch") for (const next of [...node.ways.map((way) => way.next), node.else]) go(next, at);
    else for (const way of node.ways) go(way.next, at);
  };
  go(start, 0);
  return end + (clock.from === "filled" ? clock.orDay : 0);
}
