import { type BoardStep, momentOf, type SopGraph, type SopStepState } from "@shuke/contract";
import { type Ctx, inWords } from "#kit/ctx";
import { changeOf, isFew, type Share, shortOf } from "./board-rules.ts";
import type { Counts } from "./count-steps.ts";
import { judge, rateOf } from "./rules.ts";
import type { StepDefinition } from "./types.ts";

type Rows = readonly Counts[];
/** What the change is taken from: two periods beside each other. */
export type Beside = { recent: Rows; before: Rows };

/** The board's rows: one per step of the current version, in order. */
export function boardSteps(
  ctx: Pick<Ctx, "language">,
  definition: SopGraph,
  counts: Rows,
  beside: Beside = { recent: [], before: [] },
): BoardStep[] {
  return definition.steps.map((step) => {
    const row = (rows: Rows) => rows.find((one) => one.step === step.key);
    const change = changeOf(shareOf(row(beside.recent)), shareOf(row(beside.before)));
    return boardStep(ctx, step, momentOf(definition, step.key), row(counts), change);
  });
}

/** What is decided: done, missed, refused, and claims whose time is over. */
export function shareOf(row: Pick<Counts, "done" | "missed" | "refused" | "word_only"> | undefined): Share {
  if (!row) return { done: 0, decided: 0 };
  return { done: row.done, decided: row.done + row.missed + row.refused + row.word_only };
}

function boardStep(
  ctx: Pick<Ctx, "language">,
  step: StepDefinition,
  moment: { day: number; at: string } | null,
  row: Counts | undefined,
  change: BoardStep["change"],
): BoardStep {
  const n = (key: SopStepState | "entered" | "overdue" | "metric_met") => row?.[key] ?? 0;
  const share = shareOf(row);
  const rate = rateOf(share.done, share.decided);
  const target = step.target ?? 0;
  const metricRate = rateOf(n("metric_met"), n("done"));
  return {
    key: step.key,
    name: inWords(ctx, step.name),
    kind: step.kind,
    day: moment?.day ?? null,
    at: moment?.at ?? "",
    entered: n("entered"),
    underWay: n("waiting") + n("planned") - n("overdue"),
    waiting: n("waiting"),
    planned: n("planned"),
    done: n("done"),
    claimed: n("claimed"),
    overdue: n("overdue"),
    missed: n("missed"),
    skipped: n("skipped"),
    refused: n("refused"),
    exited: n("exited"),
    decided: share.decided,
    rate,
    target,
    status: judge(rate, target, share.decided),
    short: shortOf(share, target),
    isFew: isFew(share),
    change,
    metric: step.metric
      ? {
          name: inWords(ctx, step.metric.name),
          of: n("done"),
          met: n("metric_met"),
          rate: metricRate,
          target: step.metric.target,
          status: judge(metricRate, step.metric.target, n("done")),
        }
      : null,
  };
}
