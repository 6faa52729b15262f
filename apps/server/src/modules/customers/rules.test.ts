import fc from "fast-check";
import { expect, test } from "vitest";
import { foldRelation, newRelation, type RelationEvent, stateOf } from "./rules.ts";

const base = { corpId: "ww1", subject: "customer:cus_1", actor: { kind: "sync" as const }, recordedAt: new Date(0), causeSeq: null };
const pair = { externalUserId: "wm1", userId: "zhang" };
const at = (sec: number) => new Date(sec * 1000);

const added = (sec: number, half = false): RelationEvent => ({
  ...base,
  seq: 1,
  type: "relation.added",
  occurredAt: at(sec),
  data: { ...pair, state: "poster", createdSec: sec, ...(half ? { half } : {}) },
});
const ended = (sec: number, by: "staff" | "customer" | "transfer"): RelationEvent => ({
  ...base,
  seq: 1,
  type: "relation.ended",
  occurredAt: at(sec),
  data: { ...pair, by },
});
const detailed = (fetchedSec: number, createdSec: number, remark = ""): RelationEvent => ({
  ...base,
  seq: 1,
  type: "relation.detailed",
  occurredAt: at(fetchedSec),
  data: { ...pair, remark, description: "", createdSec, addWay: 1, state: "poster", tagIds: [] },
});

const fold = (...events: RelationEvent[]) => events.reduce(foldRelation, newRelation("cus_1", "wm1", "zhang"));
const state = (...events: RelationEvent[]) => stateOf(fold(...events));

test("the life of a friendship", () => {
  expect(state(added(100))).toBe("active");
  expect(state(added(100), ended(200, "customer"))).toBe("one-way");
  expect(state(added(100), ended(200, "staff"))).toBe("ended");
  expect(state(added(100), ended(200, "customer"), ended(300, "staff"))).toBe("ended");
  expect(state(added(100), ended(200, "staff"), added(300))).toBe("active");
  expect(state(added(100), ended(200, "customer"), added(300))).toBe("active");
  expect(state(added(100, true))).toBe("half");
  expect(state(added(100, true), added(130))).toBe("active");
  // The half message comes after the full one.
  expect(state(added(130), added(130, true))).toBe("active");
});

test("the order of arrival does not matter for what happened at different times", () => {
  const life = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }).chain((times) =>
    fc.tuple(
      fc.constant(times),
      fc.array(fc.constantFrom("add", "customer", "staff"), { minLength: times.length, maxLength: times.length }),
      fc.shuffledSubarray(
        times.map((_, i) => i),
        { minLength: times.length, maxLength: times.length },
      ),
    ),
  );
  fc.assert(
    fc.property(life, ([times, kinds, order]) => {
      const events = times.map((sec, i) => {
        const kind = kinds[i];
        return kind === "add" ? added(sec) : ended(sec, kind === "staff" ? "staff" : "customer");
      });
      const inTime = events.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
      const arrived = order.flatMap((i) => events[i] ?? []);
      expect(state(...arrived)).toBe(state(...inTime));
      // Delivered twice is delivered once.
      expect(state(...arrived, ...arrived)).toBe(state(...inTime));
    }),
  );
});

test("a tie of an end and a new beginning is settled by what WeCom shows later", () => {
  const tie = [added(100), ended(200, "staff"), added(200)];
  expect(state(...tie)).toBe("ended");
  expect(state(...tie, detailed(260, 200))).toBe("active");
});

test("details that were fetched before change nothing that is newer", () => {
  const row = fold(added(100), detailed(150, 100, "new"), detailed(120, 100, "old"));
  expect(row.remark).toBe("new");
  const again = fold(added(100), added(300), detailed(200, 100, "of the friendship before"));
  expect([again.createdSec, again.remark]).toEqual([300, ""]);
});
