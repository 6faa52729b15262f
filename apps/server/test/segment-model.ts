import fc from "fast-check";
import { sql } from "kysely";
import { expect } from "vitest";
import { type SegmentNode, segmentTree } from "@shuke/contract";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { append, type EventType, type Handler, type NewEvent, runHandlers } from "#log";
import { handlers as customers } from "#modules/customers";
import { handlers as fields } from "#modules/fields";
import { handlers as groups } from "#modules/groups";
import { handlers as liveCodes } from "#modules/live-codes";
import { duties as orderDuties, handlers as orders } from "#modules/orders";
import { activeSegments, dependsOn, duties, familiesOf, frameAt, handlers as segments, matching } from "#modules/segments";
import { eventOf } from "./events.arbitrary.ts";
import { createCorp, ctxOf, DAY, MORNING } from "./middle/corp.ts";
import { treeOf } from "./tree.arbitrary.ts";

export const handlers: readonly Handler[] = [...customers, ...groups, ...fields, ...liveCodes, ...orders, ...segments];

const TYPES: EventType[] = [
  "relation.added",
  "relation.ended",
  "relation.detailed",
  "customer.detailed",
  "tags.marked",
  "remark.set",
  "people.told",
  "members.told",
  "tag.removed",
  "group.member-joined",
  "group.member-left",
  "group.detailed",
  "group.dismissed",
  "page.opened",
  "store.chosen",
  "store.searched",
  "welcome.sent",
  "mass-task.delivered",
  "customer.field-set",
  "customer.marked",
  "order.recorded",
  "order.recorded",
  "orders.imported",
  "order.refunded",
  "person.merged",
];

/** The pools of persons and customers hold short names: here they are this corp's people. */
function ofCorp(corpId: string, event: NewEvent): NewEvent {
  const text = JSON.stringify(event.data).replaceAll(/"(?:cus|per)_(\d)"/g, (_, n: string) => JSON.stringify(customerId(corpId, `wm${n}`)));
  const copy: NewEvent = { ...event };
  copy.data = JSON.parse(text);
  return copy;
}

/** Whoever merges two sees to it that both are persons of their own until then: of a circle there is no truth. */
function canBe(event: NewEvent, merged: Set<string>): boolean {
  if (event.type !== "person.merged") return true;
  const [from = "", into = ""] = [event.data.from, event.data.into].map((id) => id.slice(-1));
  if (from === into || merged.has(from) || merged.has(into)) return false;
  merged.add(from);
  return true;
}

/** What happens between two looks: facts, and now and then the clock goes on. */
const step = fc.record({
  events: fc.array(fc.constantFrom(...TYPES).chain(eventOf), { maxLength: 8 }),
  hours: fc.constantFrom(0, 0, 1, 7, 24, 72),
});

/** Lets handlers and duties work until nothing is left to do. */
export async function settleSegments(db: Db, corpId: string, now: Date): Promise<void> {
  for (let round = 0; round < 1000; round += 1) {
    let done = await runHandlers(db, corpId, handlers, now);
    for (const duty of [...orderDuties, ...duties]) done += await duty.run(db, corpId, now);
    if (done === 0) return;
  }
  throw new Error("segments do not come to rest");
}

/** A segment whose members are to be computed. */
export async function keepSegment(db: Db, corpId: string, id: string, root: SegmentNode): Promise<void> {
  await sql`insert into segment (corp_id, id, name, version, tree, depends, families, wanted, created_by, created_at, updated_at)
    values (${corpId}, ${id}, ${id}, 1, ${JSON.stringify(segmentTree.parse({ v: 1, root }))}, ${dependsOn(root)}, ${familiesOf(root)},
      'new', '{}', ${MORNING}, ${MORNING})`.execute(db);
}

