import { expect, test } from "vitest";
import { nextReport, newestDue, noReports } from "./settings.ts";
import { sheetOf, type Told } from "./sheet.ts";

const at = (text: string) => new Date(text);
const flow = (value: number, before = 0) => ({ value, before });
const step = (key: string, more: Partial<Told["steps"][number]> = {}): Told["steps"][number] => ({
  sopId: "sop",
  key,
  sop: "一周",
  name: key,
  store: null,
  storeId: null,
  rate: 0.5,
  target: 0.9,
  status: "red",
  short: 10,
  isFew: false,
  trend: "same",
  ...more,
});
const quiet: Told = {
  kind: "day",
  from: "2025-03-01",
  day: "2025-03-01",
  stores: null,
  figures: { added: flow(0), lost: flow(0), joined: flow(0), left: flow(0), orders: flow(0), revenue: flow(0) },
  hasOrders: false,
  steps: [],
  goals: [],
  needs: { overdue: 0, open: 0, mine: 0 },
};

test("nine is nine on the corp's own clocks, also when they are put forward", () => {
  expect(nextReport("day", noReports, at("2025-03-01T00:59:59Z"), "Asia/Shanghai")).toEqual(at("2025-03-01T01:00:00Z"));
  expect(nextReport("day", noReports, at("2025-03-01T01:00:00Z"), "Asia/Shanghai")).toEqual(at("2025-03-02T01:00:00Z"));
  expect(nextReport("day", noReports, at("2025-03-29T09:00:00Z"), "Europe/Berlin")).toEqual(at("2025-03-30T07:00:00Z"));
  // A Monday.
  expect(nextReport("week", noReports, at("2025-03-04T00:00:00Z"), "Asia/Shanghai")).toEqual(at("2025-03-10T01:00:00Z"));
});

test("of several that were slept through only the newest is due", () => {
  const due = at("2025-03-01T01:00:00Z");
  expect(newestDue("day", noReports, due, at("2025-03-04T12:00:00Z"), "Asia/Shanghai")).toEqual(at("2025-03-04T01:00:00Z"));
  expect(newestDue("day", noReports, due, at("2025-03-01T01:00:01Z"), "Asia/Shanghai")).toEqual(due);
});

test("with nothing to say there is no report", () => {
  expect(sheetOf(quiet, "zh-CN")).toBeNull();
  expect(sheetOf({ ...quiet, needs: { overdue: 0, open: 0, mine: 2 } }, "zh-CN")).not.toBeNull();
  // A day on which nobody came after one on which somebody did is something to say.
  expect(sheetOf({ ...quiet, figures: { ...quiet.figures, added: flow(0, 5) } }, "en")).not.toBeNull();
});

test("three to mend first, red and most missing before, with the goal that is furthest behind among them", () => {
  const goals = [
    { name: "A", verdict: "behind", aheadDays: -3 },
    { name: "B", verdict: "behind", aheadDays: -9 },
    { name: "C", verdict: "ahead", aheadDays: 9 },
  ];
  const steps = [
    step("few", { short: 2 }),
    step("amber", { status: "amber", short: 99 }),
    step("many", { short: 30 }),
    step("green", { status: "green" }),
  ];
  const lists = sheetOf({ ...quiet, steps, goals }, "zh-CN")?.lists ?? [];
  expect(lists[0]?.lines.map(({ text, detail, tone }) => [text, detail, tone])).toEqual([
    ["many · 一周", "50%，目标 90%，还差 30 人", "bad"],
    ["few · 一周", "50%，目标 90%，还差 2 人", "bad"],
    ["目标：B", "落后 9 天", "bad"],
  ]);
  expect(lists[1]?.lines.map(({ text }) => text)).toEqual(["green · 一周"]);
});

test("what is praised has enough cases; a loss that shrinks is good news; a manager's lines name her stores", () => {
  const steps = [
    step("few", { status: "green", isFew: true }),
    step("rises", { status: "green", rate: 0.91, trend: "up", store: "一店", storeId: "sto_1" }),
    step("high", { status: "green", rate: 0.99 }),
  ];
  const sheet = sheetOf({ ...quiet, stores: ["一店"], steps, figures: { ...quiet.figures, lost: flow(2, 9), left: flow(9, 2) } }, "en");
  expect(sheet?.lists[1]?.lines.map(({ text, to }) => [text, to])).toEqual([
    ["一店: rises", "/sops/sop?days=7&store=sto_1"],
    ["high · 一周", "/sops/sop?days=7"],
  ]);
  expect(sheet?.tiles.map(({ label, tone }) => [label, tone])).toEqual([
    ["Friends added", "plain"],
    ["Joined groups", "plain"],
    ["Friends lost", "good"],
    ["Left groups", "bad"],
  ]);
  expect(sheet?.subtitle).toBe("一店");
});
