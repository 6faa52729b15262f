import { expect, test } from "vitest";
import { lots } from "#kit/lots";
import { daySpread, forecastConfirmed, type Given, habitsOf, type History, rangeOf } from "./forecast.ts";

const at = new Date("2026-03-02T02:00:00Z");
const until = new Date("2026-03-02T13:00:00Z");
const shiftOf = (rate: number, by: number) => 1 / (1 + Math.exp(-(Math.log(rate / (1 - rate)) + by)));

/** A corp whose people confirm as they are: everybody has a rate, and days are good or bad for all of them. */
function house(seed: string, { staff, days, spread }: { staff: number; days: number; spread: number }) {
  const random = lots(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rates = Array.from({ length: staff }, () => shiftOf(0.62, normal()));
  const sizes = Array.from({ length: staff }, () => 20 + Math.floor(random() * 150));
  const habits = rates.map((_, i) => ({
    userId: `u${i}`,
    unit: String(i % 5),
    tasks: 0,
    confirmed: 0,
    delays: Array.from({ length: 13 }, () => 0),
  }));
  const play = (note: boolean) => {
    const day = spread * normal();
    let [confirmed, reached] = [0, 0];
    for (const [i, rate] of rates.entries()) {
      const habit = habits[i];
      if (!habit) continue;
      const done = random() < shiftOf(rate, day);
      if (done) {
        confirmed += 1;
        reached += sizes[i] ?? 0;
      }
      if (!note) continue;
      habit.tasks += 1;
      if (!done) continue;
      habit.confirmed += 1;
      const hour = Math.floor(random() * 4);
      habit.delays[hour] = (habit.delays[hour] ?? 0) + 1;
    }
    return { tasks: staff, confirmed, reached };
  };
  const played = Array.from({ length: days }, () => play(true));
  const given = sizes.map((recipients, i): Given => ({ sender: `u${i}`, at, until, recipients }));
  return { history: { habits, days: played } satisfies History, given, last: played.at(-1)?.reached ?? 0, next: () => play(false).reached };
}

test("eight times of ten what comes lies in the range, whether days are alike or differ, and with much or little history", () => {
  const cases = [
    { staff: 40, days: 12, spread: 0.3 },
    { staff: 200, days: 20, spread: 0.5 },
    { staff: 15, days: 6, spread: 0.1 },
  ];
  for (const one of cases) {
    let [hits, mine, same] = [0, 0, 0];
    const rounds = 120;
    for (let n = 0; n < rounds; n += 1) {
      const { history, given, last, next } = house(`${one.staff}/${n}`, one);
      const { confirmed } = forecastConfirmed(given, history, `seed${n}`);
      const actual = next();
      if (actual >= confirmed.low && actual <= confirmed.high) hits += 1;
      mine += Math.abs(confirmed.expected - actual);
      same += Math.abs(last - actual);
    }
    expect(hits / rounds, JSON.stringify(one)).toBeGreaterThanOrEqual(0.7);
    expect(hits / rounds, JSON.stringify(one)).toBeLessThanOrEqual(0.92);
    // It knows more than "as last time".
    expect(mine).toBeLessThan(same);
  }
});

test("the same question has the same answer, and hours only add up", () => {
  const { history, given } = house("again", { staff: 30, days: 8, spread: 0.3 });
  const one = forecastConfirmed(given, history, "s");
  expect(forecastConfirmed(given, history, "s")).toEqual(one);
  expect(forecastConfirmed(given, history, "t")).not.toEqual(one);
  expect(one.byHour.filter(({ low, expected, high }) => low > expected || expected > high)).toEqual([]);
  const expected = one.byHour.map((hour) => hour.expected);
  expect(expected).toEqual(expected.toSorted((a, b) => a - b));
});

test("two tasks judge nobody: who is little known is nearly as her team is", () => {
  const sure = { userId: "sure", unit: "1", tasks: 60, confirmed: 54, delays: [] };
  const fresh = { userId: "fresh", unit: "1", tasks: 2, confirmed: 0, delays: [] };
  const of = habitsOf({ habits: [sure, fresh], days: [] });
  const mean = (userId: string) => {
    const { a, b } = of(userId);
    return a / (a + b);
  };
  expect(mean("sure")).toBeGreaterThan(0.85);
  expect(mean("fresh")).toBeGreaterThan(0.4);
  expect(mean("fresh")).toBeLessThan(mean("sure"));
  expect(mean("nobody")).toBeGreaterThan(0.6);
});

test("nothing given is nothing expected, and a task that ends before anybody looks brings little", () => {
  expect(forecastConfirmed([], { habits: [], days: [] }, "s").confirmed).toEqual({ low: 0, expected: 0, high: 0 });
  const { history, given } = house("short", { staff: 50, days: 10, spread: 0.2 });
  const whole = forecastConfirmed(given, history, "s").confirmed.expected;
  const short = given.map((task) => ({ ...task, until: new Date(at.getTime() + 20 * 60_000) }));
  expect(forecastConfirmed(short, history, "s").confirmed.expected).toBeLessThan(whole / 3);
});

test("days that differ more than chance make the range wider", () => {
  const days = (rates: number[]) => rates.map((rate) => ({ tasks: 100, confirmed: Math.round(rate * 100) }));
  expect(daySpread(days([0.6, 0.61, 0.59, 0.6, 0.62, 0.6]))).toBeLessThan(daySpread(days([0.3, 0.85, 0.6, 0.4, 0.9, 0.5])));
  expect(rangeOf([])).toEqual({ low: 0, expected: 0, high: 0 });
  // One day of twenty on which nobody confirms draws the mean below them all.
  expect(rangeOf([0, ...Array.from({ length: 19 }, () => 148)])).toEqual({ low: 148, expected: 148, high: 148 });
});
