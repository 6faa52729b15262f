import { expect, test } from "vitest";
import { packDue } from "./pack.ts";
import { stepDefinition } from "./types.ts";

const content = { text: "大家好" };
const base = { key: "d1", name: { zh: "第一步", en: "First" }, day: 1, at: "10:00", evidence: "delivered", target: 0.9, content };
const due = (n: number, sender = "xiaomei") => {
  const common = {
    sopId: "sop_1",
    version: 1,
    step: "d1",
    storeId: null,
    chatId: null,
    dueAt: new Date(0),
    until: new Date(1),
    held: false,
    stopped: false,
    overtaken: false,
    resumedAt: null,
  };
  return Array.from({ length: n }, (_, i) => ({ ...common, enrolmentId: `${sender}${i}`, recipient: `wm${i}`, sender }));
};

test("10,001 recipients of one sender are two calls, 10,000 and 1, with nobody left out or asked twice", () => {
  const packs = packDue(due(10_001), () => stepDefinition.parse({ ...base, kind: "mass-send" }));
  expect(packs.map((pack) => pack.rows.length)).toEqual([10_000, 1]);
  expect(new Set(packs.flatMap((pack) => pack.rows.map((row) => row.recipient))).size).toBe(10_001);
});

test("a post goes to 2,000 groups at most, a step by hand to one person, and no call mixes senders", () => {
  const group = packDue(due(4_500), () => stepDefinition.parse({ ...base, kind: "group-post" }));
  expect(group.map((pack) => pack.rows.length)).toEqual([2_000, 2_000, 500]);
  const byHand = packDue(due(3), () => stepDefinition.parse({ ...base, kind: "staff-task", evidence: "claim" }));
  expect(byHand.map((pack) => pack.rows.length)).toEqual([1, 1, 1]);
  const two = packDue([...due(5), ...due(7, "laowang")], () => stepDefinition.parse({ ...base, kind: "mass-send" }));
  expect(two.map((pack) => [pack.sender, pack.rows.length])).toEqual([
    ["xiaomei", 5],
    ["laowang", 7],
  ]);
});
