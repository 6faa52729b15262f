import type { Unit } from "#actions";
import type { EventMap } from "#log";

/** `key` says what ended them: the same end is recorded once. */
type End = Pick<EventMap["sop.step-closed"], "state" | "reason"> & { key: string };

/** Ends steps that will not be done: one fact for each step, naming everybody whom it concerns. */
export function closeSteps(
  unit: Pick<Unit, "fact" | "now">,
  steps: ReadonlyArray<{ enrolmentId: string; sopId: string; step: string }>,
  { state, reason, key }: End,
): void {
  for (const rows of Map.groupBy(steps, (row) => `${row.sopId}/${row.step}`).values()) {
    const enrolmentIds = rows.map((row) => row.enrolmentId);
    const { sopId, step } = rows[0] ?? { sopId: "", step: "" };
    unit.fact({
      type: "sop.step-closed",
      subject: `sop:${sopId}`,
      occurredAt: unit.now,
      sourceKey: `closed:${sopId}/${step}:${enrolmentIds[0]}:${key}`,
      data: { sopId, step, enrolmentIds, state, reason },
    });
  }
}
