import { expect, test } from "vitest";
import { movesFor } from "./rules.ts";
import { refusalOf } from "./refusals.ts";

const sorted = (all: Array<{ id: string; order: number }>, ids: string[]) => {
  const moved = new Map(
    movesFor(ids.map((id) => ({ id, order: all.find((one) => one.id === id)?.order ?? 0 }))).map((one) => [one.id, one.order]),
  );
  const after = all.map(({ id, order }) => ({ id, order: moved.get(id) ?? order }));
  return { calls: moved.size, ids: after.toSorted((a, b) => b.order - a.order).map(({ id }) => id) };
};

test("a wished order is reached with few calls", () => {
  const all = [
    { id: "a", order: 9 },
    { id: "b", order: 5 },
    { id: "c", order: 2 },
  ];
  expect(sorted(all, ["a", "b", "c"])).toEqual({ calls: 0, ids: ["a", "b", "c"] });
  expect(sorted(all, ["c", "a", "b"])).toEqual({ calls: 1, ids: ["c", "a", "b"] });
  const level = ["x", "y", "z"].map((id) => ({ id, order: 0 }));
  expect(sorted(level, ["z", "x", "y"])).toEqual({ calls: 2, ids: ["z", "x", "y"] });
});

test("a refusal of WeCom is said in words; one that nobody knows keeps its own", () => {
  expect(refusalOf("81011 no permission")).toEqual({ code: "tagNotOurs", details: {} });
  expect(refusalOf("99999 odd")).toEqual({ code: "tagRefused", details: { error: "99999 odd" } });
});
