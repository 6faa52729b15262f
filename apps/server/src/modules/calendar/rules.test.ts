import type { ColumnPlan } from "@shuke/contract";
import { columnValues } from "@shuke/contract/calendar-words";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultGateSettings } from "#actions";
import { addDays, atLocal } from "#kit/tz";
import { type Candidate, fillWeek } from "./fill.ts";
import { type Code, inOrder, isRefusal, type Judged, judgeWeek, mixOf } from "./rules.ts";
import type { Placed } from "./types.ts";
import { daysOf, mondayOf, weekOf } from "./weeks.ts";

const MONDAY = "2026-03-02";
const ZONE = "Asia/Shanghai";
const plan = (more: Partial<ColumnPlan> = {}): ColumnPlan => ({
  name: "栏目",
  persona: "",
  format: "text",
  value: "information",
  selling: false,
  greeting: null,
  road: "hand",
  classes: ["store"],
  times: [],
  text: "说一句",
  contentId: null,
  link: null,
  metric: "opened",
  target: null,
  owner: "",
  ...more,
});
const COLUMNS: Record<string, ColumnPlan> = {
  morning: plan({ name: "早安", greeting: "morning", value: "connection" }),
  evening: plan({ name: "晚安", greeting: "evening", value: "connection" }),
  news: plan({ name: "新品", road: "send" }),
  shop: plan({ name: "小店", value: "benefit", selling: true }),
  offer: plan({ name: "特价", value: "benefit", selling: true, road: "send" }),
  talk: plan({ name: "话题", value: "opinion" }),
};
let n = 0;
const slot = (columnId: string, day: number, at: string, more: Partial<Placed> = {}): Placed => {
  const date = addDays(MONDAY, day);
  n += 1;
  const road = COLUMNS[columnId]?.road ?? "hand";
  return {
    id: `s${n}`,
    columnId,
    day: date,
    at,
    dueAt: atLocal(date, at, ZONE),
    road,
    words: "今天有新豆子",
    content: null,
    fixed: false,
    ...more,
  };
};
const week = (slots: Placed[], more: Partial<Judged> = {}): Judged => ({
  slots,
  columns: new Map(Object.entries(COLUMNS).map(([id, column]) => [id, { ...column, archived: false }])),
  days: daysOf(MONDAY),
  before: null,
  settings: { ...defaultGateSettings, timeZone: ZONE },
  now: atLocal(MONDAY, "00:00", ZONE, -1),
  mark: "【山禾】",
  groups: 3,
  owners: 2,
  ...more,
});
const codes = (slots: Placed[], more: Partial<Judged> = {}) => judgeWeek(week(slots, more)).map(({ code }) => code);
const day = (d: number, ...between: Placed[]) => [slot("morning", d, "09:00"), ...between, slot("evening", d, "21:00")];

describe("a week that keeps every rule", () => {
  test("has nothing against it", () => {
    expect(codes([...day(0, slot("news", 0, "10:00"), slot("talk", 0, "15:00")), ...day(1, slot("shop", 1, "12:00"))])).toEqual([]);
  });
});

