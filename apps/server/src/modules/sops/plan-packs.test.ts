import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultGateSettings, runUnit, touchId } from "#actions";
import { system } from "#kit/actor";
import type { Db } from "#db/connect";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { type Pack, packDue } from "./pack.ts";
import { planPacks } from "./plan-pack.ts";
import { type DueStep, stepDefinition } from "./types.ts";

const NOW = new Date("2026-03-03T02:20:00Z");
const EVENING = new Date("2026-03-03T13:20:00Z");
const CORP = "corp";
const kinds = ["mass-send", "group-post", "staff-task"] as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Few people and few staff, so that budgets run out, in the middle of packs as well. */
const rows = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    step: fc.constantFrom("s1", "s2", "s3"),
    recipient: fc.constantFrom("p1", "p2", "p3", "p4"),
    sender: fc.constantFrom("mei", "mei", "wang"),
    version: fc.constantFrom(1, 2),
  }),
  { minLength: 1, maxLength: 40 },
);
/** What was planned before: the same people may have had their share, and some keys are used already. */
const before = fc.array(
  fc.record({
    who: fc.constantFrom("p1", "p2", "p3", "mei", "wang"),
    key: fc.option(fc.nat(12), { nil: null }),
    state: fc.constantFrom("reserved", "delivered", "released", "refused"),
    reason: fc.constantFrom("recalled", "other"),
    hours: fc.nat(200),
    kind: fc.constantFrom("mass-send", "group-post", "confirmation", "hand-task"),
  }),
  { maxLength: 12 },
);

const BUDGET = { "mass-send": "person", "group-post": "group", confirmation: "staff", "hand-task": "staff" } as const;

const dueRow = (one: { kind: string; step: string; recipient: string; sender: string; version: number }, n: number): DueStep => ({
  enrolmentId: `enr${n}`,
  sopId: `sop-${one.kind}`,
  version: one.version,
  step: one.step,
  recipient: one.recipient,
  sender: one.sender,
  storeId: null,
  chatId: null,
  dueAt: NOW,
  until: new Date(NOW.getTime() + 86_400_000),
  held: false,
  stopped: false,
  overtaken: false,
  resumedAt: null,
});

const definitionOf = ({ sopId, step }: DueStep) => {
  const kind = kinds.find((one) => sopId === `sop-${one}`) ?? "mass-send";
  const evidence = kind === "staff-task" ? "claim" : "delivered";
  return stepDefinition.parse({ key: step, name: { zh: "步", en: "Step" }, kind, evidence, target: 0.9, content: { text: "好" } });
};

const askedFor = ({ kind, recipient, sender }: { kind: (typeof kinds)[number]; recipient: string; sender: string }) =>
  kind === "staff-task" ? ({ who: sender, kind: "hand-task" } as const) : { who: recipient, kind };

class Enough extends Error {}

/** What came of asking: every row and fact, and who was put off; each ask is a unit of its own. It is all taken back. */
async function outcome(history: (tx: Db) => Promise<void>, asks: ReadonlyArray<readonly Pack[]>, now: Date) {
  const deferred: string[] = [];
  const found: unknown[][] = [];
  const work = database.db.transaction().execute(async (tx) => {
    await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'test', ${NOW})`.execute(tx);
    await history(tx);
    for (const packs of asks) {
      await runUnit({ db: tx, corpId: CORP, actor: system("test"), now }, (unit) =>
        planPacks(unit, packs, defaultGateSettings, (pack, some, reason) => {
          deferred.push(...some.map(({ enrolmentId }) => `${enrolmentId} ${pack.step} ${reason}`));
        }),
      );
    }
    for (const rowsOf of [
      sql`select * from touch where corp_id = ${CORP} order by id`,
      sql`select * from event where corp_id = ${CORP} order by seq`,
      sql`select * from planned_action where corp_id = ${CORP} order by id`,
    ]) {
      found.push((await rowsOf.execute(tx)).rows);
    }
    throw new Enough();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof Enough)) throw error;
  });
  return { deferred: deferred.toSorted((a, b) => a.localeCompare(b)), found };
}

test("what comes of asking the gate for all packs at once is what comes of asking for one pack after the other", async () => {
  await fc.assert(
    fc.asyncProperty(rows, before, fc.constantFrom(NOW, NOW, NOW, EVENING), async (due, past, now) => {
      const packs = packDue(due.map(dueRow), definitionOf);
      const history = async (tx: Db) => {
        for (const [n, { key, state, reason, hours, ...other }] of past.entries()) {
          const row = key === null ? undefined : due[key];
          // A key that was used was used for the same step of the same person.
          const { who, kind } = row === undefined ? other : askedFor(row);
          const id = touchId(CORP, row === undefined ? `past${n}` : `enr${key}/${row.step}`);
          await sql`insert into touch (corp_id, id, budget, recipient, action_id, kind, weight, at, state, reason, planned_by, created_at)
            values (${CORP}, ${id}, ${BUDGET[kind]}, ${who}, 'past', ${kind}, 1, ${new Date(NOW.getTime() - hours * 3_600_000)}, ${state},
              ${state === "released" || state === "refused" ? reason : null}, 'past', ${NOW}) on conflict do nothing`.execute(tx);
        }
      };
      const together = await outcome(history, [packs], now);
      expect(together).toEqual(
        await outcome(
          history,
          packs.map((pack) => [pack]),
          now,
        ),
      );
    }),
    { numRuns: 40 },
  );
});
