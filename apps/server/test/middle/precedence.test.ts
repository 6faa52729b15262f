import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actionId, lanes, openGate, planAll, reserve, type TouchRequest } from "#actions";
import { claimDue } from "../../src/actions/claim.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { at, createCorp, ctxOf, DAY, HOUR, MORNING } from "./corp.ts";
import { overspent, touches } from "./gate-model.ts";

let database: TestDatabase;
let corpId: string;
beforeAll(async () => {
  database = await createTestDatabase({ max: 20 });
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
});
afterAll(() => database.drop());

type Wish = { call: string; by: string; to?: string; when?: Date; group?: boolean; selling?: boolean; topic?: "stock" };

/** One call to some recipients, each asked of the gate; answers who may have it. */
async function want(wishes: readonly Wish[], corp = corpId): Promise<string[]> {
  return database.db.transaction().execute(async (tx) => {
    const ctx = ctxOf(tx, corp, MORNING);
    const requests = wishes.map(({ call, by, to = "wm1", when = MORNING, group = false, selling = false, topic }): TouchRequest => ({
      budget: group ? "group" : "person",
      kind: group ? "group-post" : "mass-send",
      recipient: to,
      key: `${call}/${to}`,
      actionId: actionId(corp, call),
      weight: 1,
      selling,
      at: when,
      plannedBy: by,
      ...(topic ? { topic } : {}),
    }));
    const decided = await reserve(ctx, requests);
    await planAll(
      ctx,
      [...new Map(wishes.map((wish) => [wish.call, wish])).values()].map(({ call, by, when = MORNING, group }) => ({
        kind: "mass-task.create",
        dedupeKey: call,
        plannedBy: by,
        runAfter: when,
        payload: { chatType: group ? "group" : "single", sender: "mei", text: "你好", attachments: [] },
      })),
    );
    return requests.map(({ key }) => {
      const one = decided.get(key);
      return `${key} ${one?.accepted === true ? "yes" : one?.reason}`;
    });
  });
}

const states = async () => {
  const { rows } = await sql<{
    line: string;
  }>`select a.dedupe_key || '/' || t.recipient || ' ' || t.state || coalesce(' ' || t.reason || ' ' || t.displaced_by, '') as line
    from touch t join planned_action a on a.corp_id = t.corp_id and a.id = t.action_id where t.corp_id = ${corpId} order by 1`.execute(
    database.db,
  );
  return rows.map(({ line }) => line);
};
const claim = (now: Date, corp = corpId) => claimDue(database.db, corp, { now, workerId: "w", limit: 50, lanes: [...lanes.keys()] });

/** Three adverts within the week: all that she may have. */
const adverts = () => want([1, 2, 3].map((n) => ({ call: `advert${n}`, by: `send:${n}`, when: at(MORNING, n * DAY) })));

test("a stock notice takes the place of the advert that is furthest off, and the call leaves her out", async () => {
  await want([{ call: "advert3", by: "send:3", to: "wm2", when: at(MORNING, 3 * DAY) }]);
  expect(await adverts()).toEqual(["advert1/wm1 yes", "advert2/wm1 yes", "advert3/wm1 yes"]);
  expect(await want([{ call: "stock", by: "send:wave", topic: "stock" }])).toEqual(["stock/wm1 yes"]);
  expect(await states()).toEqual([
    "advert1/wm1 reserved",
    "advert2/wm1 reserved",
    "advert3/wm1 refused displaced send:wave",
    "advert3/wm2 reserved",
    "stock/wm1 reserved",
  ]);
  const called = await claim(at(MORNING, 3 * DAY));
  expect(called.map(({ dedupeKey, recipients }) => [dedupeKey, recipients])).toEqual([
    ["stock", ["wm1"]],
    ["advert1", ["wm1"]],
    ["advert2", ["wm1"]],
    ["advert3", ["wm2"]],
  ]);
});

test("an advert takes nobody's place, a step no stock notice's, and nothing what is on its way", async () => {
  await adverts();
  expect(await want([{ call: "more", by: "send:4" }])).toEqual(["more/wm1 person-budget"]);
  await want([1, 2, 3].map((n) => ({ call: `stock${n}`, by: "send:wave", to: "wm2", topic: "stock" as const })));
  expect(await want([{ call: "step", by: "sop:s/d1", to: "wm2" }])).toEqual(["step/wm2 person-budget"]);
  // The first is in a worker's hand, the second at WeCom, the third of another kind of state still.
  await claim(at(MORNING, DAY));
  await sql`update planned_action set status = 'sent' where corp_id = ${corpId} and dedupe_key = 'advert2'`.execute(database.db);
  await sql`update planned_action set status = 'unknown' where corp_id = ${corpId} and dedupe_key = 'advert3'`.execute(database.db);
  expect(await want([{ call: "follow", by: "link:l1" }])).toEqual(["follow/wm1 person-budget"]);
});

