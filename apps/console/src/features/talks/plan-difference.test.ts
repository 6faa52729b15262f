import { expect, test } from "vitest";
import type { TalkPlan } from "@shuke/contract";
import { differingParts } from "./plan-difference.ts";

const plan: TalkPlan = {
  kind: "newcomer",
  title: "新人答疑",
  guest: "",
  host: "amei",
  startsAt: "2026-03-05T11:30:00.000Z",
  minutes: 45,
  groupIds: ["grp_1", "grp_2"],
  storeIds: [],
  classes: [],
  texts: { announce: "", remind: "", soon: "" },
  runSheet: [{ minute: 0, title: "开场", owner: "", text: "大家好" }],
};

test("two plans differ where they say different things, not where they say the same in other words", () => {
  expect(
    differingParts(plan, { ...plan, title: " 新人答疑 ", groupIds: ["grp_2", "grp_1"], startsAt: "2026-03-05T19:30:00+08:00" }),
  ).toEqual([]);
  expect(differingParts(plan, { ...plan, title: "老客答疑", classes: ["store"], texts: { ...plan.texts, soon: "快开始了" } })).toEqual([
    "title",
    "whom",
    "texts",
  ]);
  expect(differingParts(plan, { ...plan, runSheet: [{ minute: 0, title: "开场", owner: "amei", text: "大家好" }] })).toEqual(["runSheet"]);
});
