import { segmentTree } from "../packages/contract/src/index.ts";
import { duties, exportSegment } from "../apps/server/src/modules/segments/index.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { keep } from "./lib/segments/fifty.ts";
import { openSegmentWorld } from "./lib/segments/world.ts";

const ROWS = 1_000_000;

/** A million members as a file, read as quickly as it is written; `rssMiB` is what this process grew by. The baseline is COPY … TO STDOUT of the same columns. */
export const bench: Bench = async (options) => {
  const world = await openSegmentWorld(options);
  const { db, client, corpId, now } = world;
  const root = { kind: "relation" as const, in: ["friend" as const, "one-way" as const, "lost" as const] };
  segmentTree.parse({ v: 1, root });
  await keep(world, [{ id: "seg_export", root, byHand: "" }]);
  for (const duty of duties) while ((await duty.run(db, corpId, now)) > 0);
  await client.query("vacuum (analyze) segment_member");
  const wanted = Math.round(ROWS * Math.min(1, options.scale));
  options.progress(`${wanted} rows`);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  let rows = -1;
  const started = performance.now();
  for await (const piece of exportSegment({ db, corpId, now, actor: system("bench") }, { id: "seg_export" })) {
    rows += piece.split("\r\n").length - 1;
    most = Math.max(most, process.memoryUsage.rss());
    if (rows >= wanted) break;
  }
  const seconds = (performance.now() - started) / 1000;
  const copied = performance.now();
  // pg throws away what a COPY sends when nobody takes it: nothing but the database's own work and the wire.
  await client.query(`copy (select c.external_user_id, c.name, c.state, c.added_sec, c.tag_ids, array(select coalesce(nullif(s.name, ''), r.user_id) from relation r
      left join staff s on s.corp_id = r.corp_id and s.user_id = r.user_id where r.corp_id = '${corpId}' and r.customer_id = c.id and r.state = 'active'), m.since
    from segment_member m join customer c on c.corp_id = m.corp_id and c.id = m.customer_id
    where m.corp_id = '${corpId}' and m.segment_id = 'seg_export' order by m.customer_id limit ${rows}) to stdout (format csv)`);
  const bare = (performance.now() - copied) / 1000;
  const rssMiB = (most - before) / 2 ** 20;
  return [
    row("export", "rows/s", { value: rows / seconds, baseline: rows / bare, n: rows, rssMiB }),
    row("export.million", "s", { value: (seconds / rows) * ROWS, baseline: (bare / rows) * ROWS, n: rows, rssMiB }),
  ];
};
