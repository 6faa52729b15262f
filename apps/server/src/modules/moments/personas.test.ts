import fc from "fast-check";
import { expect, test } from "vitest";
import { breachOf, personaOf, sellingAllowed } from "./personas.ts";

const persona = { name: "店长", positions: ["店长"], text: "", perWeek: 5, sellingPercent: 20 };
const rest = { ...persona, name: "其他人", positions: [] };

test("a position follows its own persona, everybody else the one that names none", () => {
  expect(personaOf([rest, persona], "店长")).toBe(persona);
  expect(personaOf([persona, rest], "导购")).toBe(rest);
  expect(personaOf([persona], "导购")).toBe(null);
});

test("of twenty posts in four weeks four may sell, never two in a row", () => {
  expect(sellingAllowed(persona)).toBe(4);
  expect(sellingAllowed({ ...persona, perWeek: 1 })).toBe(1);
  expect(sellingAllowed({ ...persona, sellingPercent: 0 })).toBe(0);
  const [sell, tell] = [{ selling: true }, { selling: false }];
  expect(breachOf(persona, [], sell)).toBe(null);
  expect(breachOf(persona, [sell], sell)).toBe("selling-again");
  expect(breachOf(persona, [sell, tell], sell)).toBe(null);
  expect(breachOf(persona, [sell, tell, sell, tell, sell, tell, sell, tell], sell)).toBe("selling-much");
  expect(
    breachOf(
      persona,
      Array.from({ length: 20 }, () => tell),
      tell,
    ),
  ).toBe("too-often");
});

test("whoever obeys the warnings never sells more than planned, whatever was asked of her", () => {
  const plans = fc.record({ perWeek: fc.integer({ min: 1, max: 21 }), sellingPercent: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(plans, fc.array(fc.boolean(), { maxLength: 120 }), (some, wishes) => {
      const mine = { ...persona, ...some };
      const posted: Array<{ selling: boolean }> = [];
      for (const selling of wishes) if (breachOf(mine, posted, { selling }) === null) posted.push({ selling });
      expect(posted.length).toBeLessThanOrEqual(some.perWeek * 4);
      expect(posted.filter((one) => one.selling).length).toBeLessThanOrEqual(
        Math.max(some.sellingPercent === 0 ? 0 : 1, (some.perWeek * 4 * some.sellingPercent) / 100),
      );
      expect(posted.some((one, n) => one.selling && posted[n + 1]?.selling === true)).toBe(false);
    }),
  );
});
