import type { SegmentNode, StageRule } from "@shuke/contract";

const rule = (stage: StageRule["stage"], zh: [string, string], root: SegmentNode): StageRule => ({
  stage,
  name: zh[0],
  note: zh[1],
  tree: { v: 1, root },
});

const inGroup: SegmentNode = { kind: "group", is: "member", which: { of: "any" }, withinDays: null };

/** Proposed rules [p]: the README says why these numbers. A brand without orders is judged by what people do on our pages. */
export const proposedRules: readonly StageRule[] = [
  rule("lost", ["走了", "已删好友，也不在任何群"], {
    kind: "and",
    of: [
      { kind: "relation", in: ["lost", "one-way"] },
      { kind: "not", of: [inGroup] },
    ],
  }),
  rule("new", ["刚认识", "加好友不满 14 天"], { kind: "added", when: { op: "within", days: 14 } }),
  rule("loyal", ["常来", "90 天内买了 3 次以上，或 30 天内打开页面 8 次以上"], {
    kind: "or",
    of: [
      { kind: "orders", measure: "count", op: ">=", value: 3, days: 90 },
      { kind: "did", what: "opened-page", op: ">=", times: 8, days: 30 },
    ],
  }),
  rule("active", ["有来往", "30 天内买过、打开过页面或新进了群"], {
    kind: "or",
    of: [
      { kind: "order-date", which: "last", when: { op: "within", days: 30 } },
      { kind: "did", what: "opened-page", op: ">=", times: 1, days: 30 },
      { kind: "did", what: "joined-group", op: ">=", times: 1, days: 30 },
    ],
  }),
  rule("silent", ["没动静", "还是好友或在群，但以上都不是"], { kind: "or", of: [{ kind: "relation", in: ["friend"] }, inGroup] }),
];
