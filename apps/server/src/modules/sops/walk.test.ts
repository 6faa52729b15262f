import { graphOf, graphSop, linearSop, type SopGraph } from "@shuke/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultGateSettings as settings, isQuiet, nextOpen } from "#actions";
import { addDays, atLocal, localDay } from "#kit/tz";
import { workdayFrom } from "#kit/workdays";
import { verdictOf } from "./late.ts";
import { moveOver } from "./move-over.ts";
import type { Park } from "./types.ts";
import { type Choice, goOn, walk } from "./walk.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-02-02T00:00:00Z");
const name = { zh: "名", en: "n" };
const common = { name, kind: "mass-send", evidence: "delivered", target: 0.5, content: { text: "好" } };
const instant = fc.integer({ min: 0, max: 40 * 24 * 4 }).map((quarters) => new Date(START + quarters * 900_000));
const time = fc
  .integer({ min: 0, max: 95 })
  .map((n) => `${String(Math.floor(n / 4)).padStart(2, "0")}:${String((n % 4) * 15).padStart(2, "0")}`);

test("a list of days is scheduled whole and as it always was: by day 0 alone, whatever stands before", () => {
  const stepsOf = fc.array(
    fc.record({ day: fc.nat(30), at: time, days: fc.constantFrom("any", "workday"), windowHours: fc.integer({ min: 1, max: 90 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(stepsOf, instant, (days, startedAt) => {
      const steps = days.map((day, i) => ({ ...common, ...day, key: `s${i}` }));
      const graph = graphOf(linearSop.parse({ key: "l", name, subject: "customer", trigger: "customer-joined-store-group", steps }));
      const found = walk(graph, { node: graph.start, at: startedAt }, { startedAt, lot: "x" }, settings);
      const wanted = steps.map((step) => {
        const plain = addDays(localDay(startedAt, settings.timeZone), step.day);
        const at = atLocal(step.days === "workday" ? workdayFrom(plain) : plain, step.at, settings.timeZone);
        const dueAt = nextOpen(at < startedAt ? startedAt : at, settings);
        return { key: step.key, dueAt: dueAt.toISOString(), until: new Date(dueAt.getTime() + step.windowHours * HOUR).toISOString() };
      });
      expect(found).toEqual({ steps: wanted, park: null, ended: "end", drawn: [] });
    }),
    { numRuns: 150 },
  );
});

test("lots last: the same for one person, in the shares that were wanted, and the hold-out gets nothing", () => {
  const graph = graphSop.parse({
    v: 2,
    key: "g",
    name,
    subject: "customer",
    trigger: { on: "event", event: "friend-added" },
    start: "lot",
    steps: [
      { ...common, key: "a" },
      { ...common, key: "b" },
    ],
    nodes: [
      {
        key: "lot",
        do: "split",
        ways: [
          { share: 60, next: "do-a" },
          { share: 30, next: "do-b" },
        ],
        holdOut: 10,
      },
      { key: "do-a", do: "act", step: "a", next: null },
      { key: "do-b", do: "act", step: "b", next: null },
    ],
  });
  const ways = Array.from({ length: 3000 }, (_, i) => {
    const once = () => walk(graph, { node: "lot", at: new Date(START) }, { startedAt: new Date(START), lot: `sop/wm${i}` }, settings);
    const found = once();
    expect(once()).toEqual(found);
    return found.ended === "held-out" ? ["hold-out", ...found.steps.map(({ key }) => key)].join() : (found.steps[0]?.key ?? "nothing");
  });
  const share = (way: string) => ways.filter((one) => one === way).length / ways.length;
  expect(share("a")).toBeCloseTo(0.6, 1);
  expect(share("b")).toBeCloseTo(0.3, 1);
  expect(share("hold-out")).toBeCloseTo(0.1, 1);
});

/** Graphs whose nodes lead onwards only; each step stands in one place. */
const graphs: fc.Arbitrary<SopGraph> = fc
  .array(
    fc.record({
      do: fc.constantFrom("act", "act", "wait", "after", "until", "branch", "split"),
      day: fc.nat(20),
      at: time,
      hours: fc.integer({ min: 1, max: 100 }),
      ahead: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
      late: fc.constantFrom("do", "skip", "ask"),
      windowHours: fc.integer({ min: 1, max: 120 }),
      gathered: fc.boolean(),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((list) => {
    const key = (i: number) => (i < list.length ? `n${i}` : null);
    const nodes = list.map((one, i) => {
      const to = (which: number) => key(i + (one.ahead[which] ?? 1));
      const base = { key: `n${i}`, do: one.do };
      const test = { kind: "tree", tree: { v: 1, root: { kind: "gender", in: ["female"] } } };
      if (one.do === "act") return { ...base, step: `s${i}`, next: to(0) };
      if (one.do === "wait") return { ...base, day: one.day, at: one.at, next: to(0) };
      if (one.do === "after") return { ...base, hours: one.hours, at: one.gathered ? one.at : null, next: to(0) };
      if (one.do === "until") return { ...base, event: "ordered", hours: one.hours, next: to(0), late: to(1) };
      if (one.do === "split")
        return {
          ...base,
          ways: [
            { share: 50, next: to(0) },
            { share: 30, next: to(1) },
          ],
          holdOut: 20,
        };
      return {
        ...base,
        ways: [
          { if: test, next: to(0) },
          { if: test, next: to(1) },
        ],
        else: to(2),
      };
    });
    const steps = list.flatMap((one, i) =>
      one.do === "act" ? [{ ...common, key: `s${i}`, late: one.late, windowHours: one.windowHours }] : [],
    );
    return graphSop.parse({
      v: 2,
      key: "g",
      name,
      subject: "customer",
      trigger: { on: "event", event: "friend-added" },
      start: "n0",
      steps,
      nodes,
    });
  });

type Step = { state: "waiting" | "done" | "skipped"; dueAt: Date; until: Date; held: boolean };

/** One enrolment as rows and facts make it, with time and people played by the test. */
function play(graph: SopGraph, startedAt: Date) {
  const walker = { startedAt, lot: "sop/wm" };
  const steps = new Map<string, Step>();
  const done: Array<{ key: string; at: Date; late: boolean }> = [];
  let park: Park | null = null;
  let resumedAt: Date | null = null;
  const take = (found: ReturnType<typeof walk>) => {
    for (const { key, dueAt, until } of found.steps) {
      if (!steps.has(key)) steps.set(key, { state: "waiting", dueAt: new Date(dueAt), until: new Date(until), held: false });
    }
    park = found.park;
  };
  take(walk(graph, { node: graph.start, at: startedAt }, walker, settings));
  return {
    steps,
    done,
    park: () => park,
    resume: (now: Date) => void (resumedAt = now),
    decide(now: Date, choice: (node: string) => Choice) {
      for (let n = 0; park !== null && new Date(park.at) <= now && n < 50; n += 1) {
        const { node } = park;
        const isWait = graph.nodes.find((one) => one.key === node)?.do === "until";
        take(goOn(graph, park, isWait ? "late" : choice(node), walker, settings, now));
      }
    },
    tick(now: Date) {
      const due = [...steps].filter(([, one]) => one.state === "waiting" && one.dueAt <= now);
      for (const [key, one] of due) {
        const overtaken = due.some(([other, { dueAt }]) => dueAt > one.dueAt || (dueAt.getTime() === one.dueAt.getTime() && other < key));
        const definition = graph.steps.find((step) => step.key === key);
        if (!definition) throw new Error(`no step ${key}`);
        const said = verdictOf({ ...one, stopped: false, overtaken, resumedAt }, definition, now);
        if (said.verdict === "hold") Object.assign(one, { held: true, dueAt: one.until });
        else one.state = said.verdict === "do" ? "done" : "skipped";
        if (said.verdict === "do") done.push({ key, at: now, late: resumedAt !== null && one.dueAt < resumedAt });
      }
    },
  };
}

const choices = fc.array(fc.constantFrom<Choice>("1", "2", "else"), { minLength: 9, maxLength: 9 });
const choose = (list: readonly Choice[]) => (node: string) => list[Number(node.slice(1))] ?? "else";

test("every enrolment ends, no step comes twice or after its time, and none is due in the quiet hours", () => {
  fc.assert(
    fc.property(graphs, instant, choices, fc.integer({ min: 1, max: 60 }), (graph, startedAt, list, hours) => {
      const one = play(graph, startedAt);
      for (let now = startedAt.getTime(); now < startedAt.getTime() + 100 * 24 * HOUR; now += hours * HOUR) {
        one.decide(new Date(now), choose(list));
        one.tick(new Date(now));
      }
      expect(one.park()).toBeNull();
      expect([...one.steps.values()].filter(({ state }) => state === "waiting")).toEqual([]);
      expect(new Set(one.done.map(({ key }) => key)).size).toBe(one.done.length);
      for (const { key, at } of one.done) expect(at < (one.steps.get(key)?.until ?? at)).toBe(true);
      expect([...one.steps.values()].filter(({ dueAt, held }) => !held && isQuiet(dueAt, settings))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("after a rest of three days there is no backlog: at most one late step, and none where late ones are left out", () => {
  fc.assert(
    fc.property(graphs, instant, choices, fc.nat(300), (graph, startedAt, list, afterHours) => {
      const one = play(graph, startedAt);
      const pausedAt = startedAt.getTime() + afterHours * HOUR;
      for (let now = startedAt.getTime(); now <= pausedAt; now += HOUR) {
        one.decide(new Date(now), choose(list));
        one.tick(new Date(now));
      }
      const before = one.done.length;
      const resumed = new Date(pausedAt + 72 * HOUR);
      one.resume(resumed);
      one.decide(resumed, choose(list));
      one.tick(resumed);
      const sent = one.done.slice(before).filter(({ late }) => late);
      expect(sent.length).toBeLessThanOrEqual(1);
      for (const { key } of sent) expect(graph.steps.find((step) => step.key === key)?.late).toBe("do");
    }),
    { numRuns: 200 },
  );
});

test("another version moves nobody's past: what was begun stays, what is wanted in the past does not come, and moving twice is moving once", () => {
  const states = fc.array(fc.constantFrom("waiting", "planned", "done", "skipped"), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(graphs, graphs, instant, states, fc.nat(400), (old, fresh, startedAt, list, hours) => {
      const now = new Date(startedAt.getTime() + hours * HOUR);
      const walker = { startedAt, lot: "sop/wm" };
      const before = walk(old, { node: old.start, at: startedAt }, walker, settings);
      const standing = before.steps.map(({ key, dueAt, until }, i) => ({
        step: key,
        state: list[i] ?? "waiting",
        dueAt: new Date(dueAt),
        until: new Date(until),
      }));
      const move = moveOver(fresh, walker, standing, before.park, settings, now);
      const begun = new Set(standing.filter(({ state }) => state !== "waiting").map(({ step }) => step));
      for (const { key, dueAt } of move.steps) {
        expect(begun.has(key)).toBe(false);
        expect(new Date(dueAt) > now).toBe(true);
      }
      for (const key of move.drop) expect(begun.has(key)).toBe(false);
      expect(move.steps.filter(({ key }) => move.drop.includes(key))).toEqual([]);
      const after = new Map(standing.filter(({ step }) => !move.drop.includes(step)).map((one) => [one.step, one]));
      for (const { key, dueAt, until } of move.steps) {
        after.set(key, { step: key, state: "waiting", dueAt: new Date(dueAt), until: new Date(until) });
      }
      const again = moveOver(fresh, walker, [...after.values()], move.park, settings, now);
      expect({ steps: again.steps, drop: again.drop }).toEqual({ steps: [], drop: [] });
    }),
    { numRuns: 200 },
  );
});