describe("what cannot be delivered is refused", () => {
  const refused: Array<[Code, Placed[], Partial<Judged>]> = [
    ["official-full", day(0, slot("news", 0, "10:00"), slot("news", 0, "15:00")), {}],
    ["selling-full", day(0, slot("shop", 0, "10:00"), slot("talk", 0, "12:00"), slot("shop", 0, "15:00")), {}],
    ["quiet", [slot("talk", 0, "23:00")], {}],
    ["quiet", [slot("news", 0, "21:10")], {}],
    ["past", day(0), { now: atLocal(MONDAY, "12:00", ZONE) }],
    ["no-words", day(0, slot("talk", 0, "12:00", { words: "  " })), {}],
    ["gaps", day(0, slot("talk", 0, "12:00", { words: "{{name}} 你好" })), {}],
    ["content-gone", day(0, slot("talk", 0, "12:00", { content: "gone" })), {}],
    ["content-files", day(0, slot("talk", 0, "12:00", { content: "files" })), {}],
    ["no-groups", day(0), { groups: 0 }],
    ["no-owner", day(0), { owners: 0 }],
    ["tasks-full", ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"].map((at) => slot("talk", 0, at)), {}],
    ["column-archived", day(0, slot("gone", 0, "12:00")), {}],
  ];
  test.each(refused)("%s", (code, slots, more) => {
    expect(isRefusal(code)).toBe(true);
    expect(codes(slots, more)).toContain(code);
  });
  test("what was published is judged no more, but takes its part of the day", () => {
    const fixed = slot("news", 0, "10:00", { fixed: true });
    const found = judgeWeek(week(day(0, fixed, slot("news", 0, "09:30")), { now: atLocal(MONDAY, "08:00", ZONE) }));
    expect(found.filter(({ code }) => code === "official-full").map(({ slotId }) => slotId)).not.toContain(fixed.id);
    expect(found.filter(({ code }) => code === "official-full")).toHaveLength(1);
  });
});

describe("what harms the week is said", () => {
  test("two posts that sell in a row, greetings between them or not, also across days and weeks", () => {
    const apart = [...day(0, slot("shop", 0, "12:00")), ...day(1, slot("shop", 1, "12:00"))];
    expect(codes(apart)).toContain("two-selling");
    expect(codes([...day(0, slot("shop", 0, "12:00"), slot("talk", 0, "15:00")), ...day(1, slot("shop", 1, "12:00"))])).not.toContain(
      "two-selling",
    );
    expect(codes(day(0, slot("shop", 0, "12:00")), { before: { columnId: "offer" } })).toContain("two-selling");
  });
  test("a day without its greetings, and none of a day without posts", () => {
    expect(codes([slot("talk", 0, "12:00")])).toEqual(["no-morning", "no-evening"]);
    // Its class says good morning on Tuesdays only.
    const tuesdays = { ...COLUMNS, morning: plan({ greeting: "morning", times: [{ weekday: 2, at: "09:00" }] }) };
    const columns = new Map(Object.entries(tuesdays).map(([id, column]) => [id, { ...column, archived: false }]));
    expect(codes([slot("talk", 0, "12:00"), slot("talk", 1, "12:00")], { columns })).toEqual(["no-evening", "no-morning", "no-evening"]);
  });
  test("official posts without a mark, or at another hour than usual", () => {
    expect(codes(day(0, slot("news", 0, "10:00")), { mark: "" })).toEqual(["no-mark"]);
    expect(codes([...day(0, slot("news", 0, "10:00")), ...day(1, slot("news", 1, "15:00"))])).toEqual(["odd-hour"]);
  });
  test("posts too close to each other", () => {
    expect(codes(day(0, slot("talk", 0, "12:00"), slot("news", 0, "12:20")))).toEqual(["too-close"]);
  });
});

const anyTime = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.constantFrom("09:00", "10:00", "12:00", "15:00", "19:00", "20:30", "21:10"));
const anyPlan = fc
  .record({
    value: fc.constantFrom(...columnValues),
    selling: fc.boolean(),
    greeting: fc.constantFrom(null, null, "morning" as const, "evening" as const),
    road: fc.constantFrom("send" as const, "hand" as const),
    times: fc.array(
      anyTime.map(([weekday, at]) => ({ weekday, at })),
      { maxLength: 8 },
    ),
  })
  .map((more) => plan(more.greeting === null ? more : { ...more, selling: false }));

