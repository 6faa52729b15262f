import { expect, test } from "vitest";
import { checkSop, type SopFindingCode } from "./sop-check.ts";
import { graphSop, linearSop, type SopGraph, sopWritten } from "./sop-definition.ts";
import { graphOf, momentOf } from "./sop-graph.ts";
import { checkLibrary, type LibraryContent } from "./sop-library.ts";

const limits = { touches: 3, days: 7, quiet: { from: "21:30", to: "08:30" } };
const name = { zh: "名字", en: "Name" };
const step = (key: string, more: object = {}) => ({
  key,
  name,
  kind: "mass-send",
  evidence: "delivered",
  target: 0.8,
  content: { text: "你好" },
  ...more,
});
const wait = (key: string, day: number, next: string | null, at = "10:00") => ({ key, do: "wait", day, at, next });
const act = (key: string, of: string, next: string | null = null) => ({ key, do: "act", step: of, next });
const sop = (more: object): SopGraph =>
  graphSop.parse({
    v: 2,
    key: "s",
    name,
    subject: "customer",
    trigger: { on: "event", event: "friend-added" },
    start: "w",
    steps: [step("a")],
    nodes: [wait("w", 1, "do-a"), act("do-a", "a")],
    ...more,
  });
const codes = (more: object) => checkSop(sop(more), limits).map(({ code, at }) => `${code} ${at}`.trim());
const tree = { v: 1, root: { kind: "gender", in: ["female"] } };

test("what is whole has no findings", () => {
  expect(codes({})).toEqual([]);
});

test.each<[SopFindingCode, string, object]>([
  ["nothingToDo", "nothingToDo", { start: null, steps: [], nodes: [] }],
  ["unreachable", "unreachable lost", { nodes: [wait("w", 1, "do-a"), act("do-a", "a"), wait("lost", 2, null)] }],
  ["leadsNowhere", "leadsNowhere w", { nodes: [wait("w", 1, "gone"), act("do-a", "a")] }],
  ["stepUnused", "stepUnused b", { steps: [step("a"), step("b")] }],
  ["stepUnknown", "stepUnknown do-b", { nodes: [wait("w", 1, "do-a"), act("do-a", "a", "do-b"), act("do-b", "b")] }],
  ["circle", "circle w", { nodes: [wait("w", 1, "do-a"), act("do-a", "a", "w")] }],
  ["roadHasNoApi", "roadHasNoApi a", { steps: [step("a", { kind: "group-post" })] }],
  ["evidenceHasNoApi", "evidenceHasNoApi a", { steps: [step("a", { kind: "staff-task" })] }],
  ["evidenceHasNoApi", "evidenceHasNoApi a", { steps: [step("a", { evidence: "message" })] }],
  ["linkMissing", "linkMissing a", { steps: [step("a", { kind: "staff-task", evidence: "link" })] }],
  ["archiveOnly", "archiveOnly a", { steps: [step("a", { kind: "staff-task", evidence: "message" })] }],
  ["neverShown", "neverShown a", { steps: [step("a", { kind: "staff-task", evidence: "claim" })] }],
  ["wordOnly", "wordOnly a", { steps: [step("a", { evidence: "claim" })] }],
  ["targetMissing", "targetMissing a", { steps: [step("a", { target: null })] }],
  ["textMissing", "textMissing a", { steps: [step("a", { content: { text: " " } })] }],
  [
    "contentByHand",
    "contentByHand a",
    { steps: [step("a", { kind: "staff-task", evidence: "claim", content: { text: "去", contentId: "c" } })] },
  ],
  ["managerOnlyByHand", "managerOnlyByHand a", { steps: [step("a", { actor: "store-manager" })] }],
  ["atNight", "atNight w", { nodes: [wait("w", 1, "do-a", "23:00"), act("do-a", "a")] }],
  ["triggerSubject", "triggerSubject", { trigger: { on: "event", event: "group-entered-pool" } }],
  ["clockSubject", "clockSubject", { clock: { from: "filled", idealSize: 200 } }],
  ["shares", "shares w", { nodes: [{ key: "w", do: "split", ways: [{ share: 40, next: "do-a" }], holdOut: 10 }, act("do-a", "a")] }],
  [
    "stepNotBefore",
    "stepNotBefore w",
    {
      nodes: [
        { key: "w", do: "branch", ways: [{ if: { kind: "step", step: "a", is: "done" }, next: null }], else: "do-a" },
        act("do-a", "a"),
      ],
    },
  ],
  ["scattered", "scattered do-a", { nodes: [{ key: "w", do: "after", hours: 30, next: "do-a" }, act("do-a", "a")] }],
])("%s is found, and nothing else that stops anybody", (code, told, more) => {
  const found = checkSop(sop(more), limits);
  expect(found.map(({ code: one, at }) => `${one} ${at}`.trim())).toContain(told);
  const others = found.filter((one) => one.code !== code && one.level === "error" && !["stepUnused", "unreachable"].includes(one.code));
  expect(others).toEqual([]);
});

