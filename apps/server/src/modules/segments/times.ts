import { type RawBuilder, sql } from "kysely";
import type { LeafSql } from "./types.ts";

/** The complement of everybody. */
export const NOBODY = { key: "id" as const, rows: sql`select null::text where false` };

type Times = { op: ">=" | "<=" | "="; times: number };
type Parts = {
  /** How often she did. */
  count: RawBuilder<unknown>;
  /** Those whose number `having` fits; with `isAny` one row is enough. */
  set: (having: RawBuilder<unknown>, isAny: boolean) => NonNullable<LeafSql["set"]>;
  moving: LeafSql["moving"] | undefined;
};

/** A condition that asks how often. */
export function timesLeaf({ op, times }: Times, { count, set, moving }: Parts): LeafSql {
  const asked = counted(op, times);
  const having = asked.op === "=" ? sql`= ${asked.times}` : sql`>= ${asked.times}`;
  const isAny = asked.op === ">=" && asked.times === 1;
  return {
    probe: sql`${count} ${sql.raw(op)} ${times}`,
    set: { ...(asked.always ? NOBODY : set(having, isAny)), ...(asked.negated ? { negated: true as const } : {}) },
    figure: sql`to_jsonb(${count})`,
    ...(moving ? { moving } : {}),
  };
}

/**
 * A count compared, as a set of those who have some: at most n is not at least n + 1, exactly none is not at least one, at
 * least none is everybody (the complement of nobody).
 */
export function counted(op: ">=" | "<=" | "=", value: number): { op: ">=" | "="; times: number; negated: boolean; always: boolean } {
  if (op === "<=") return { op: ">=", times: value + 1, negated: true, always: false };
  if (op === "=")
    return value === 0 ? { op: ">=", times: 1, negated: true, always: false } : { op, times: value, negated: false, always: false };
  return { op, times: value, negated: value === 0, always: value === 0 };
}
