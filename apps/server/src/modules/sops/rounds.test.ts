import type { SopGraph } from "@shuke/contract";
import { expect, test } from "vitest";
import { enoughOf, newestRound, nextRound } from "./rounds.ts";

const zone = "Asia/Shanghai";
const at = (local: string) => new Date(`${local}:00+08:00`);
type Days = Extract<SopGraph["trigger"], { on: "calendar" }>["days"];
const calendar = (days: Days) => ({ trigger: { on: "calendar" as const, days, at: "10:00" }, clock: { from: "start" as const } });
const rounds = (days: Days, from: string, n: number) => {
  const found: string[] = [];
  let after = at(from);
  for (let i = 0; i < n; i += 1) {
    const next = nextRound(calendar(days), after, zone);
    if (!next) break;
    found.push(new Date(next.getTime() + 8 * 3_600_000).toISOString().slice(0, 10));
    after = next;
  }
  return found;
};

test("workdays know holidays and make-up days: the Saturday before the Spring Festival is one, the Monday in it is none", () => {
  expect(rounds({ kind: "workdays" }, "2026-02-13T12:00", 3)).toEqual(["2026-02-14", "2026-02-24", "2026-02-25"]);
  expect(rounds({ kind: "rest-days" }, "2026-02-13T12:00", 2)).toEqual(["2026-02-15", "2026-02-16"]);
});

test("weekdays and dates come round at their hour, never at an hour that has passed, and dates end", () => {
  expect(rounds({ kind: "weekdays", weekdays: [1, 4] }, "2026-03-02T10:00", 3)).toEqual(["2026-03-05", "2026-03-09", "2026-03-12"]);
  expect(rounds({ kind: "dates", dates: ["2026-03-08", "2026-03-02"] }, "2026-03-02T09:59", 5)).toEqual(["2026-03-02", "2026-03-08"]);
});

test("a house that stood still for a week starts the newest round only", () => {
  const daily = calendar({ kind: "every" });
  expect(newestRound(daily, at("2026-03-02T10:00"), at("2026-03-09T09:00"), zone)).toEqual(at("2026-03-08T10:00"));
  expect(newestRound(daily, at("2026-03-02T10:00"), at("2026-03-02T10:00"), zone)).toEqual(at("2026-03-02T10:00"));
});

test("facts alone start an SOP by event; groups that fill up are looked at every hour", () => {
  const event = { on: "event" as const, event: "group-entered-pool" as const };
  expect(nextRound({ trigger: event, clock: { from: "start" } }, at("2026-03-02T10:20"), zone)).toBeNull();
  const clock = { from: "filled" as const, idealSize: 200, share: 0.8, orDay: 14 };
  expect(nextRound({ trigger: event, clock }, at("2026-03-02T10:20"), zone)).toEqual(at("2026-03-02T11:00"));
  expect(enoughOf(clock)).toBe(160);
});
