import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Decision, defaultGateSettings, isQuiet, type TouchRequest, touchId } from "#actions";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { at, createCorp, DAY, HOUR, MORNING } from "./corp.ts";
import { ask, overspent, request, touches } from "./gate-model.ts";

let database: TestDatabase;
let corpId: string;
beforeAll(async () => {
  database = await createTestDatabase({ max: 20 });
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
});
afterAll(() => database.drop());

const person = (key: string, when: Date, weight = 1): TouchRequest => ({
  budget: "person",
  recipient: "wm1",
  kind: "mass-send",
  key,
  actionId: `act_${key}`,
  weight,
  at: when,
  plannedBy: "test",
});
const told = (decision: Decision | undefined) => (decision?.accepted ? "yes" : decision?.reason);
/** One after another: what the gate says to each. */
const answers = async (requests: readonly TouchRequest[]) => {
  const all: Array<string | undefined> = [];
  for (const one of requests) all.push(told((await ask(database.db, corpId, [one])).get(one.key)));
  return all;
};

test("twenty connections at once: no budget is overspent, every request has its answer, nobody is asked twice", async () => {
  const calls = fc.array(fc.array(request, { minLength: 1, maxLength: 25 }), { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(calls, async (all) => {
      const corp = await createCorp(database.db);
      const decided = await Promise.all(all.map((requests) => ask(database.db, corp, requests)));
      const rows = await touches(database.db, corp);
      expect(overspent(rows)).toEqual([]);
      const accepted = decided.flatMap((map) => [...map.values()].filter((one) => one.accepted).map(({ key }) => touchId(corp, key)));
      expect(accepted.toSorted()).toEqual(
        rows
          .filter(({ state }) => state === "reserved")
          .map(({ key }) => key)
          .toSorted(),
      );
      const keys = new Set(all.flat().map(({ key }) => touchId(corp, key)));
      expect(rows.map(({ key }) => key).toSorted()).toEqual([...keys].toSorted());
      for (const [i, map] of decided.entries())
        expect([...map.keys()].toSorted()).toEqual([...new Set(all[i]?.map(({ key }) => key))].toSorted());
      expect(rows.filter(({ state, reason }) => (state === "refused") !== (reason !== null))).toEqual([]);
      expect(rows.filter((row) => row.state === "reserved" && row.weight > 0 && isQuiet(row.at, defaultGateSettings))).toEqual([]);
    }),
    { numRuns: 6 },
  );
});

test("nobody is refused for a budget that has room: what was refused would have overspent it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 10, maxLength: 60 }), async (requests) => {
      const corp = await createCorp(database.db);
      const decided = await ask(database.db, corp, requests);
      const rows = await touches(database.db, corp);
      const before = requests.filter(({ key }, n) => requests.findIndex((one) => one.key === key) === n);
      for (const [n, one] of before.entries()) {
        const decision = decided.get(one.key);
        if (decision?.accepted !== false || decision.reason === "duplicate" || decision.reason === "quiet-hours") continue;
        const earlier = new Set(before.slice(0, n).map(({ key }) => touchId(corp, key)));
        const then = rows.filter(({ key }) => earlier.has(key));
        expect(overspent([...then, { selling: false, ...one, key: "this", state: "reserved", reason: null }])).not.toEqual([]);
      }
    }),
    { numRuns: 15 },
  );
});

describe("a person", () => {
  test("has three in any seven days, both ends included, whatever order they were planned in", async () => {
    const plan = [person("d7", at(MORNING, 7 * DAY)), person("d1", at(MORNING, DAY)), person("d0", MORNING)];
    expect(await answers(plan)).toEqual(["yes", "yes", "yes"]);
    expect(await answers([person("d6", at(MORNING, 6 * DAY)), person("d10", at(MORNING, 10 * DAY))])).toEqual(["person-budget", "yes"]);
  });

  test("is asked seven weeks ahead in one call without spending this week's budget", async () => {
    const weeks = Array.from({ length: 7 }, (_, i) => person(`w${i}`, at(MORNING, i * 10 * DAY), 3));
    const decided = await ask(database.db, corpId, weeks);
    expect([...decided.values()].every(({ accepted }) => accepted)).toBe(true);
  });

  test("may be answered at any hour and over budget: an answer weighs nothing", async () => {
    const night = at(MORNING, 12 * HOUR);
    expect(await answers([person("a", MORNING, 3), person("b", night), person("c", night, 0)])).toEqual(["yes", "quiet-hours", "yes"]);
  });
});

test("a key is used once, in one call and in the next; also a refused one", async () => {
  const twice = await ask(database.db, corpId, [person("k", MORNING), person("k", at(MORNING, 9 * DAY))]);
  expect([...twice.values()].map(told)).toEqual(["yes"]);
  expect(await answers([person("k", MORNING), person("big", MORNING, 4), person("big", at(MORNING, 20 * DAY), 1)])).toEqual([
    "duplicate",
    "person-budget",
    "duplicate",
  ]);
});

test("what is released can be spent again, what arrived cannot", async () => {
  expect(await answers([person("a", MORNING, 3), person("b", MORNING)])).toEqual(["yes", "person-budget"]);
  await sql`update touch set state = 'released' where corp_id = ${corpId}`.execute(database.db);
  expect(await answers([person("c", MORNING, 3)])).toEqual(["yes"]);
  await sql`update touch set state = 'delivered' where corp_id = ${corpId} and state = 'reserved'`.execute(database.db);
  expect(await answers([person("d", MORNING)])).toEqual(["person-budget"]);
});

test("a corp's own budgets count, and two corps do not share any", async () => {
  const strict = await createCorp(database.db, { gate: { person: { weight: 1 }, quiet: { to: "12:00" } } });
  expect(told((await ask(database.db, strict, [person("a", MORNING)])).get("a"))).toBe("quiet-hours");
  const noon = at(MORNING, 2 * HOUR);
  expect(told((await ask(database.db, strict, [person("b", noon)])).get("b"))).toBe("yes");
  expect(told((await ask(database.db, strict, [person("c", noon)])).get("c"))).toBe("person-budget");
  expect(told((await ask(database.db, corpId, [person("c", noon)])).get("c"))).toBe("yes");
});

test("a recalled touch that is asked for again is in the books as what it has become", async () => {
  const first = person("step", MORNING);
  expect(await answers([first])).toEqual(["yes"]);
  await sql`update touch set state = 'released', reason = 'recalled', settled_at = ${MORNING}
    where corp_id = ${corpId} and id = ${touchId(corpId, "step")}`.execute(database.db);
  // Another version of the SOP has made a task of the staff of the message.
  const again: TouchRequest = {
    ...first,
    budget: "staff",
    recipient: "mei",
    kind: "hand-task",
    step: "call",
    weight: 2,
    at: at(MORNING, HOUR),
    actionId: "act_again",
  };
  expect(await answers([again])).toEqual(["yes"]);
  const { rows } = await sql`select budget, recipient, kind, step, weight, at, action_id, state, reason, settled_at
    from touch where corp_id = ${corpId}`.execute(database.db);
  expect(rows).toEqual([
    {
      budget: "staff",
      recipient: "mei",
      kind: "hand-task",
      step: "call",
      weight: 2,
      at: at(MORNING, HOUR),
      action_id: "act_again",
      state: "reserved",
      reason: null,
      settled_at: null,
    },
  ]);
  // Whose budget is spent now is the member of staff, and nobody else.
  expect(await answers(["a", "b", "c"].map((key) => person(key, at(MORNING, HOUR))))).toEqual(["yes", "yes", "yes"]);
});
