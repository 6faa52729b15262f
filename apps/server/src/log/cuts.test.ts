import fc from "fast-check";
import { expect, test } from "vitest";
import { inLayers } from "./cuts.ts";

const batches = fc.array(fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 3 }), { maxLength: 40 });

test("all facts are there, no key twice in a layer, and each key meets its facts in order", () => {
  fc.assert(
    fc.property(batches, (keys) => {
      const events = keys.map((of, seq) => ({ seq, of }));
      const layers = inLayers(events, (event) => event.of);
      expect(
        layers
          .flat()
          .map(({ seq }) => seq)
          .toSorted((a, b) => a - b),
      ).toEqual(events.map(({ seq }) => seq));
      for (const layer of layers) {
        const inside = layer.flatMap((event) => event.of);
        expect(inside).toEqual([...new Set(inside)]);
      }
      for (const key of ["a", "b", "c", "d", "e"] as const) {
        const order = layers
          .flat()
          .filter((event) => event.of.includes(key))
          .map(({ seq }) => seq);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
    }),
  );
});

test("facts that share nothing stay together", () => {
  expect(inLayers(["a", "b", "c"], (key) => [key])).toEqual([["a", "b", "c"]]);
  expect(inLayers(["a", "b", "a"], (key) => [key])).toEqual([["a", "b"], ["a"]]);
});
