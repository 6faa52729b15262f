import type { Goal } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { staffRows } from "./people.ts";
import { found } from "./refusal.ts";
import { ago, dayMs, minute, whole } from "./seed.ts";

const day = (daysAgo: number) => ago(daysAgo * dayMs).slice(0, 10);
const history = (key: string, from: number, to: number, days: number) =>
  Array.from({ length: days }, (_, n) => ({
    day: day(days - 1 - n),
    value:
      n === days - 1 ? to : Math.round((from + ((to - from) * n) / (days - 1) + (whole(-6, 6, key, n) * (to - from)) / 120) * 1000) / 1000,
  }));
const owner = { userId: staffRows[0]?.userId ?? "s", name: staffRows[0]?.name ?? "" };
const base = {
  params: {},
  curve: [],
  owner: null,
  playbook: null,
  state: "active" as const,
  reason: null,
  measuredAt: ago(20 * minute),
  direction: "up" as const,
  forecast: null,
  costs: [],
};

const rows: Goal[] = [
  {
    ...base,
    id: "gol_1",
    name: "十个群过 400 人",
    metric: "groups-of-size",
    unit: "groups",
    params: { atLeast: 400 },
    target: 10,
    startValue: 2,
    startDay: day(40),
    deadline: day(-20),
    owner,
    playbook: "store-community",
    value: 5,
    expected: 7.4,
    aheadDays: -18,
    verdict: "behind",
    forecast: { low: 6, high: 8 },
    daysLeft: 20,
    history: history("g1", 2, 5, 41).map((one) => ({ ...one, value: Math.max(2, Math.round(one.value)) })),
    to: "/groups",
  },
  {
    ...base,
    id: "gol_2",
    name: "五十位 KOC",
    metric: "tagged-people",
    unit: "people",
    params: { tagId: "tag_1" },
    target: 50,
    startValue: 8,
    startDay: day(30),
    deadline: day(-30),
    owner,
    value: 36,
    expected: 29,
    aheadDays: 10,
    verdict: "ahead",
    forecast: { low: 55, high: 71 },
    daysLeft: 30,
    history: history("g2", 8, 36, 31).map((one) => ({ ...one, value: Math.round(one.value) })),
    to: "/customers?tags=tag_1",
  },
  {
    ...base,
    id: "gol_3",
    name: "社群不亏损",
    metric: "break-even",
    unit: "fen",
    params: { margin: 0.35 },
    target: 0,
    startValue: 0,
    startDay: day(35),
    deadline: day(-55),
    value: -1_284_000,
    expected: 0,
    aheadDays: null,
    verdict: "behind",
    forecast: { low: -620_000, high: 410_000 },
    daysLeft: 55,
    history: history("g3", 0, -1_284_000, 36),
    to: "/orders",
    costs: [
      { id: "gct_1", day: day(30), label: "新人券 2,000 张", fen: 1_980_000 },
      { id: "gct_2", day: day(12), label: "群主兼职 3 人", fen: 900_000 },
    ],
  },
  {
    ...base,
    id: "gol_4",
    name: "做过的事九成有凭据",
    metric: "evidence-rate",
    unit: "share",
    target: 0.9,
    startValue: null,
    startDay: day(3),
    deadline: day(-87),
    value: null,
    reason: "few",
    expected: null,
    aheadDays: null,
    verdict: "unknown",
    daysLeft: 87,
    history: [],
    to: "/tasks/coaching",
  },
];

const one = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "goal",
    id,
  );

export const goalHandlers: Handlers["goals"] = {
  board: ({ archived }) => ({ items: rows.filter(({ state }) => (state === "archived") === archived), nextCursor: null }),
  get: ({ id }) => one(id),
  create: ({ name, metric, target, startDay, deadline, params }) => {
    const made: Goal = {
      ...found(rows[3], "goal", "gol_4"),
      id: `gol_${rows.length + 10}`,
      name,
      metric,
      target,
      startDay,
      deadline,
      params,
    };
    rows.push(made);
    return made;
  },
  update: ({ id, name, target, deadline }) => {
    const row = one(id);
    if (name !== undefined) row.name = name;
    if (target !== undefined) row.target = target;
    if (deadline !== undefined) row.deadline = deadline;
    return row;
  },
  archive: ({ id, archived }) => {
    one(id).state = archived ? "archived" : "active";
    return { ok: true };
  },
  addCost: ({ id, day: on, label, fen }) => {
    one(id).costs.push({ id: `gct_${one(id).costs.length + 10}`, day: on, label, fen });
    return one(id);
  },
  removeCost: ({ id, costId }) => {
    const row = one(id);
    row.costs = row.costs.filter((cost) => cost.id !== costId);
    return row;
  },
};
