import type { SopGraph } from "@shuke/contract";
import type { Ended, Park, Scheduled } from "./types.ts";
import { walk, type Walker, type WalkSettings } from "./walk.ts";

/** A step of an enrolment as it stands. */
export type Standing = { step: string; state: string; dueAt: Date; until: Date };

export type MoveOver = {
  /** New steps, and waiting ones with another hour. */
  steps: Scheduled[];
  /** Waiting steps that the new version does not have on this way. */
  drop: string[];
  park: Park | null;
  ended: Ended | null;
};

/**
 * What another version means for somebody under way. What was planned, done or ended stays as it is; waiting steps get the hours of the
 * new version; what the new version wanted earlier than now is not made up for. A branch whose hour has passed is asked anew, and what
 * follows from it is late (late.ts); draws are the same lots.
 */
export function moveOver(
  graph: SopGraph,
  walker: Walker,
  standing: readonly Standing[],
  held: Park | null,
  settings: WalkSettings,
  now: Date,
): MoveOver {
  const known = new Map(standing.map((one) => [one.step, one]));
  // Whoever waits at a place that the new version has goes on waiting there.
  const stays = held !== null && graph.nodes.some((node) => node.key === held.node && (node.do === "branch" || node.do === "until"));
  const { steps, park, ended } = walk(graph, { node: graph.start, at: walker.startedAt }, walker, settings);
  const wanted = new Map(steps.map((one) => [one.key, one]));
  const drop = standing.filter((one) => one.state === "waiting" && !wanted.has(one.step)).map((one) => one.step);
  const moved = steps.filter(({ key, dueAt }) => {
    const one = known.get(key);
    if (one) return one.state === "waiting" && one.dueAt.toISOString() !== dueAt && new Date(dueAt) > now;
    return new Date(dueAt) > now;
  });
  if (stays) return { steps: moved, drop: drop.filter((key) => !graph.steps.some((step) => step.key === key)), park: held, ended: null };
  return { steps: moved, drop, park, ended };
}
