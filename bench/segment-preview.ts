import { segmentTree } from "../packages/contract/src/index.ts";
import { frameAt, previewSegment } from "../apps/server/src/modules/segments/index.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { backendsRss } from "./lib/segments/memory.ts";
import { shapesOf, thingsOf } from "./lib/segments/shapes.ts";
import { openSegmentWorld } from "./lib/segments/world.ts";

const ROUNDS = 5;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const SETTINGS = `begin; set local work_mem = '48MB'; set local jit = off; set local max_parallel_workers_per_gather = 2`;

/** Previews of five conditions against the quickest of the statements that somebody wrote for them by hand; the main row is their mean. */
export const bench: Bench = async (options) => {
  const world = await openSegmentWorld(options);
  const { db, client, corpId, now, customers } = world;
  const { today } = await frameAt(db, corpId, now);
  const rows = [];
  let [ours, best] = [0, 0];
  for (const { name, root, byHand } of shapesOf(await thingsOf(client, corpId), corpId, today)) {
    const tree = segmentTree.parse({ v: 1, root });
    const counts = new Set<number>();
    const preview = async (): Promise<number> => {
      const started = performance.now();
      const { count } = await previewSegment({ db, corpId, now, actor: system("bench") }, { tree });
      counts.add(count);
      return performance.now() - started;
    };
    const hand = async (text: string): Promise<number> => {
      const started = performance.now();
      await client.query(SETTINGS);
      const { rows: found } = await client.query<{ count: string }>(text);
      await client.query("commit");
      counts.add(Number(found[0]?.count));
      return performance.now() - started;
    };
    await preview();
    const mine: number[] = [];
    const theirs: number[][] = byHand.map(() => []);
    for (let i = 0; i < ROUNDS; i += 1) {
      mine.push(await preview());
      for (const [n, text] of byHand.entries()) theirs[n]?.push(await hand(text));
    }
    if (counts.size !== 1) throw new Error(`${name}: the statements count ${[...counts].join(", ")}`);
    const value = median(mine);
    const baseline = Math.min(...theirs.map(median));
    options.progress(
      `${name}: ${[...counts].join()} people, ${Math.round(value)} ms, by hand ${theirs.map((one) => Math.round(median(one))).join(", ")} ms`,
    );
    ours += value;
    best += baseline;
    rows.push(row(`segment-preview.${name}`, "ms", { value, baseline, n: customers, rssMiB: 0 }));
  }
  const n = rows.length;
  return [row("segment-preview", "ms", { value: ours / n, baseline: best / n, n: customers, rssMiB: await backendsRss(client) }), ...rows];
};
