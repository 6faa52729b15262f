import { sql } from "kysely";
import type { SegmentLeaf } from "@shuke/contract";
import { firstDay, lostDays } from "./days.ts";
import { setOf } from "./set-of.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Conditions about what she did, by the tables of the projection segments.behaviour. */
export type BehaviourLeaf = Extract<SegmentLeaf, { kind: "did" | "never" | "last" }>;

const PERSON = sql`b.customer_id`;
/** The complement of everybody. */
export const NOBODY = { key: "id" as const, rows: sql`select null::text where false` };

export function behaviourLeaf(frame: Frame, leaf: BehaviourLeaf): LeafSql {
  const of = sql`b.corp_id = ${frame.corpId} and b.kind = ${leaf.what}`;
  const figure = sql`(select jsonb_build_object('last', b.last_day, 'n', b.n) from behaviour_last b where ${of} and b.customer_id = c.id)`;
  if (leaf.kind === "never") {
    return {
      probe: sql`not exists (select from behaviour_last b where ${of} and b.customer_id = c.id)`,
      set: { ...setOf("id", { of: sql`behaviour_last b where ${of}`, key: PERSON, row: sql`true`, single: true }), negated: true },
      figure,
    };
  }
  if (leaf.kind === "last") {
    const bound = firstDay(frame.today, leaf.days);
    const when = leaf.op === "less" ? sql`b.last_day >= ${bound}::date` : sql`b.last_day < ${bound}::date`;
    return {
      probe: sql`exists (select from behaviour_last b where ${of} and b.customer_id = c.id and ${when})`,
      set: setOf("id", { of: sql`behaviour_last b where ${of}`, key: PERSON, row: when, single: true }),
      figure,
      moving: (from, to) => {
        const lost = lostDays(from, to, leaf.days);
        return sql`select b.customer_id from behaviour_last b where ${of} and b.last_day between ${lost.from}::date and ${lost.to}::date`;
      },
    };
  }
  return didLeaf(frame, leaf);
}

function didLeaf(frame: Frame, { what, op, times, days }: Extract<SegmentLeaf, { kind: "did" }>): LeafSql {
  const of = sql`b.corp_id = ${frame.corpId} and b.kind = ${what}`;
  const from = days === null ? null : firstDay(frame.today, days);
  const table = from === null ? sql`behaviour_last b where ${of}` : sql`behaviour_day b where ${of}`;
  const row = from === null ? sql`true` : sql`b.day >= ${from}::date`;
  const count = sql`(select coalesce(sum(b.n), 0)::int from ${table} and ${row} and b.customer_id = c.id)`;
  const asked = counted(op, times);
  const having = asked.op === "=" ? sql`= ${asked.times}` : sql`>= ${asked.times}`;
  // One row a person, or any row will do: nothing to add up.
  const isAny = asked.op === ">=" && asked.times === 1;
  const set =
    from === null
      ? setOf("id", { of: table, key: PERSON, row: isAny ? sql`true` : sql`b.n ${having}`, single: true })
      : setOf("id", { of: table, key: PERSON, row, ...(isAny ? {} : { test: (filter) => sql`sum(b.n)${filter} ${having}` }) });
  return {
    probe: sql`${count} ${sql.raw(op)} ${times}`,
    set: { ...(asked.always ? NOBODY : set), ...(asked.negated ? { negated: true as const } : {}) },
    figure: sql`to_jsonb(${count})`,
    ...(days === null
      ? {}
      : {
          moving: (was: string, is: string) => {
            const lost = lostDays(was, is, days);
            return sql`select b.customer_id from behaviour_day b where ${of} and b.day between ${lost.from}::date and ${lost.to}::date`;
          },
        }),
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
