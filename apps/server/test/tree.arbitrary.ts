import fc from "fast-check";
import { behaviours, type FieldTest, type SegmentLeaf, type SegmentNode, type WhichGroups } from "@shuke/contract";
import { groupId } from "#kit/ids";

/** Random conditions over the small pools of events.arbitrary.ts, so that they meet the facts. */
const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const days: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3, 5, 8);
const maybeDays: fc.Arbitrary<number | null> = fc.option(days);
const compare = fc.constantFrom(">=" as const, "<=" as const, "=" as const);
const what = fc.constantFrom(...behaviours);
const day = fc.constantFrom("2025-03-01", "2025-03-03", "2025-03-06", "2025-03-10");
const when = fc.oneof(
  fc.record({ op: fc.constant("within" as const), days }),
  fc.record({ op: fc.constant("before" as const), days }),
  fc.record({ op: fc.constant("between" as const), from: fc.option(day), to: fc.option(day) }),
);
const range = fc.constantFrom<[number, number] | null>(null, [1, 3], [4, 5], [2, 2]);

export const fieldKeys = { text: "text", number: "number", date: "date", boolean: "boolean", choice: "choice" } as const;

type FieldLeaf = { key: string; is: FieldTest };
const fieldLeaf: fc.Arbitrary<FieldLeaf> = fc.oneof(
  fc.record({ key: fc.constantFrom(...Object.values(fieldKeys)), is: fc.constant({ op: "known" as const }) }),
  fc.record({ key: fc.constant("text"), is: fc.constant<FieldTest>({ op: "text-is", values: ["a", "b"] }) }),
  fc.record({ key: fc.constant("text"), is: fc.constant({ op: "text-has" as const, part: "a" }) }),
  fc.record({ key: fc.constant("number"), is: fc.constant({ op: "number" as const, from: 2, to: null }) }),
  fc.record({ key: fc.constant("date"), is: fc.record({ op: fc.constant("date" as const), from: fc.option(day), to: fc.option(day) }) }),
  fc.record({ key: fc.constant("date"), is: fc.record({ op: fc.constant("date-within" as const), days, ahead: fc.boolean() }) }),
  fc.record({ key: fc.constant("date"), is: fc.record({ op: fc.constant("anniversary" as const), days }) }),
  fc.record({ key: fc.constant("boolean"), is: fc.record({ op: fc.constant("flag" as const), value: fc.boolean() }) }),
  fc.record({ key: fc.constant("choice"), is: fc.constant<FieldTest>({ op: "choice", options: ["x"] }) }),
);

function leafOf(corpId: string, below: readonly string[]): fc.Arbitrary<SegmentLeaf> {
  const groups = ["wr1", "wr2", "wr3"].map((chat) => groupId(corpId, chat));
  const which: fc.Arbitrary<WhichGroups> = fc.oneof(
    fc.constant<WhichGroups>({ of: "any" }),
    some(groups).map((groupIds): WhichGroups => ({ of: "groups", groupIds })),
    some(["sto_1", "sto_2"]).map((storeIds): WhichGroups => ({ of: "stores", storeIds })),
  );
  const kind = <K extends SegmentLeaf["kind"]>(name: K) => fc.constant(name);
  const all: fc.Arbitrary<SegmentLeaf>[] = [
    fc.record({ kind: kind("tags"), match: fc.constantFrom("any", "all", "none"), tagIds: some(["et1", "et2", "et3", "et4"]) }),
    fc.record({ kind: kind("name"), contains: fc.constantFrom("雨", "a", "%") }),
    fc.record({ kind: kind("gender"), in: some(["male", "female", "unknown"] as const) }),
    fc.record({ kind: kind("type"), in: some(["wechat", "wecom"] as const) }),
    fc.record({ kind: kind("marked"), in: some(["staff", "test"] as const) }),
    fieldLeaf.map((leaf) => ({ kind: "field" as const, ...leaf })),
    fc.record({ kind: kind("relation"), in: some(["friend", "one-way", "lost", "stranger"] as const) }),
    fc.record({ kind: kind("added"), when }),
    fc.record({ kind: kind("staff"), userIds: some(["staff1", "staff2", "staff3"]) }),
    fc.record({ kind: kind("code"), codeIds: some(["lc_1", "lc_2"]) }),
    fc.record({ kind: kind("store"), storeIds: some(["sto_1", "sto_2", "sto_3"]) }),
    fc.record({ kind: kind("group"), is: fc.constantFrom("member", "left"), which, withinDays: maybeDays }),
    fc.record({ kind: kind("did"), what, op: compare, times: fc.nat(2), days: maybeDays }),
    fc.record({ kind: kind("never"), what }),
    fc.record({ kind: kind("last"), what, op: fc.constantFrom("more", "less"), days }),
    fc.record({
      kind: kind("orders"),
      measure: fc.constantFrom("count", "amount", "average"),
      op: compare,
      value: fc.constantFrom(0, 1, 2, 1000),
      days: maybeDays,
    }),
    fc.record({ kind: kind("order-date"), which: fc.constantFrom("first", "last"), when }),
    fc.record({ kind: kind("rfm"), r: range, f: range, m: range }),
    fc.record({ kind: kind("stage"), in: some(["new", "active", "lost"] as const) }),
    fc.record({ kind: kind("bucket"), salt: fc.constantFrom("s", "t"), from: fc.constant(20), to: fc.constantFrom(50, 80) }),
  ];
  if (below.length > 0) all.push(fc.record({ kind: kind("segment"), segmentIds: some(below) }));
  return fc.oneof(...all);
}

/** `below`: segments that the tree may name. */
export function treeOf(corpId: string, below: readonly string[] = []): fc.Arbitrary<SegmentNode> {
  const leaf = leafOf(corpId, below);
  return fc.letrec<{ node: SegmentNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      leaf,
      fc.record({ kind: fc.constantFrom("and", "or", "not"), of: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
    ),
  })).node;
}
