import { expect, test } from "vitest";
import { nextStepOf, type Situation } from "./next-step.ts";

const now = new Date("2026-03-02T06:00:00Z");
const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const calm: Situation = {
  now,
  tasks: [],
  steps: [],
  question: null,
  stage: "active",
  lastContactAt: at(-24),
  contentKey: null,
  closed: null,
  opensAt: null,
};
const task = (id: string, hours: number, more: object = {}) =>
  ({ id, title: id, state: "open", overdue: hours < 0, dueAt: at(hours).toISOString(), ...more }) as const;
const step = (key: string, due: number, until: number) => ({ key, sop: "新人七天", step: key, dueAt: at(due), until: at(until) });
const everything: Situation = {
  ...calm,
  tasks: [task("t", 3)],
  steps: [step("s", -1, 5)],
  question: at(-1),
  stage: "silent",
  contentKey: "c",
};

test("a promise comes first, then what an SOP wants, then a question, then somebody away", () => {
  expect(nextStepOf(everything)).toMatchObject({ kind: "task", taskId: "t" });
  expect(nextStepOf({ ...everything, tasks: [] })).toMatchObject({ kind: "step", contentKey: "s" });
  expect(nextStepOf({ ...everything, tasks: [], steps: [] })).toEqual({ kind: "question", since: at(-1).toISOString() });
  expect(nextStepOf({ ...everything, tasks: [], steps: [], question: null })).toMatchObject({
    kind: "reactivate",
    days: 1,
    contentKey: "c",
  });
  expect(nextStepOf(calm)).toEqual({ kind: "none" });
});

test("of several tasks the overdue one, then the one that ends first; claims propose nothing", () => {
  const tasks = [task("later", 5), task("soon", 2), task("late", -1), task("said", -3, { state: "claimed" })];
  expect(nextStepOf({ ...calm, tasks })).toMatchObject({ taskId: "late", overdue: true });
  expect(nextStepOf({ ...calm, tasks: tasks.slice(0, 2) })).toMatchObject({ taskId: "soon" });
  expect(nextStepOf({ ...calm, tasks: tasks.slice(3) })).toEqual({ kind: "none" });
});

test("a step counts from its hour on and no longer than it is worth doing", () => {
  expect(nextStepOf({ ...calm, steps: [step("early", 1, 5)] })).toEqual({ kind: "none" });
  expect(nextStepOf({ ...calm, steps: [step("over", -9, -1)] })).toEqual({ kind: "none" });
  expect(nextStepOf({ ...calm, steps: [step("b", -1, 5), step("a", -2, 5)] })).toMatchObject({ contentKey: "a" });
});

test("what we would begin waits for the gate; tasks and answers do not", () => {
  const closed = { closed: "budget", opensAt: at(20) } as const;
  expect(nextStepOf({ ...everything, ...closed })).toMatchObject({ kind: "task" });
  expect(nextStepOf({ ...everything, ...closed, tasks: [] })).toMatchObject({ kind: "question" });
  const wait = { kind: "wait", why: "budget", until: at(20).toISOString() };
  expect(nextStepOf({ ...everything, ...closed, tasks: [], question: null })).toEqual(wait);
  expect(nextStepOf({ ...everything, ...closed, tasks: [], question: null, steps: [] })).toEqual(wait);
  expect(nextStepOf({ ...calm, ...closed })).toEqual({ kind: "none" });
});

test("a question is one after some minutes and for some days", () => {
  for (const [hours, kind] of [
    [-0.01, "none"],
    [-0.1, "question"],
    [-71, "question"],
    [-73, "none"],
  ] as const)
    expect(nextStepOf({ ...calm, question: at(hours) })).toMatchObject({ kind });
});

test("without a life cycle a month without a word is away; of somebody of whom nothing is known nothing is said", () => {
  expect(nextStepOf({ ...calm, stage: null, lastContactAt: at(-24 * 30) })).toMatchObject({ kind: "reactivate", days: 30 });
  expect(nextStepOf({ ...calm, stage: null, lastContactAt: at(-24 * 29) })).toEqual({ kind: "none" });
  expect(nextStepOf({ ...calm, stage: null, lastContactAt: null })).toEqual({ kind: "none" });
  expect(nextStepOf({ ...calm, stage: "lost", lastContactAt: null })).toEqual({
    kind: "reactivate",
    lastAt: null,
    days: null,
    contentKey: null,
  });
});
