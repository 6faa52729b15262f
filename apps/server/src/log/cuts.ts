import type { Db } from "#db/connect";
import type { StoredEvent } from "./events.ts";
import type { Handler } from "./handler.ts";

/**
 * Splits a batch so that no key occurs twice in a layer and every key meets its facts in their order. Set-based SQL over
 * a layer can then never mix up two facts of one row, and the rows do not depend on where a batch happened to end.
 * There are as many layers as the busiest key has facts.
 */
export function inLayers<E>(batch: readonly E[], keysOf: (event: E) => readonly string[]): E[][] {
  const layers: E[][] = [];
  const next = new Map<string, number>();
  for (const event of batch) {
    const keys = keysOf(event);
    const layer = Math.max(0, ...keys.map((key) => next.get(key) ?? 0));
    (layers[layer] ??= []).push(event);
    for (const key of keys) next.set(key, layer + 1);
  }
  return layers;
}

/** Cuts a batch into stretches of one kind, in order: within a stretch a projection may write everything at once. */
export function inStretches<E>(batch: readonly E[], kindOf: (event: E) => string): E[][] {
  const stretches: E[][] = [];
  let before: string | null = null;
  for (const event of batch) {
    const kind = kindOf(event);
    if (kind === before) stretches.at(-1)?.push(event);
    else stretches.push([event]);
    before = kind;
  }
  return stretches;
}

/** For handlers that treat each type by itself. */
export const byType = ({ type }: StoredEvent): string => type;

/** Hands a batch to a projection, cut as it asks for. */
export async function projectBatch(
  tx: Db,
  corpId: string,
  handler: Extract<Handler, { kind: "project" }>,
  batch: readonly StoredEvent[],
): Promise<void> {
  const { keys, kindOf } = handler;
  const cuts = keys ? inLayers(batch, keys) : kindOf ? inStretches(batch, kindOf) : [batch];
  for (const cut of cuts) await handler.project(tx, corpId, cut);
}
