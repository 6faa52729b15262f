import fc from "fast-check";
import { expect, test } from "vitest";
import { giveWay, goesBefore, type Precedence, precedenceOf, precedences } from "./precedence.ts";

test("what she asked for goes before what follows from her act, that before a step, that before a campaign", () => {
  const of = (plannedBy: string, topic?: string) => precedenceOf({ plannedBy, topic });
  expect([of("send:wave1", "stock"), of("link:l1"), of("content:c1"), of("sop:s/d1"), of("talk:t1"), of("send:s1", "offers")]).toEqual([
    "asked-for",
    "follow-up",
    "follow-up",
    "step",
    "step",
    "campaign",
  ]);
  expect([of("moment:m1"), of("calendar:s1"), of("nobody knows")]).toEqual(["campaign", "campaign", "campaign"]);
  expect(goesBefore("step", "step")).toBe(false);
});

const holder = fc.record({ precedence: fc.constantFrom(...precedences), at: fc.nat(50), weight: fc.integer({ min: 1, max: 3 }) });

test("just those give way who must: nobody who goes before or beside, nobody for nothing, and none where it would not fit even then", () => {
  fc.assert(
    fc.property(
      fc.array(holder, { maxLength: 8 }),
      fc.constantFrom<Precedence>(...precedences),
      fc.nat(12),
      fc.integer({ min: 1, max: 4 }),
      (holders, pressing, room, weight) => {
        const held = new Set(holders);
        const load = () => [...held].reduce((sum, one) => sum + one.weight, 0);
        const fits = () => load() + weight <= room;
        const fitted = fits();
        const gone = giveWay(holders, pressing, { fits, take: (one) => held.delete(one), putBack: (one) => held.add(one) });
        expect(holders.filter((one) => !held.has(one))).toEqual(holders.filter((one) => gone.includes(one)));
        expect(gone.every((one) => goesBefore(pressing, one.precedence))).toBe(true);
        const least = holders.reduce((sum, one) => sum + (goesBefore(pressing, one.precedence) ? 0 : one.weight), 0);
        const isUseless = fitted || least + weight > room;
        expect([gone.length > 0, fits()]).toEqual(isUseless ? [false, fitted] : [true, true]);
        for (const one of gone) expect(load() + one.weight + weight).toBeGreaterThan(room);
      },
    ),
    { numRuns: 2000 },
  );
});
