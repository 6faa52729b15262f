import { laneOf, reachOf } from "./kinds.ts";
import type { ActionKind } from "./kinds.ts";
import { isQuiet, nextOpen } from "./quiet.ts";
import type { GateSettings } from "./settings.ts";

const kinds = Object.keys(laneOf) as ActionKind[];

/** Every lane, and whether its calls interrupt people. A lane never mixes both (a test holds it). */
export const lanes: ReadonlyMap<string, "none" | "answer" | "touch"> = new Map(kinds.map((kind) => [laneOf[kind], reachOf[kind]]));

/** Answers to a customer's own act are awaited by her, some by WeCom's own clock; everything else may take its time. */
export const answerLanes: readonly string[] = [...lanes].flatMap(([lane, reach]) => (reach === "answer" ? [lane] : []));
export const otherLanes: readonly string[] = [...lanes.keys()].filter((lane) => !answerLanes.includes(lane));

/** Until when WeCom has closed a lane, business time; kept in memory, since one refused call teaches it again. */
export type BlockedLanes = {
  block(corpId: string, lane: string, until: Date): void;
  until(corpId: string, lane: string): Date | undefined;
};

export function createBlockedLanes(): BlockedLanes {
  const blocked = new Map<string, Date>();
  const keyOf = (corpId: string, lane: string) => `${corpId} ${lane}`;
  return {
    block(corpId, lane, until) {
      const known = blocked.get(keyOf(corpId, lane));
      if (!known || known < until) blocked.set(keyOf(corpId, lane), until);
    },
    until: (corpId, lane) => blocked.get(keyOf(corpId, lane)),
  };
}

/** The first instant from `at` on at which a lane may be used: not closed by WeCom, and no interruption at night. */
export function laneOpensAt(lane: string, at: Date, blockedUntil: Date | undefined, settings: GateSettings): Date {
  const free = blockedUntil && blockedUntil > at ? blockedUntil : at;
  return lanes.get(lane) === "touch" && isQuiet(free, settings) ? nextOpen(free, settings) : free;
}