test("nobody gives way to what comes at night or is not wanted", async () => {
  await adverts();
  expect(await want([{ call: "night", by: "sop:s/d1", when: at(MORNING, 12 * HOUR) }])).toEqual(["night/wm1 quiet-hours"]);
  await sql`insert into contact_preference (corp_id, external_user_id, level, without, said_by, said_at)
    values (${corpId}, 'wm1', 'none', '{}', 'page', ${MORNING})`.execute(database.db);
  expect(await want([{ call: "unwanted", by: "sop:s/d1" }])).toEqual(["unwanted/wm1 preference"]);
  await sql`delete from contact_preference where corp_id = ${corpId}`.execute(database.db);
  expect((await states()).filter((line) => line.includes("displaced"))).toEqual([]);
});

test("a group's one post of the day goes to the step", async () => {
  await want([{ call: "advert", by: "send:1", to: "g1", group: true, selling: true, when: at(MORNING, 5 * HOUR) }]);
  expect(await want([{ call: "step", by: "sop:s/d1", to: "g1", group: true }])).toEqual(["step/g1 yes"]);
  expect(await states()).toEqual(["advert/g1 refused displaced sop:s/d1", "step/g1 reserved"]);
});

test("what comes to nothing before it is planned gives the place back", async () => {
  await adverts();
  await database.db.transaction().execute(async (tx) => {
    const request: TouchRequest = {
      budget: "person",
      kind: "mass-send",
      recipient: "wm1",
      key: "step",
      actionId: "act_step",
      weight: 1,
      at: MORNING,
      plannedBy: "sop:s/d1",
    };
    const gate = await openGate(ctxOf(tx, corpId, MORNING), [request]);
    expect(gate.ask(request)).toMatchObject({ accepted: true });
    gate.giveBack("step", "nobody-left");
    await gate.record();
  });
  expect((await states()).filter((line) => line.includes("reserved"))).toHaveLength(3);
});

test("however planners and workers meet: nobody has more than she may, and a call reaches just those who hold their place", async () => {
  const wish = fc.record({
    call: fc.nat(30),
    by: fc.constantFrom("send", "send", "sop", "link", "stock"),
    to: fc.constantFrom("wm1", "wm2", "wm3"),
    hours: fc.nat(7 * 8),
  });
  const round = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.array(wish, { minLength: 1, maxLength: 6 }) }, { weight: 1, arbitrary: fc.constant(null) }),
    {
      minLength: 12,
      maxLength: 20,
    },
  );
  let [gaveWay, wrong] = [0, 0];
  await fc.assert(
    fc.asyncProperty(round, async (all) => {
      const corp = await createCorp(database.db);
      const called = new Map<string, readonly string[]>();
      const take = async () => {
        for (const { id, recipients } of await claim(at(MORNING, 4 * DAY), corp)) called.set(id, recipients);
      };
      await Promise.all(
        all.map((some, n) =>
          some === null
            ? take()
            : want(
                some.map(({ call, by, to, hours }) => ({
                  call: `${by}${n * 100 + call}`,
                  by: by === "stock" ? "send:wave" : `${by}:x`,
                  to,
                  // Eight hours of each day, so that the night refuses none.
                  when: at(MORNING, Math.floor(hours / 8) * DAY + (hours % 8) * HOUR),
                  ...(by === "stock" ? { topic: "stock" as const } : {}),
                })),
                corp,
              ),
        ),
      );
      await take();
      expect(overspent(await touches(database.db, corp))).toEqual([]);
      const { rows } = await sql<{
        id: string;
        held: string[];
      }>`select action_id as id, array_agg(recipient order by recipient) as held from touch
        where corp_id = ${corp} and state = 'reserved' group by 1`.execute(database.db);
      const held = new Map(rows.map(({ id, held: who }) => [id, who]));
      for (const [id, recipients] of called) expect(recipients).toEqual(held.get(id) ?? []);
      const { rows: displaced } = await sql<{ n: number; bad: number }>`select count(*)::int as n,
          count(*) filter (where displaced_by is null or state <> 'refused' or planned_by = displaced_by)::int as bad
        from touch where corp_id = ${corp} and reason = 'displaced'`.execute(database.db);
      gaveWay += displaced[0]?.n ?? 0;
      wrong += displaced[0]?.bad ?? 0;
    }),
    { numRuns: 12 },
  );
  expect(wrong).toBe(0);
  expect(gaveWay).toBeGreaterThan(0);
});
