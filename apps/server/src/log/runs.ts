import type { StoredEvent } from "./events.ts";

/**
 * Cuts a batch into stretches of one kind, in order: within a stretch a projection may write everything at once, and yet
 * the rows are those that the facts make one by one. `kindOf` is the type unless types may share a stretch.
 */
export function runsOf(batch: readonly StoredEvent[], kindOf: (event: StoredEvent) => string = ({ type }) => type): StoredEvent[][] {
  const runs: StoredEvent[][] = [];
  let before: string | null = null;
  for (const event of batch) {
    const kind = kindOf(event);
    if (kind === before) runs.at(-1)?.push(event);
    else runs.push([event]);
    before = kind;
  }
  return runs;
}
