import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Decision, personStanding, type TouchRequest } from "#actions";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { at, createCorp, ctxOf, DAY, HOUR, MORNING } from "./corp.ts";
import { ask, overspent, touches } from "./gate-model.ts";

let database: TestDatabase;
let corpId: string;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
});
afterAll(() => database.drop());

let n = 0;
const to = (budget: TouchRequest["budget"], kind: TouchRequest["kind"], when: Date, more: Partial<TouchRequest> = {}): TouchRequest => ({
  budget,
  recipient: "r1",
  kind,
  key: `k${(n += 1)}`,
  actionId: `a${n}`,
  weight: 1,
  at: when,
  plannedBy: "test",
  ...more,
});
const told = (decision: Decision | undefined) => (decision?.accepted ? "yes" : decision?.reason);
const answers = async (corp: string, requests: readonly TouchRequest[]) => {
  const all: Array<string | undefined> = [];
  for (const one of requests) all.push(told((await ask(database.db, corp, [one])).get(one.key)));
  return all;
};
const wants = (level: string) =>
  sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at) values (${corpId}, 'r1', ${level}, 'page', ${MORNING})
    on conflict (corp_id, external_user_id) do update set level = excluded.level`.execute(database.db);
const mass = (when: Date, more: Partial<TouchRequest> = {}) => to("person", "mass-send", when, more);

describe("what she wants", () => {
  test("fewer is half the house's budget, and at least one", async () => {
    await wants("fewer");
    expect(await answers(corpId, [mass(MORNING), mass(at(MORNING, DAY)), mass(at(MORNING, 10 * DAY))])).toEqual([
      "yes",
      "preference",
      "yes",
    ]);
  });

  test("only stock notices: those pass within the budget, nothing else does", async () => {
    await wants("stock-only");
    const stock = (day: number) => mass(at(MORNING, day * DAY), { topic: "stock" });
    expect(await answers(corpId, [mass(MORNING), stock(0), stock(1), stock(2), stock(3)])).toEqual([
      "preference",
      "yes",
      "yes",
      "yes",
      "person-budget",
    ]);
  });

  test("none: not even a stock notice, but answers to her own acts; as usual again, all is as before", async () => {
    await wants("none");
    expect(await answers(corpId, [mass(MORNING), mass(MORNING, { topic: "stock" }), mass(MORNING, { weight: 0 })])).toEqual([
      "preference",
      "preference",
      "yes",
    ]);
    await wants("usual");
    expect(await answers(corpId, [mass(MORNING)])).toEqual(["yes"]);
  });

  test("without a topic: what is about it does not pass, whatever the level; everything else does", async () => {
    await wants("usual");
    await sql`update contact_preference set without = '{offers,events}' where corp_id = ${corpId}`.execute(database.db);
    const about = (topic: "offers" | "news" | "events" | "stock") => mass(MORNING, { topic });
    expect(await answers(corpId, [about("offers"), about("events"), about("news"), about("stock"), mass(MORNING)])).toEqual([
      "preference",
      "preference",
      "yes",
      "yes",
      "yes",
    ]);
  });

  test("a group is asked nothing of the kind", async () => {
    await wants("none");
    expect(await answers(corpId, [to("group", "group-post", MORNING)])).toEqual(["yes"]);
  });
});

test("three in a week come back one by one, not all at once", async () => {
  expect(await answers(corpId, [mass(MORNING), mass(at(MORNING, HOUR)), mass(at(MORNING, 2 * HOUR))])).toEqual(["yes", "yes", "yes"]);
  const later = (days: number) => mass(at(MORNING, days * DAY + 3 * HOUR));
  // A day after the week half of each still counts: one more fits, and then no other.
  expect(await answers(corpId, [later(7), later(8), later(8), later(9)])).toEqual(["person-budget", "yes", "person-budget", "yes"]);
  expect(overspent(await touches(database.db, corpId))).toEqual([]);
});

test("a kind that weighs two spends two", async () => {
  const corp = await createCorp(database.db, { gate: { person: { kinds: { sidebar: 2 } } } });
  const sidebar = () => to("person", "sidebar", MORNING);
  expect(await answers(corp, [sidebar(), sidebar(), mass(MORNING), mass(MORNING)])).toEqual([
    "yes",
    "person-budget",
    "yes",
    "person-budget",
  ]);
});

test("a group has one official post and one that sells a day, whoever posts it", async () => {
  const post = (selling: boolean) => to("group", "group-post", MORNING, { selling });
  const byHand = (selling: boolean) => to("group", "hand-post", MORNING, { selling });
  expect(await answers(corpId, [byHand(false), byHand(true), post(true), post(false), byHand(true), byHand(false)])).toEqual([
    "yes",
    "yes",
    "group-selling",
    "yes",
    "group-selling",
    "yes",
  ]);
});

test("members of staff are asked for one moment a day, beside their confirmations", async () => {
  const moment = () => to("staff", "moment", MORNING);
  expect(await answers(corpId, [to("staff", "confirmation", MORNING), moment(), moment()])).toEqual(["yes", "yes", "staff-budget"]);
});

describe("WeCom's cap", () => {
  const loose = { person: { weight: 100, days: 1, fadeDays: 0 }, group: { perDay: 100, sellingPerDay: 100 } };
  /** Two a day. */
  const many = (count: number, kind: "mass-send" | "group-post" = "mass-send") =>
    Array.from({ length: count }, (_, i) =>
      to(kind === "mass-send" ? "person" : "group", kind, at(MORNING, Math.floor(i / 2) * DAY + (i % 2) * 3 * HOUR)),
    );

  test("one a day", async () => {
    const corp = await createCorp(database.db, { gate: { ...loose, wecom: { cap: "day" } } });
    expect(await answers(corp, many(3))).toEqual(["yes", "wecom-cap", "yes"]);
    expect(await answers(corp, many(2, "group-post"))).toEqual(["yes", "wecom-cap"]);
  });

  test("seven in any seven days, whatever order they are planned in; the sidebar is no mass message", async () => {
    const corp = await createCorp(database.db, { gate: { ...loose, wecom: { cap: "week" } } });
    const days = [6, 0, 3, 1, 5, 2, 4].map((day) => mass(at(MORNING, day * DAY)));
    expect(await answers(corp, days)).toEqual(days.map(() => "yes"));
    expect(await answers(corp, [mass(at(MORNING, 3 * DAY + HOUR)), mass(at(MORNING, 7 * DAY)), to("person", "sidebar", MORNING)])).toEqual([
      "wecom-cap",
      "yes",
      "yes",
    ]);
  });

  test("as many a month as it has days", async () => {
    const corp = await createCorp(database.db, { gate: { ...loose, wecom: { cap: "month" } } });
    const first = many(40);
    const said = await answers(corp, first);
    const inMonth = first.filter(({ at: when }, i) => said[i] === "yes" && when.getMonth() === MORNING.getMonth()).length;
    expect(said).toContain("wecom-cap");
    expect(inMonth).toBe(31);
  });
});

test("the standing says what the gate would say, and from when on it would say yes", async () => {
  const ctx = ctxOf(database.db, corpId);
  expect(await personStanding(ctx, "r1", MORNING)).toMatchObject({ reason: null, freeAt: MORNING, load: 0, budget: 3, touches: [] });
  await answers(corpId, [mass(MORNING), mass(at(MORNING, HOUR)), mass(at(MORNING, 2 * HOUR))]);
  const full = await personStanding(ctx, "r1", at(MORNING, 3 * HOUR));
  expect(full).toMatchObject({ reason: "person-budget", load: 3, quiet: false, preference: "usual" });
  expect(full.touches.map(({ share, state }) => [share, state])).toEqual([1, 1, 1].map((share) => [share, "reserved"]));
  const free = full.freeAt ?? MORNING;
  expect((await personStanding(ctx, "r1", at(free, -HOUR))).reason).not.toBeNull();
  expect(await answers(corpId, [mass(free)])).toEqual(["yes"]);
  const night = await personStanding(ctx, "r2", at(MORNING, 14 * HOUR));
  expect(night).toMatchObject({ reason: "quiet-hours", quiet: true });
  await wants("none");
  expect(await personStanding(ctx, "r1", at(MORNING, 60 * DAY))).toMatchObject({ reason: "preference", freeAt: null, budget: 0 });
});
