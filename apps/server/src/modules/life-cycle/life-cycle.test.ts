import { api } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Handler, NewEvent } from "#log";
import * as customers from "#modules/customers";
import * as fields from "#modules/fields";
import * as groups from "#modules/groups";
import * as liveCodes from "#modules/live-codes";
import * as orders from "#modules/orders";
import * as segments from "#modules/segments";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { eventOf } from "../../../test/events.arbitrary.ts";
import { createCorp, ctxOf, DAY, MORNING } from "../../../test/middle/corp.ts";
import { live } from "../../../test/middle/replay.ts";
import { proposedRules } from "./defaults.ts";
import { firstRule } from "./evaluate.ts";
import { explainStage } from "./explain.ts";
import { followStages, noteTouched } from "./keep.ts";
import { previewRules } from "./preview.ts";
import { getLifeCycle, saveRules } from "./save-rules.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const projections = [customers, fields, groups, liveCodes, orders, segments]
  .flatMap((module): readonly Handler[] => module.handlers)
  .filter(({ kind }) => kind === "project");
const all = [...projections, noteTouched];

async function settle(corpId: string, now: Date): Promise<void> {
  for (let n = 0; n < 100; n += 1) if ((await followStages.run(database.db, corpId, now)) === 0) return;
  throw new Error("stages do not come to rest");
}

/** What the rules say of everybody at this moment, against what is kept. */
async function compare(corpId: string, now: Date): Promise<void> {
  const frame = await segments.frameAt(database.db, corpId, now);
  const { rows: anew } = await sql<{ id: string; at: number | null }>`select c.id, ${firstRule(frame, proposedRules)} as at
    from customer c where c.corp_id = ${corpId} order by 1`.execute(database.db);
  const { rows: kept } = await sql<{ id: string; stage: string }>`select customer_id as id, stage from customer_stage
    where corp_id = ${corpId} order by 1`.execute(database.db);
  const right = anew.flatMap(({ id, at }) => (at === null ? [] : [{ id, stage: proposedRules[at]?.stage }]));
  expect(kept).toEqual(right);
  const { rows: counts } = await sql<{ stage: string; people: number }>`select stage, people::int from stage_people
    where corp_id = ${corpId} and people <> 0 order by 1`.execute(database.db);
  const counted = Map.groupBy(right, ({ stage }) => stage ?? "");
  expect(counts).toEqual(
    [...counted].map(([stage, people]) => ({ stage, people: people.length })).toSorted((a, b) => (a.stage < b.stage ? -1 : 1)),
  );
}

test("stages kept by increments and midnights are what the rules say of everybody at once", async () => {
  const types = [
    "relation.added",
    "relation.added",
    "relation.ended",
    "customer.detailed",
    "group.created",
    "group.member-joined",
    "group.member-left",
    "group.dismissed",
    "page.opened",
    "page.opened",
  ] as const;
  const portion = fc.array(fc.constantFrom(...types).chain(eventOf), { minLength: 1, maxLength: 25 });
  const days = fc.array(fc.tuple(portion, fc.integer({ min: 0, max: 20 })), { minLength: 2, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(days, async (stream) => {
      const corpId = await createCorp(database.db);
      await saveRules(ctxOf(database.db, corpId), { rules: [...proposedRules] });
      let now = MORNING;
      for (const [events, wait] of stream) {
        await live(database.db, corpId, all, [events]);
        now = new Date(now.getTime() + wait * DAY);
        await settle(corpId, now);
        await compare(corpId, now);
      }
    }),
    { numRuns: 6 },
  );
});

test("somebody new goes silent when nothing happens, comes back with an opening, and each move is told with its rule", async () => {
  const corpId = await createCorp(database.db);
  const added = (n: number): NewEvent => ({
    type: "relation.added",
    subject: `customer:wm${n}`,
    occurredAt: MORNING,
    data: { externalUserId: `wm${n}`, userId: "staff1", state: "", createdSec: MORNING.getTime() / 1000 },
  });
  await live(database.db, corpId, all, [[added(1), added(2)]]);
  expect(await getLifeCycle(ctxOf(database.db, corpId))).toMatchObject({ enabled: false, counts: [] });
  const preview = await previewRules(ctxOf(database.db, corpId), { rules: [...proposedRules] });
  expect(preview).toMatchObject({ people: 2, sample: null, moves: [{ from: null, to: "new", people: 2 }] });
  await saveRules(ctxOf(database.db, corpId), { rules: [...proposedRules] });
  await settle(corpId, MORNING);
  expect(await getLifeCycle(ctxOf(database.db, corpId))).toMatchObject({
    enabled: true,
    counts: [{ stage: "new", people: 2 }],
    computing: null,
  });
  const later = new Date(MORNING.getTime() + 20 * DAY);
  await settle(corpId, later);
  expect((await getLifeCycle(ctxOf(database.db, corpId))).counts).toEqual([{ stage: "silent", people: 2 }]);
  const opened: NewEvent = {
    type: "page.opened",
    subject: "customer:1",
    occurredAt: later,
    data: { externalUserId: "wm1", page: "welfare", via: null },
  };
  await live(database.db, corpId, all, [[opened]]);
  await settle(corpId, later);
  const { rows } = await sql<{ data: { customerId: string } }>`select data from event
    where corp_id = ${corpId} and type = 'customer.stage-changed' order by seq`.execute(database.db);
  expect(rows.map(({ data }) => data)).toMatchObject([
    { from: "new", to: "silent", rule: "没动静" },
    { from: "new", to: "silent", rule: "没动静" },
    { from: "silent", to: "active", rule: "有来往" },
  ]);
  const why = await explainStage(ctxOf(database.db, corpId, later), { customerId: rows[2]?.data.customerId ?? "" });
  expect(api.lifeCycle.explain.output.parse(why)).toMatchObject({ stage: "active", figures: { orders: 0, groups: 0 } });
  expect(why.rules.map(({ stage, holds }) => [stage, holds])).toEqual([
    ["lost", false],
    ["new", false],
    ["loyal", false],
    ["active", true],
  ]);
  expect(why.figures.lastSeenDay).not.toBeNull();
});

test("a rule that asks for stages is refused; nothing is due for a corp without a life cycle", async () => {
  const corpId = await createCorp(database.db);
  const rules = [
    { stage: "new" as const, name: "圈", note: "", tree: { v: 1 as const, root: { kind: "stage" as const, in: ["new" as const] } } },
  ];
  await expect(saveRules(ctxOf(database.db, corpId), { rules })).rejects.toMatchObject({ code: "stageRuleForbidden" });
  expect(await followStages.run(database.db, corpId, MORNING)).toBe(0);
});