test("the fourth one-to-one message within seven days is told of; with a day between them it is not", () => {
  const days = (list: number[]) => ({
    start: "w0",
    steps: list.map((_, i) => step(`s${i}`)),
    nodes: list.flatMap((day, i) => [wait(`w${i}`, day, `a${i}`), act(`a${i}`, `s${i}`, i + 1 < list.length ? `w${i + 1}` : null)]),
  });
  expect(codes(days([1, 2, 3, 4]))).toEqual(["tooManyTouches a3"]);
  expect(codes(days([1, 2, 3, 8]))).toEqual([]);
});

test("an SOP of groups wants its positioning card, and may not ask about customers", () => {
  const group = {
    subject: "group",
    trigger: { on: "event", event: "group-entered-pool" },
    steps: [step("a", { kind: "group-post" })],
    nodes: [{ key: "w", do: "branch", ways: [{ if: { kind: "tree", tree }, next: "do-a" }], else: null }, act("do-a", "a")],
  };
  expect(codes(group)).toEqual(["conditionNeedsCustomer w", "cardMissing"]);
});

test("a list of days is a graph: the same steps, each with its day and hour", () => {
  const written = sopWritten.parse({
    key: "week",
    name,
    subject: "customer",
    trigger: "customer-joined-store-group",
    steps: [
      { ...step("d1"), day: 1, at: "10:20" },
      { ...step("d3"), day: 3, at: "14:40", days: "workday" },
    ],
  });
  expect(linearSop.safeParse(written).success).toBe(true);
  const graph = graphOf(written);
  expect(checkSop(graph, limits)).toEqual([]);
  expect(graph.steps.map(({ key }) => momentOf(graph, key))).toEqual([
    { day: 1, at: "10:20" },
    { day: 3, at: "14:40" },
  ]);
  expect(graphOf(graph)).toBe(graph);
});

test.each<[SopFindingCode[], LibraryContent | null]>([
  [[], { name: "会员日", usable: true, mass: true, attachments: 8, ends: null }],
  [["contentUnknown"], null],
  [["contentNotLive"], { name: "会员日", usable: false, mass: true, attachments: 0, ends: "2026-01-01 00:00" }],
  [["contentGaps"], { name: "会员日", usable: true, mass: false, attachments: 0, ends: null }],
  [["contentTooMuch", "contentEnds"], { name: "会员日", usable: true, mass: true, attachments: 9, ends: "2026-09-01 00:00" }],
])("what the library says of a step that takes from it: %s", (wanted, known) => {
  const content = { text: "", contentId: "cnt_1", link: { title: "福利", desc: "", page: "welfare" } };
  const graph = sop({ steps: [step("a", { content, variants: [content] })] });
  expect(checkSop(graph, limits)).toEqual([]);
  const found = checkLibrary(graph, known === null ? new Map() : new Map([["cnt_1", known]]));
  expect(found.map(({ code }) => code)).toEqual(wanted);
});
