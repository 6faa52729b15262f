import type { SopGraph } from "@shuke/contract";
import { checkSop } from "@shuke/contract/sop-check";
import { exitsOf } from "@shuke/contract/sop-graph";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingsIn } from "./check.ts";
import { add, type Addable, addWay, bundleOf, connect, duplicate, mayMove, move, remove, removeWay } from "./edit.ts";
import { freshSop } from "./fresh.ts";
import { turn, type History } from "./history.ts";
import { type Lane, outline, type Port } from "./layout.ts";

const empty = freshSop("customer", { zh: "路", en: "Way" }, "way");
const limits = { touches: 3, days: 7, quiet: { from: "21:30", to: "08:30" } };

/** Every place where something can be put. */
const placesIn = (lane: Lane): Port[][] => [
  ...(lane.entry.exit < 0 ? [] : [[lane.entry]]),
  ...lane.blocks.flatMap((block) => [...block.ways.flatMap(placesIn), ...(block.place.length > 0 ? [block.place] : [])]),
];
const drawn = (lane: Lane): string[] => lane.blocks.flatMap((block) => [block.node.key, ...block.ways.flatMap(drawn)]);

const kinds: Addable[] = ["step", "wait", "after", "until", "branch", "split", "hold-out"];
const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

type Press = { what: number; where: number; whom: number; kind: number };
const press = fc.record({ what: fc.nat(6), where: fc.nat(50), whom: fc.nat(50), kind: fc.nat(6) });

function apply(graph: SopGraph, { what, where, whom, kind }: Press): SopGraph {
  const place = pick(placesIn(outline(graph).main), where) ?? [];
  const key = pick(graph.nodes, whom)?.key ?? "";
  if (what <= 2) return add(graph, place, kinds[kind] ?? "step").graph;
  if (what === 3) return remove(graph, key, where % 2);
  if (what === 4) return linear(graph, key) ? move(graph, key, place) : graph;
  if (what === 5) return duplicate(graph, key).graph;
  return where % 2 === 0 ? addWay(graph, key) : removeWay(graph, key, where % 3);
}
const linear = (graph: SopGraph, key: string) => ["act", "wait", "after"].includes(graph.nodes.find((one) => one.key === key)?.do ?? "");

/** What no press of a button may bring about. */
const never = ["nodeTwice", "stepTwice", "leadsNowhere", "stepUnknown", "stepUnused", "stepTwicePlaced", "unreachable", "circle", "shares"];
const broken = (graph: SopGraph) => checkSop(graph, limits).filter(({ code }) => never.includes(code));

describe("editing", () => {
  test("whatever is pressed, every node is reached and drawn once, and nothing leads astray", () => {
    fc.assert(
      fc.property(fc.array(press, { maxLength: 25 }), (presses) => {
        const graph = presses.reduce(apply, empty);
        expect(broken(graph)).toEqual([]);
        const { main, loose } = outline(graph);
        expect(loose).toEqual([]);
        expect(drawn(main).toSorted()).toEqual(graph.nodes.map(({ key }) => key).toSorted());
      }),
      { numRuns: 150 },
    );
  });

  test("undo and redo lead back and forth through all of it", () => {
    fc.assert(
      fc.property(fc.array(press, { maxLength: 12 }), (presses) => {
        const start: History<SopGraph> = { past: [], present: empty, future: [], tag: null };
        const done = presses.reduce((now, one) => turn(now, { do: "change", to: apply(now.present, one), tag: null }), start);
        let back = done;
        while (back.past.length > 0) back = turn(back, { do: "undo" });
        expect(back.present).toBe(empty);
        while (back.future.length > 0) back = turn(back, { do: "redo" });
        expect(back.present).toEqual(done.present);
      }),
      { numRuns: 40 },
    );
  });

  test("typing in one field is one change", () => {
    const start: History<string> = { past: [], present: "", future: [], tag: null };
    const typed = ["早", "早上", "早上好"].reduce((now, to) => turn(now, { do: "change", to, tag: "text" }), start);
    expect(turn(typed, { do: "undo" }).present).toBe("");
  });

  test("a step is put with its own time, and takes it along when it moves", () => {
    const one = add(empty, [{ from: null, exit: 0 }], "step");
    const two = add(one.graph, [{ from: one.focus, exit: 0 }], "step");
    expect(bundleOf(two.graph, two.focus ?? "")).toHaveLength(2);
    const first = [{ from: null, exit: 0 }];
    expect(mayMove(two.graph, two.focus ?? "", first)).toBe(true);
    const moved = move(two.graph, two.focus ?? "", first);
    const days = drawn(outline(moved).main).flatMap((key) => moved.nodes.filter((node) => node.key === key && node.do === "wait"));
    expect(days.map((node) => "day" in node && node.day)).toEqual([1, 1]);
    expect(moved.start).toBe(bundleOf(two.graph, two.focus ?? "")[0]);
  });

  test("of a part that nobody gets to the beginning is named once", () => {
    const one = add(empty, [{ from: null, exit: 0 }], "step");
    const two = add(one.graph, [{ from: one.focus, exit: 0 }], "step").graph;
    const cut = connect(two, [{ from: one.focus, exit: 0 }], null);
    expect(outline(cut).loose).toHaveLength(1);
    expect(findingsIn(cut, limits, { known: new Map(), settled: true }).filter(({ code }) => code === "unreachable")).toMatchObject([
      { at: "wait-2" },
    ]);
  });

  test("what hangs on a way that is taken out goes with it; what ways share stays", () => {
    const step = add(empty, [{ from: null, exit: 0 }], "step").graph;
    const fork = add(step, [{ from: null, exit: 0 }], "until");
    const late = add(fork.graph, [{ from: fork.focus, exit: 1 }], "step").graph;
    expect(late.steps).toHaveLength(2);
    const kept = remove(late, fork.focus ?? "", 0);
    expect(kept.steps.map(({ key }) => key)).toEqual(["step-1"]);
    expect(kept.nodes.flatMap(exitsOf)).not.toContain(fork.focus);
  });
});
