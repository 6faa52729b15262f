import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { system } from "../apps/server/src/kit/actor.ts";
import { append, type Handler, type NewEvent, runHandlers } from "../apps/server/src/log/index.ts";
import { handlers as customers } from "../apps/server/src/modules/customers/index.ts";
import { handlers as fields } from "../apps/server/src/modules/fields/index.ts";
import { handlers as groups } from "../apps/server/src/modules/groups/index.ts";
import { handlers as liveCodes } from "../apps/server/src/modules/live-codes/index.ts";
import { handlers as orders } from "../apps/server/src/modules/orders/index.ts";
import { duties, frameAt, handlers as segmentHandlers } from "../apps/server/src/modules/segments/index.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";
import { fifty, keep } from "./lib/segments/fifty.ts";
import { memoryWatch } from "./lib/segments/memory.ts";
import { thingsOf } from "./lib/segments/shapes.ts";
import { openSegmentWorld } from "./lib/segments/world.ts";

const TIMES = 100;
/** As long as a free-running worker rests when nothing woke it. */
const REST_MS = 250;

/**
 * From an appended fact to the changed membership, with fifty segments: a worker's loop as it runs in life, resting between its
 * looks, and nobody wakes it. The baseline is what somebody would write by hand: the fact, and one statement per segment for
 * that person, straight after each other.
 */
export const bench: Bench = async (options) => {
  const world = await openSegmentWorld(options);
  const { db, client, corpId, now } = world;
  const { today } = await frameAt(db, corpId, now);
  const segments = fifty(await thingsOf(client, corpId), corpId, today);
  await keep(world, segments);
  // Who carries a tag is in exactly one of these: a friend without the tag is given it.
  const tag = "etBenchDelta";
  const root = { kind: "tags" as const, match: "any" as const, tagIds: [tag] };
  await keep(world, [{ id: "seg_delta", root, byHand: "" }]);
  options.progress("computing the fifty");
  const handlers: readonly Handler[] = [...customers, ...groups, ...fields, ...liveCodes, ...orders, ...segmentHandlers];
  const round = async (): Promise<number> => {
    let done = 0;
    for (const duty of duties) done += await duty.run(db, corpId, now);
    return done + (await runHandlers(db, corpId, handlers, now));
  };
  while ((await round()) > 0);
  await client.query("vacuum (analyze) segment_member");
  const { rows: friends } = await client.query<{ external: string; user: string; id: string }>(
    `select r.external_user_id as external, r.user_id as user, r.customer_id as id from relation r
     where r.corp_id = $1 and r.state = 'active' order by md5(r.customer_id) limit $2`,
    [corpId, TIMES * 2],
  );
  const fact = (one: (typeof friends)[number]): NewEvent => ({
    type: "tags.marked",
    subject: `customer:${one.id}`,
    data: { externalUserId: one.external, userId: one.user, add: [tag], remove: [], why: "bench" },
    occurredAt: now,
  });
  const tell = (one: (typeof friends)[number]) => append(db, corpId, [fact(one)], { actor: system("bench"), now });
  const loop = { running: true };
  const worker = (async () => {
    while (loop.running) if ((await round()) === 0) await sleep(REST_MS);
  })();
  const watch = memoryWatch();
  const own = new pg.Client({ connectionString: world.url });
  await own.connect();
  const taken: number[] = [];
  for (const one of friends.slice(0, TIMES)) {
    const started = performance.now();
    await tell(one);
    while (
      (await own.query("select from segment_member where corp_id = $1 and segment_id = 'seg_delta' and customer_id = $2", [corpId, one.id]))
        .rowCount === 0
    ) {
      if (performance.now() - started > 60_000) throw new Error("the membership does not change");
      await sleep(5);
    }
    taken.push(performance.now() - started);
    // Not in step with the worker's rests.
    await sleep((taken.length * 37) % REST_MS);
  }
  loop.running = false;
  await worker;
  const rssMiB = watch.stop();
  const hand: number[] = [];
  for (const one of friends.slice(TIMES)) {
    const started = performance.now();
    await tell(one);
    for (const { id, byHand } of segments) {
      await own.query(`with f as (${byHand} and c.id = '${one.id}') insert into segment_member (corp_id, segment_id, customer_id, since)
        select '${corpId}', '${id}', id, '${now.toISOString()}' from f on conflict do nothing`);
    }
    hand.push(performance.now() - started);
  }
  await own.end();
  const at = (values: number[], share: number) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
  return [
    row("segment-delta", "ms", { value: at(taken, 0.95), baseline: at(hand, 0.95), n: taken.length, rssMiB }),
    row("segment-delta.median", "ms", { value: at(taken, 0.5), baseline: at(hand, 0.5), n: taken.length, rssMiB }),
  ];
};
