import { openLuckin } from "./lib/luckin.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";

/** Fills the world at Luckin's size that the other benches stand on, and says how long that took and how large it is. */
export const bench: Bench = async ({ scale, progress }) => {
  const world = await openLuckin({ scale, progress, copy: false });
  await world.close();
  const gib = world.bytes / 2 ** 30;
  return [
    row("luckin", "s", {
      value: world.seconds,
      baseline: 600,
      n: Math.round(1_800_000 * scale),
      rssMiB: process.memoryUsage.rss() / 2 ** 20,
    }),
    row("luckin.size", "GiB", { value: gib, baseline: 12, n: Math.round(1_800_000 * scale), rssMiB: 0 }),
  ];
};
