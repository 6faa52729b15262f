import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { reaction } from "#actions";
import { createFollowedClock, type FollowedClock } from "#kit/clock";
import { AT_ONCE, type Duty } from "#kit/duty";
import { type Handler, headOf, only } from "#log";
import { createEngine, type Engine, type Part } from "#worker";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { at, createCorp, HOUR, MINUTE, MORNING, opened, tell } from "./corp.ts";
import { createFakeWecom, type Fate, fakeSenders } from "./fake-wecom.ts";
import { payloads } from "./kinds.ts";
import { actions, claimedBy, plan, startWorker, type Worker } from "./workers.ts";

let database: TestDatabase;
let corpId: string;
let clock: FollowedClock;
let wecom: ReturnType<typeof createFakeWecom>;
let workers: Worker[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  // One corp at a time: the engine works for all there are.
  await sql`delete from corp`.execute(database.db);
  corpId = await createCorp(database.db);
  clock = createFollowedClock(MORNING);
  wecom = createFakeWecom();
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await database.drop();
});

type Parts = { handlers?: Handler[]; duties?: Duty[]; fates?: Fate[]; as?: Part; maxRounds?: number; patienceMs?: number };
async function engine({ handlers = [], duties = [], fates = [], as = "rest", ...limits }: Parts = {}): Promise<Engine> {
  const worker = await startWorker(
    database,
    () => clock.now(),
    (self) =>
      fakeSenders(wecom, {
        fate: () => (self.isKilled() ? "dies-before" : (fates.shift() ?? "works")),
        die: async () => {
          await self.kill();
          return new Promise<never>(() => {});
        },
      }),
  );
  workers.push(worker);
  const idle = { workerId: worker.identity.id, round: () => Promise.resolve(0), nextDueAt: () => Promise.resolve(null) };
  return createEngine({
    db: database.db,
    clock,
    handlers,
    duties,
    dispatchers: { answers: idle, rest: idle, [as]: worker.dispatcher },
    ...limits,
  });
}
/** Due at once, unless told otherwise. */
const duty = (name: string, run: Duty["run"], due: () => Date | null = () => AT_ONCE): Duty => ({
  name,
  run,
  dueAt: () => sql<Date | null>`${due()}::timestamptz`,
});
const statuses = async () => (await actions(database, corpId)).map(({ status }) => status);
const add = (
  key: string,
  kind: "mass-task.create" | "remark.set" | "tag.mark" | "welcome.send" = "remark.set",
  runAfter = clock.now(),
  runUntil?: Date,
) => plan(database, corpId, [{ key, kind, runAfter, ...(runUntil ? { runUntil } : {}) }], clock.now());

describe("draining", () => {
  test("comes to rest when duties, handlers and calls have answered each other", async () => {
    let left = 3;
    const take: Duty["run"] = async (db, corp) => {
      left -= 1;
      await tell(db, corp, [opened(left)]);
      return 1;
    };
    const inbox = duty("inbox", take, () => (left > 0 ? MORNING : null));
    const reacting = reaction({
      name: "reacting",
      on: ["page.opened"],
      react: async (unit, batch) => {
        for (const { seq } of only(batch, "page.opened")) {
          const payload = payloads["remark.set"];
          unit.plan({ kind: "remark.set", payload, dedupeKey: `r${seq}`, plannedBy: "test", runAfter: unit.now });
        }
      },
    });
    const counting = reaction({
      name: "counting",
      on: ["action.sent"],
      react: async (unit, batch) => {
        for (const { seq } of batch) unit.fact({ type: "tag.removed", subject: "t", data: { tagId: `t${seq}` }, occurredAt: unit.now });
      },
    });
    expect(await (await engine({ handlers: [counting, reacting], duties: [inbox] })).drain()).toEqual({ nextDueAt: null });
    expect(await statuses()).toEqual(["sent", "sent", "sent"]);
    expect(await headOf(database.db, corpId)).toBe(9);
  });

  test("names the duty that never comes to an end", async () => {
    const endless = duty("sync.forever", () => Promise.resolve(1));
    const modest = duty(
      "modest",
      () => Promise.resolve(0),
      () => null,
    );
    const running = await engine({ duties: [modest, endless], maxRounds: 50 });
    await expect(running.drain()).rejects.toThrow("does not come to rest: sync.forever had work in 50 of 50 rounds");
  });

  test("goes on when a duty fails, and tries it again a second later", async () => {
    const broken = duty("broken", () => Promise.reject(new Error("no")));
    await add("a");
    expect(await (await engine({ duties: [broken] })).drain()).toEqual({ nextDueAt: at(MORNING, 1000) });
    expect(await statuses()).toEqual(["sent"]);
  });

  test("waits for a handler that failed in passing, but not for one that always fails", async () => {
    let failures = 2;
    const passing = handler("passing", () => {
      failures -= 1;
      if (failures >= 0) throw new Error("a passing thing");
    });
    const hopeless = handler("hopeless", () => {
      throw new Error("never");
    });
    await tell(database.db, corpId, [opened(1)]);
    await (await engine({ handlers: [passing] })).drain();
    const { rows } = await sql<{ seq: number }>`select seq from handler_cursor where corp_id = ${corpId}`.execute(database.db);
    expect(rows).toEqual([{ seq: 1 }]);
    expect(await (await engine({ handlers: [passing, hopeless], patienceMs: 50 })).drain()).toEqual({ nextDueAt: at(MORNING, 1000) });
  });

  test("waits for what another worker has in hand, and takes it over when that worker dies", async () => {
    await add("a", "mass-task.create");
    const other = await engine({ fates: ["dies-after"] });
    const first = workers[0];
    void other.round("rest");
    await first?.killed;
    const next = await engine();
    expect(await next.drain()).toEqual({ nextDueAt: at(MORNING, 2000) });
    expect(await statuses()).toEqual(["unknown"]);
    clock.step(at(MORNING, 2000));
    expect(await next.drain()).toEqual({ nextDueAt: null });
    expect([await statuses(), wecom.effects.get("a")]).toEqual([["sent"], 1]);
  });

  test("gives a dead worker's welcome before it reads what has piled up", async () => {
    await add("a", "welcome.send");
    const first = await engine({ fates: ["dies-before"] });
    void first.round("rest");
    await workers[0]?.killed;
    await tell(database.db, corpId, [opened(1)]);
    const seen: string[][] = [];
    const reading = handler("reading", async () => void seen.push(await statuses()));
    await (await engine({ handlers: [reading], as: "answers" })).round("answers");
    expect(seen).toEqual([["sent"]]);
  });

  test("gives up waiting for a living worker after a while, and says when to look again", async () => {
    await add("a");
    await claimedBy(database.db, corpId, await living());
    const { nextDueAt } = await (await engine({ patienceMs: 60 })).drain();
    expect(nextDueAt).toEqual(at(MORNING, 1000));
    expect(await statuses()).toEqual(["claimed"]);
  });
});