describe("automatic fill", () => {
  const candidatesOf = (plans: ColumnPlan[], scores: Array<number | null>): Candidate[] =>
    plans.map((one, i) => ({ id: `c${i}`, plan: one, score: scores[i] ?? null, words: one.text, content: null }));
  const columnsOf = (plans: ColumnPlan[]) => new Map(plans.map((one, i) => [`c${i}`, { ...one, archived: false }]));

  test("breaks no rule that the week kept, whatever stands there already, and gives the same for the same", () => {
    const stored = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: 0, max: 6 }), fc.constantFrom("10:00", "13:00", "18:00")), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(anyPlan, { minLength: 1, maxLength: 6 }),
        fc.array(fc.option(fc.double({ min: 0.2, max: 3, noNaN: true })), { minLength: 6, maxLength: 6 }),
        stored,
        fc.integer({ min: -1, max: 6 }),
        (plans, scores, there, today) => {
          const slots = there.map(([c, d, at]) => slot(`c${c % plans.length}`, d, at, { road: "hand" }));
          const before = week(slots, { columns: columnsOf(plans), now: atLocal(MONDAY, "11:00", ZONE, today) });
          const { items } = fillWeek(before, candidatesOf(plans, scores));
          expect(fillWeek(before, candidatesOf(plans, scores)).items).toEqual(items);
          const added = items.map((one): Placed => ({
            ...one,
            id: `new/${one.key}`,
            dueAt: atLocal(one.day, one.at, ZONE),
            words: "说一句",
            content: null,
            fixed: false,
          }));
          const known = new Set(judgeWeek(before).map(({ code, slotId }) => `${code} ${slotId ?? ""}`));
          const found = judgeWeek({ ...before, slots: [...slots, ...added] }).filter(
            ({ code, slotId }) => !known.has(`${code} ${slotId ?? ""}`),
          );
          const broken = found.filter(
            ({ code }) => isRefusal(code) || code === "two-selling" || code === "too-close" || code === "odd-hour",
          );
          expect(broken).toEqual([]);
          expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
        },
      ),
    );
  });

  test("prefers what does better at an hour, and what the week lacks where that is near", () => {
    const at = [{ weekday: 1, at: "12:00" }];
    const plans = [plan({ times: at, value: "opinion" }), plan({ times: at, value: "learning" })];
    const filled = (scores: number[]) => fillWeek(week([], { columns: columnsOf(plans) }), candidatesOf(plans, scores)).items;
    expect(filled([1.5, 1])).toMatchObject([{ columnId: "c0", why: "best" }]);
    const crowded = ["10:00", "15:00", "18:00"].map((time) => slot("c0", 1, time, { road: "hand" }));
    const { items } = fillWeek(week(crowded, { columns: columnsOf(plans) }), candidatesOf(plans, [1.1, 1]));
    expect(items).toMatchObject([{ columnId: "c1", why: "mix" }]);
  });

  test("posts by hand where the day's official post is taken", () => {
    const plans = [
      plan({
        road: "send",
        times: [
          { weekday: 1, at: "10:00" },
          { weekday: 1, at: "15:00" },
        ],
      }),
    ];
    const { items } = fillWeek(week([], { columns: columnsOf(plans), mark: "M" }), candidatesOf(plans, [1]));
    expect(items.map(({ at, road }) => `${at} ${road}`)).toEqual(["10:00 send", "15:00 hand"]);
  });
});

test("a week is named by any of its days, or by its number", () => {
  expect(mondayOf("2026-03-08")).toBe(MONDAY);
  expect(weekOf("2026-W10", MONDAY)).toBe(MONDAY);
  expect(weekOf("2026-W53", MONDAY)).toBe("2026-12-28");
  expect(weekOf("2025-W53", MONDAY)).toBeNull();
  expect(weekOf("2026-02-30", MONDAY)).toBeNull();
  expect(weekOf(undefined, "2026-03-05")).toBe(MONDAY);
});

test("the mix names every value, and its parts make the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...columnValues), { minLength: 1 }), (values) => {
      const mix = mixOf(values);
      expect(mix.map(({ value }) => value)).toEqual(columnValues);
      expect(mix.reduce((all, { share }) => all + share, 0)).toBeCloseTo(1);
    }),
  );
  expect(inOrder([]).length).toBe(0);
});
