import type { Stage, StageRule } from "@shuke/contract";

/** A row of `life_cycle`. */
export type LifeCycle = {
  version: number;
  rules: StageRule[];
  families: number;
  place: string | null;
  looked: number;
  moved: number;
  day: string;
  updatedAt: Date;
};

/** Somebody whose stage is not what the rules say; `rule` is the name of the one that holds. */
export type Move = { id: string; from: Stage | null; to: Stage | null; rule: string | null };