const living = async () => {
  await engine();
  return workers.at(-1)?.identity.id ?? "";
};

describe("when there is something to do next", () => {
  const NIGHT = at(MORNING, 14 * HOUR);
  const OPENING = new Date("2025-03-02T00:30:00Z");
  const nextDueAt = async (parts: Parts = {}) => (await (await engine(parts)).drain()).nextDueAt;

  test("nothing waits: never", async () => {
    expect(await nextDueAt()).toBeNull();
  });

  test("the first of planned calls, ends of time and duties", async () => {
    await add("later", "remark.set", at(MORNING, 3 * HOUR));
    expect(await nextDueAt()).toEqual(at(MORNING, 3 * HOUR));
    expect(
      await nextDueAt({
        duties: [
          duty(
            "d",
            () => Promise.resolve(0),
            () => at(MORNING, HOUR),
          ),
        ],
      }),
    ).toEqual(at(MORNING, HOUR));
  });

  test("touches that are due at night: the next opening; silent calls: their own time", async () => {
    clock.step(NIGHT);
    await add("touch", "mass-task.create");
    expect(await nextDueAt()).toEqual(OPENING);
    await add("silent", "remark.set", at(NIGHT, HOUR));
    expect(await nextDueAt()).toEqual(at(NIGHT, HOUR));
  });

  test("a touch whose time is over before the morning: its end", async () => {
    clock.step(NIGHT);
    await add("touch", "mass-task.create", NIGHT, at(NIGHT, 2 * HOUR));
    expect(await nextDueAt()).toEqual(at(NIGHT, 2 * HOUR));
  });

  test("a lane that WeCom has closed: its end", async () => {
    await add("a", "tag.mark");
    await add("b", "tag.mark");
    const running = await engine({ fates: ["quota"] });
    expect((await running.drain()).nextDueAt).toEqual(at(MORNING, MINUTE));
    clock.step(at(MORNING, MINUTE));
    expect((await running.drain()).nextDueAt).toBeNull();
    expect(await statuses()).toEqual(["sent", "sent"]);
  });

  test("an outcome that nobody knows: when it is asked about", async () => {
    await add("a", "mass-task.create");
    const running = await engine({ fates: ["lost-after"] });
    expect((await running.drain()).nextDueAt).toEqual(at(MORNING, 2000));
    clock.step(at(MORNING, 2000));
    expect((await running.drain()).nextDueAt).toBeNull();
    expect([await statuses(), wecom.effects.get("a")]).toEqual([["sent"], 1]);
  });

  test("it never says now: what is due and cannot be done is looked at a second later", async () => {
    expect(
      await nextDueAt({
        duties: [
          duty(
            "stuck",
            () => Promise.resolve(0),
            () => at(MORNING, -HOUR),
          ),
        ],
      }),
    ).toEqual(at(MORNING, 1000));
  });
});

test("an engine refuses handlers that would stand still without a word", async () => {
  await expect(engine({ handlers: [{ ...handler("a", () => {}), after: ["nobody"] }] })).rejects.toThrow("nobody, which is not among");
});

test("two engines drain at once: everything is done once", async () => {
  const seen: number[] = [];
  const reading = reaction({
    name: "reading",
    on: ["page.opened"],
    react: async (unit, batch) => {
      for (const { seq } of batch) {
        seen.push(seq);
        const payload = payloads["mass-task.create"];
        unit.plan({ kind: "mass-task.create", payload, dedupeKey: `m${seq}`, plannedBy: "test", runAfter: unit.now });
      }
    },
  });
  await tell(
    database.db,
    corpId,
    Array.from({ length: 60 }, (_, i) => opened(i)),
  );
  const both = await Promise.all([engine({ handlers: [reading] }), engine({ handlers: [reading] })]);
  const answers = await Promise.all(both.map((one) => one.drain()));
  expect(answers).toEqual([{ nextDueAt: null }, { nextDueAt: null }]);
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect([...wecom.effects.values()]).toEqual(Array.from({ length: 60 }, () => 1));
});

const handler = (name: string, project: () => void): Handler => ({
  kind: "project",
  name,
  version: 1,
  on: ["page.opened"],
  tables: [],
  project: async () => project(),
});
