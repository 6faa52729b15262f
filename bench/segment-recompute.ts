import pg from "pg";
import { duties, frameAt } from "../apps/server/src/modules/segments/index.ts";
import { memoryWatch } from "./lib/segments/memory.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { fifty, keep } from "./lib/segments/fifty.ts";
import { thingsOf } from "./lib/segments/shapes.ts";
import { openSegmentWorld } from "./lib/segments/world.ts";

/**
 * Fifty segments from nothing, then all of them once more (nothing changes), by the duty that a server runs; against
 * INSERT … SELECT statements written by hand into the same table, two at a time as well. `rssMiB`: this process and the
 * statements of PostgreSQL, at the most; what is given is the largest sum that was seen.
 */
export const bench: Bench = async (options) => {
  const world = await openSegmentWorld(options);
  const { db, client, corpId, now } = world;
  const { today } = await frameAt(db, corpId, now);
  const segments = fifty(await thingsOf(client, corpId), corpId, today);
  const members = async (): Promise<number> =>
    Number((await client.query<{ n: string }>("select count(*) as n from segment_member where corp_id = $1", [corpId])).rows[0]?.n);
  options.progress("fifty by hand");
  const baseline = await byHand(
    world.url,
    corpId,
    segments.map(({ id, byHand: text }) => ({ id, text })),
    now,
  );
  const expected = await members();
  await client.query("truncate segment_member");
  await keep(world, segments);
  // The day is set before, so that it is not part of the measurement.
  const compute = duties.find(({ name }) => name === "segments.compute");
  if (!compute) throw new Error("the duty that computes is not there");
  const all = async (): Promise<number> => {
    const started = performance.now();
    while ((await compute.run(db, corpId, now)) > 0);
    return (performance.now() - started) / 1000;
  };
  const watch = memoryWatch();
  options.progress("fifty from nothing");
  const first = await all();
  const got = await members();
  if (got !== expected) throw new Error(`${got} members, by hand ${expected}`);
  const { rows: failed } = await client.query("select id, last_error from segment where last_error is not null");
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  await client.query("vacuum (analyze) segment_member");
  options.progress("fifty again");
  await client.query("update segment set wanted = 'check' where corp_id = $1", [corpId]);
  const again = await all();
  const rssMiB = watch.stop();
  return [
    row("segment-recompute", "s", { value: first, baseline, n: got, rssMiB }),
    row("segment-recompute.again", "s", { value: again, baseline, n: got, rssMiB }),
  ];
};

async function byHand(url: string, corpId: string, texts: ReadonlyArray<{ id: string; text: string }>, now: Date): Promise<number> {
  const queue = [...texts];
  const started = performance.now();
  const worker = async (): Promise<void> => {
    const own = new pg.Client({ connectionString: url });
    await own.connect();
    await own.query("set work_mem = '48MB'; set jit = off");
    for (let next = queue.shift(); next; next = queue.shift()) {
      await own.query(`insert into segment_member (corp_id, segment_id, customer_id, since)
        select '${corpId}', '${next.id}', f.id, '${now.toISOString()}' from (${next.text}) f order by f.id`);
    }
    await own.end();
  };
  await Promise.all([worker(), worker()]);
  return (performance.now() - started) / 1000;
}
