import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect } from "#db/connect";
import { log } from "#kit/log";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import type { Duty } from "./duty.ts";
import { daily, everyMinutes, tickDuty } from "./tick.ts";

let database: TestDatabase;
let corpId: string;
let corps = 0;
log.level = "silent";
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => {
  corps += 1;
  corpId = `corp${corps}`;
});
afterAll(() => database.drop());

const NINE = new Date("2025-03-01T09:00:00Z");
const later = (minutes: number) => new Date(NINE.getTime() + minutes * 60_000);

/** Two processes with the same hourly tick; `ran` is what either did. */
function hourly(run: () => Promise<void> = () => Promise.resolve()) {
  const ran: Date[] = [];
  const make = () =>
    tickDuty({
      name: "hourly",
      ...everyMinutes(60, 7),
      run: async (_db, _corp, bucket) => {
        await run();
        ran.push(bucket);
      },
    });
  return { ran, one: make(), two: make() };
}

const dueAt = (duty: Duty, now: Date) => ("nextDueAt" in duty ? duty.nextDueAt(corpId, now) : null);

test("buckets are aligned, a while after the hour", () => {
  const { bucketOf, nextBucket } = everyMinutes(60, 7);
  expect(bucketOf(later(6))).toEqual(later(-53));
  expect(bucketOf(later(7))).toEqual(later(7));
  expect(nextBucket(later(7))).toEqual(later(67));
});

describe("a tick", () => {
  test("runs once per bucket, whichever of two processes comes first, also at once", async () => {
    const { ran, one, two } = hourly();
    const done = await Promise.all([one.run(database.db, corpId, NINE), two.run(database.db, corpId, NINE)]);
    expect(done.toSorted()).toEqual([0, 1]);
    expect(await two.run(database.db, corpId, later(5))).toBe(0);
    expect(await two.run(database.db, corpId, later(8))).toBe(1);
    expect(await one.run(database.db, corpId, later(9))).toBe(0);
    expect(ran).toEqual([later(-53), later(7)]);
    expect(dueAt(one, later(9))).toEqual(later(67));
  });

  test("that was missed for hours runs once, for the newest bucket", async () => {
    const { ran, one } = hourly();
    await one.run(database.db, corpId, NINE);
    expect(dueAt(one, later(300))).toEqual(later(300));
    await one.run(database.db, corpId, later(300));
    expect(await one.run(database.db, corpId, later(301))).toBe(0);
    expect(ran).toEqual([later(-53), later(247)]);
    const { rows } = await database.pool.query("select missed from tick where corp_id = $1 order by bucket", [corpId]);
    expect(rows).toEqual([{ missed: 0 }, { missed: 4 }]);
  });

  test("that failed leaves its bucket free: it rests a minute, another process may try at once", async () => {
    let broken = true;
    const { ran, one, two } = hourly(() => (broken ? Promise.reject(new Error("no")) : Promise.resolve()));
    expect(await one.run(database.db, corpId, NINE)).toBe(0);
    expect(dueAt(one, NINE)).toEqual(later(1));
    broken = false;
    expect(await one.run(database.db, corpId, NINE)).toBe(0);
    expect(await two.run(database.db, corpId, NINE)).toBe(1);
    expect(await one.run(database.db, corpId, later(1))).toBe(0);
    expect(ran).toHaveLength(1);
  });

  test("whose process was killed in the middle runs again", async () => {
    const never = hourly(() => new Promise<never>(() => {}));
    // A pool of its own, which is not closed: nobody gives the dead one's connection back.
    void never.one.run(connect(database.url).db, corpId, NINE).catch(() => {});
    const { ran, two } = hourly();
    let done = 0;
    const giveUp = performance.now() + 10_000;
    // While the first one is at it, nobody else runs; when its session ends, somebody does.
    while (done === 0 && performance.now() < giveUp) {
      done = await two.run(database.db, corpId, NINE);
      await database.pool.query(`select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory'
        and l.database = (select oid from pg_database where datname = current_database())`);
    }
    expect(ran).toHaveLength(1);
  });

  test("of one corp says nothing about another", async () => {
    const { one } = hourly();
    expect(await one.run(database.db, corpId, NINE)).toBe(1);
    expect(await one.run(database.db, `${corpId}x`, NINE)).toBe(1);
  });
});

describe("a daily tick", () => {
  const corpIn = (zone: string) =>
    database.pool.query(
      `insert into corp (corp_id, name, time_zone, created_at) values ($1, $1, $2, now())
       on conflict (corp_id) do update set time_zone = excluded.time_zone`,
      [corpId, zone],
    );
  /** Runs the tick whenever it says it is due, until `until`; answers when it ran. */
  async function runs(from: string, until: string, at = (_now: Date): Promise<void> => Promise.resolve()): Promise<string[]> {
    const ran: string[] = [];
    const tick = tickDuty({
      name: "morning",
      ...daily("09:00"),
      run: async (_db, _corp, _bucket, now) => void ran.push(now.toISOString()),
    });
    for (let now = new Date(from); now < new Date(until); now = tick.nextDueAt(corpId, now)) {
      await at(now);
      await tick.run(database.db, corpId, now);
      await tick.run(database.db, corpId, now);
    }
    return ran.slice(1);
  }

  test("goes by the corp's own clock, also when the clocks are put forward and back", async () => {
    await corpIn("America/New_York");
    expect(await runs("2025-03-07T15:00:00Z", "2025-03-11T00:00:00Z")).toEqual([
      "2025-03-08T14:00:00.000Z",
      "2025-03-09T13:00:00.000Z",
      "2025-03-10T13:00:00.000Z",
    ]);
    corpId += "-autumn";
    await corpIn("America/New_York");
    expect(await runs("2025-10-31T15:00:00Z", "2025-11-04T00:00:00Z")).toEqual([
      "2025-11-01T13:00:00.000Z",
      "2025-11-02T14:00:00.000Z",
      "2025-11-03T14:00:00.000Z",
    ]);
  });

  test("of two corps in two zones each has its own nine o'clock", async () => {
    await corpIn("Asia/Shanghai");
    expect(await runs("2025-03-07T02:00:00Z", "2025-03-08T12:00:00Z")).toEqual(["2025-03-08T01:00:00.000Z"]);
    corpId += "-tokyo";
    await corpIn("Asia/Tokyo");
    expect(await runs("2025-03-07T02:00:00Z", "2025-03-08T12:00:00Z")).toEqual(["2025-03-08T00:00:00.000Z"]);
  });

  test("follows a zone that is changed under way, and runs no second time on a day that comes again in the west", async () => {
    await corpIn("Asia/Shanghai");
    const move = (now: Date) => (now >= new Date("2025-03-08T05:00:00Z") ? corpIn("Europe/London").then(() => {}) : Promise.resolve());
    expect(await runs("2025-03-07T02:00:00Z", "2025-03-10T00:00:00Z", move)).toEqual([
      "2025-03-08T01:00:00.000Z",
      "2025-03-09T09:00:00.000Z",
    ]);
  });
});
