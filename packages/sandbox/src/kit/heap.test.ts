import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "./heap.ts";

test("whatever goes in comes out in order, also when pushing and popping mix", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { freq: 3 })), (steps) => {
      const heap = new Heap<number>((a, b) => a < b);
      const model: number[] = [];
      for (const step of steps) {
        const popped = step === null ? heap.pop() : undefined;
        const expected = step === null ? model.shift() : undefined;
        if (step !== null) {
          heap.push(step);
          model.push(step);
          model.sort((x, y) => x - y);
        }
        expect(popped).toBe(expected);
        expect(heap.peek()).toBe(model[0]);
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
