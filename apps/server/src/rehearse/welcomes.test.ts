import { describe, expect, test } from "vitest";
import { judgeWelcomes, type Outage, type Welcome } from "./welcomes.ts";

const ADDED = new Date("2026-03-02T02:00:00.000Z");
const after = (seconds: number) => new Date(ADDED.getTime() + seconds * 1000);
const welcome = (who: string, told: number, sent: number | null): Welcome => ({
  who,
  addedAt: ADDED,
  toldAt: after(told),
  sentAt: sent === null ? null : after(sent),
});
const gone = (from: number, until: number): Outage => ({ from: after(from), until: after(until) });
const verdict = (one: Welcome, outages: Outage[]) => {
  const { law, whileGone } = judgeWelcomes([one], outages);
  return law.violations > 0 ? "broken" : whileGone.length > 0 ? "while gone" : law.checked > 0 ? "kept" : "not owed";
};

describe("of a server that is killed", () => {
  test("a welcome in hand is told apart when it is gone until the code is dead", () => {
    expect(verdict(welcome("wm1", 2, null), [gone(2, 62)])).toBe("while gone");
    expect(verdict(welcome("wm1", 2, 62), [gone(4, 62)])).toBe("while gone");
    const { whileGone } = judgeWelcomes([welcome("wm1", 2, null)], [gone(2, 62)]);
    expect(whileGone).toEqual(["wm1 2026-03-02T02:00:00.000Z: told +2 s, gone +2 s to +62 s, never welcomed"]);
  });

  test("one that comes back while there is time owes it", () => {
    expect(verdict(welcome("wm1", 2, null), [gone(2, 10)])).toBe("broken");
    expect(verdict(welcome("wm1", 2, 10), [gone(2, 10)])).toBe("kept");
  });

  test("one that had time enough before it died owes it", () => {
    expect(verdict(welcome("wm1", 2, null), [gone(12, 72)])).toBe("broken");
  });

  test("another one's outage is no excuse", () => {
    expect(verdict(welcome("wm1", 2, null), [gone(-3600, -3540), gone(3600, 3660)])).toBe("broken");
    expect(verdict(welcome("wm1", 2, null), [])).toBe("broken");
  });
});

test("a code that came with less than ten seconds left is owed to nobody", () => {
  expect(verdict(welcome("wm1", 12, null), [])).toBe("not owed");
});