export async function membersOf(db: Db, corpId: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select customer_id as id from segment_member
    where corp_id = ${corpId} and segment_id = ${id} order by 1`.execute(db);
  return rows.map((row) => row.id);
}

/** Every segment's table against its rules, asked of everybody and of each. */
export async function compareWithRules(db: Db, corpId: string, now: Date): Promise<void> {
  const frame = await frameAt(db, corpId, now);
  const { rows: everybody } = await sql<{ id: string }>`select id from customer where corp_id = ${corpId}`.execute(db);
  for (const segment of await activeSegments(db, corpId)) {
    const tree = segment.tree.root;
    const ask = async (ids?: string[]) => (await matching(frame, tree, ids).execute(db)).rows.map(({ id }) => id).toSorted();
    const all = await ask();
    const each = await ask(everybody.map(({ id }) => id));
    expect({ tree, now, members: await membersOf(db, corpId, segment.id), each }).toEqual({ tree, now, members: all, each: all });
    expect(segment.members).toBe(all.length);
    expect(segment.lastError).toBe(null);
  }
}

async function createStoreCorp(db: Db): Promise<string> {
  const corpId = await createCorp(db);
  await sql`insert into live_code (corp_id, id, kind, name, store_id, created_at, updated_at)
    values (${corpId}, 'lc_1', 'group', 'a', 'sto_1', ${MORNING}, ${MORNING}),
      (${corpId}, 'lc_2', 'group', 'b', 'sto_2', ${MORNING}, ${MORNING})`.execute(db);
  await sql`insert into live_code_group (corp_id, chat_id, live_code_id, place, added_by, added_at)
    values (${corpId}, 'wr1', 'lc_1', 1, 'operator', ${MORNING}), (${corpId}, 'wr2', 'lc_2', 1, 'operator', ${MORNING})`.execute(db);
  return corpId;
}

const tell = (db: Db, corpId: string, now: Date, events: readonly NewEvent[]) =>
  db.transaction().execute((tx) =>
    append(
      tx,
      corpId,
      events.map((event) => ofCorp(corpId, event)),
      ctxOf(tx, corpId, now),
    ),
  );

/** Many random trees at once, from nothing and again after random facts: whoever is read together is as if read alone. */
export function readTogetherEqualsAlone(db: Db) {
  const facts = fc.array(fc.constantFrom(...TYPES).chain(eventOf), { minLength: 20, maxLength: 40 });
  return fc.asyncProperty(facts, facts, fc.infiniteStream(fc.nat({ max: 0xffff_ffff })), async (before, after, seeds) => {
    const corpId = await createStoreCorp(db);
    await tell(db, corpId, MORNING, before);
    await settleSegments(db, corpId, MORNING);
    const trees = [...seeds.take(MANY)].flatMap((seed) => fc.sample(treeOf(corpId, []), { seed, numRuns: 1 }));
    for (const [i, tree] of trees.entries()) await keepSegment(db, corpId, `seg_${i}`, tree);
    await settleSegments(db, corpId, MORNING);
    await compareWithRules(db, corpId, MORNING);
    const later = new Date(MORNING.getTime() + DAY);
    await tell(db, corpId, later, after);
    await runHandlers(db, corpId, handlers, later);
    // Whole computations find what changed, not increments.
    await sql`delete from segment_touched where corp_id = ${corpId}`.execute(db);
    await sql`update segment set wanted = 'check' where corp_id = ${corpId}`.execute(db);
    await settleSegments(db, corpId, later);
    await compareWithRules(db, corpId, later);
  });
}
const MANY = 20;

/** Random facts, clock moves and trees: after every step the members kept are those of a computation from nothing. */
export function equalsRecompute(db: Db) {
  const chance = fc.infiniteStream(fc.nat({ max: 0xffff_ffff }));
  return fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), chance, async (steps, seeds) => {
    const corpId = await createStoreCorp(db);
    let now = MORNING;
    const ids: string[] = [];
    const merged = new Set<string>();
    for (const { events: all, hours } of steps) {
      const events = all.filter((event) => canBe(event, merged));
      // Segments are made as time goes on, some upon others.
      const [seed = 0] = [...seeds.take(1)];
      const [tree] = fc.sample(treeOf(corpId, ids), { seed, numRuns: 1 });
      const id = `seg_${ids.length}`;
      if (tree && ids.length < 6) {
        await keepSegment(db, corpId, id, tree);
        ids.push(id);
      }
      await settleSegments(db, corpId, now);
      now = new Date(now.getTime() + (hours * DAY) / 24);
      await tell(db, corpId, now, events);
      await settleSegments(db, corpId, now);
      await compareWithRules(db, corpId, now);
    }
  });
}
