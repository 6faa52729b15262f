import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelPlanned, defaultGateSettings, isQuiet } from "#actions";
import { system } from "#kit/actor";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { at, createCorp, HOUR, MINUTE, MORNING } from "./corp.ts";
import { ASKED, createFakeWecom, type Fate, fakeSenders } from "./fake-wecom.ts";
import { actionKinds } from "./kinds.ts";
import { actions, type Plan, plan, startWorker, type Worker } from "./workers.ts";
import { assertInTime } from "../assert-in-time.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 20 });
});
afterAll(() => database.drop());

/** In the evening, half an hour before the quiet hours begin, so that the night comes in between. */
const EVENING = at(MORNING, 10 * HOUR);
const FINAL = ["sent", "failed", "expired", "cancelled"];

const planned: fc.Arbitrary<Omit<Plan, "key">> = fc
  .record({
    kind: fc.oneof(fc.constantFrom(...actionKinds), fc.constant("mass-task.create" as const)),
    after: fc.nat(120),
    until: fc.option(fc.integer({ min: 130, max: 300 }), { freq: 4 }),
  })
  .map(({ kind, after, until }) => ({
    kind,
    runAfter: at(EVENING, after * MINUTE),
    ...(until === null ? {} : { runUntil: at(EVENING, until * MINUTE) }),
  }));

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>("works") },
  { weight: 5, arbitrary: fc.constantFrom<Fate>("refused", "later", "quota", "lost-after", "lost-before", "dies-after", "dies-before") },
);

type Story = { plans: Array<Omit<Plan, "key">>; fates: Fate[]; workers: number; cancels: number[] };
const story: fc.Arbitrary<Story> = fc.record({
  plans: fc.array(planned, { minLength: 5, maxLength: 25 }),
  fates: fc.array(fates, { minLength: 20, maxLength: 80 }),
  workers: fc.integer({ min: 1, max: 3 }),
  cancels: fc.array(fc.nat(24), { maxLength: 3 }),
});

test("whatever dies when: every action ends, nothing that is settled by asking is done twice, nothing is lost", async () => {
  let deaths = 0;
  await assertInTime(
    fc.asyncProperty(story, async (told) => {
      deaths += await play(told);
    }),
    { numRuns: 25, ms: 45_000 },
  );
  expect(deaths).toBeGreaterThan(0);
});

async function play({ plans, fates: drawn, workers: count, cancels }: Story): Promise<number> {
  const corpId = await createCorp(database.db);
  const wecom = createFakeWecom();
  let now = EVENING;
  let deaths = 0;
  const queue = [...drawn];
  await plan(
    database,
    corpId,
    plans.map((one, i) => ({ ...one, key: `a${String(i).padStart(2, "0")}` })),
    now,
  );

  const start = () =>
    startWorker(
      database,
      () => now,
      (worker) =>
        fakeSenders(wecom, {
          // A dead process makes no calls: those of its round that were not made yet end here.
          fate: () => (worker.isKilled() ? "dies-before" : (queue.shift() ?? "works")),
          die: async () => {
            if (!worker.isKilled()) {
              deaths += 1;
              await worker.kill();
            }
            return new Promise<never>(() => {});
          },
        }),
    );
  let alive: Worker[] = await Promise.all(Array.from({ length: count }, start));

  try {
    for (let rounds = 0; ; rounds += 1) {
      expect(rounds, "comes to an end").toBeLessThan(400);
      const [victim] = cancels.splice(0, 1);
      if (victim !== undefined) await cancel(corpId, `a${String(victim).padStart(2, "0")}`, now);
      const done = await Promise.all(alive.map((worker) => Promise.race([worker.dispatcher.round(corpId), worker.killed.then(() => 1)])));
      alive = await Promise.all(alive.map(async (worker) => (worker.isKilled() ? start() : worker)));
      if (done.some((n) => n > 0)) continue;
      const times = await Promise.all(alive.map(({ dispatcher }) => dispatcher.nextDueAt(corpId)));
      const next = times.filter((time) => time !== null).toSorted((a, b) => a.getTime() - b.getTime())[0];
      if (!next) break;
      now = next > now ? next : at(now, 1000);
    }
    await check(corpId, wecom);
  } finally {
    await Promise.all(alive.map((worker) => worker.kill()));
  }
  return deaths;
}

async function cancel(corpId: string, key: string, now: Date) {
  const id = (await actions(database, corpId)).find((row) => row.key === key)?.id;
  if (id === undefined) return;
  await database.db.transaction().execute((tx) => cancelPlanned(tx, corpId, [id], { reason: "changed", actor: system("test"), now }));
}

async function check(corpId: string, wecom: ReturnType<typeof createFakeWecom>) {
  for (const row of await actions(database, corpId)) {
    const effects = wecom.effects.get(row.key) ?? 0;
    const what = `${row.kind} ${row.key}: ${row.status}, ${effects} effects, ${row.attempts} attempts`;
    expect(FINAL, what).toContain(row.status);
    expect(row.lease_by, what).toBeNull();
    // One fact says how it ended, and only one.
    const fact = row.status === "sent" ? "action.sent" : row.status === "failed" ? "action.failed" : "action.ended";
    expect(row.facts, what).toEqual([fact]);
    if (row.status === "sent") expect(effects, what).toBeGreaterThan(0);
    if (ASKED.has(row.kind)) expect(effects, what).toBe(row.status === "sent" ? 1 : 0);
    if (row.touches) expect(row.touches, what).toEqual([row.status === "sent" ? "reserved" : "released"]);
  }
  for (const call of wecom.calls) if (call.kind === "mass-task.create") expect(isQuiet(call.at, defaultGateSettings)).toBe(false);
}
