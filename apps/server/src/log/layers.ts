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

/** Hands a batch to a projection, in layers where it names keys. */
export async function projectBatch(
  tx: Db,
  corpId: string,
  handler: Extract<Handler, { kind: "project" }>,
  batch: readonly StoredEvent[],
): Promise<void> {
  const { keys } = handler;
  for (const layer of keys ? inLayers(batch, keys) : [batch]) await handler.project(tx, corpId, layer);
}
