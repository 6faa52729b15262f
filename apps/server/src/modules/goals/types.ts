import type { GoalCurve, GoalMetric, GoalParams } from "@shuke/contract";

export type GoalRow = {
  id: string;
  playbook: string | null;
  name: string;
  metric: GoalMetric;
  params: GoalParams;
  target: number;
  startValue: number | null;
  startDay: string;
  deadline: string;
  curve: GoalCurve;
  owner: string | null;
  state: "active" | "archived";
  reason: Unmeasured | null;
  measuredAt: Date | null;
};

/** no-data: nothing of the kind was ever told us; gone: what it counts was deleted; few: too few cases for a rate. */
export type Unmeasured = "no-data" | "no-margin" | "gone" | "few";
export type Measure = { value: number; reason: null } | { value: null; reason: Unmeasured };
