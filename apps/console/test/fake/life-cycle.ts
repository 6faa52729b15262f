import type { StageRule } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { ago, dayMs, dayOf } from "./seed.ts";

const rules: StageRule[] = [
  {
    stage: "lost",
    name: "走了",
    note: "已删好友，也不在任何群",
    tree: {
      v: 1,
      root: {
        kind: "and",
        of: [
          { kind: "relation", in: ["lost", "one-way"] },
          { kind: "not", of: [{ kind: "group", is: "member", which: { of: "any" }, withinDays: null }] },
        ],
      },
    },
  },
  { stage: "new", name: "刚认识", note: "加好友不满 14 天", tree: { v: 1, root: { kind: "added", when: { op: "within", days: 14 } } } },
  {
    stage: "loyal",
    name: "常来",
    note: "90 天内买了 3 次以上，或 30 天内打开页面 8 次以上",
    tree: {
      v: 1,
      root: {
        kind: "or",
        of: [
          { kind: "orders", measure: "count", op: ">=", value: 3, days: 90 },
          { kind: "did", what: "opened-page", op: ">=", times: 8, days: 30 },
        ],
      },
    },
  },
  {
    stage: "silent",
    name: "没动静",
    note: "还是好友，但以上都不是",
    tree: { v: 1, root: { kind: "relation", in: ["friend"] } },
  },
];

export const lifeCycleHandlers: Handlers["lifeCycle"] = {
  get: () => ({
    enabled: true,
    version: 3,
    rules,
    counts: [
      { stage: "new", people: 61_204 },
      { stage: "active", people: 388_120 },
      { stage: "loyal", people: 144_987 },
      { stage: "silent", people: 903_441 },
      { stage: "lost", people: 301_772 },
    ],
    computing: null,
    updatedAt: ago(3 * dayMs),
  }),
  preview: () => ({
    people: 1_802_337,
    sample: 5000,
    counts: (["new", "active", "loyal", "silent", "lost", null] as const).map((stage, n) => ({
      stage,
      now: 300_000 - n * 40_000,
      after: 290_000 - n * 38_000,
    })),
    moves: [
      { from: "active", to: "silent", people: 18_402 },
      { from: "new", to: "active", people: 7_733 },
    ],
  }),
  save: () => ({ ok: true }),
  explain: () => ({
    enabled: true,
    stage: "loyal",
    since: ago(4 * dayMs),
    rules: rules.slice(0, 3).map(({ name, note, stage }, n) => ({ name, note, stage, holds: n === 2 })),
    figures: { addedAt: ago(40 * dayMs), orders: 4, amountFen: 12_800, lastOrderDay: dayOf(3), lastSeenDay: dayOf(1), groups: 1 },
  }),
};
