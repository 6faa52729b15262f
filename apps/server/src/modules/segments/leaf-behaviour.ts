import { sql } from "kysely";
import type { SegmentLeaf } from "@shuke/contract";
import { firstDay, lostDays } from "./days.ts";
import { setOf } from "./set-of.ts";
import { timesLeaf } from "./times.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Conditions about what she did, by the tables of the projection segments.behaviour. */
export type BehaviourLeaf = Extract<SegmentLeaf, { kind: "did" | "never" | "last" }>;

const PERSON = sql`b.customer_id`;

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

function didLeaf(frame: Frame, leaf: Extract<SegmentLeaf, { kind: "did" }>): LeafSql {
  const { what, days } = leaf;
  const of = sql`b.corp_id = ${frame.corpId} and b.kind = ${what}`;
  const from = days === null ? null : firstDay(frame.today, days);
  const table = from === null ? sql`behaviour_last b where ${of}` : sql`behaviour_day b where ${of}`;
  const row = from === null ? sql`true` : sql`b.day >= ${from}::date`;
  return timesLeaf(leaf, {
    count: sql`(select coalesce(sum(b.n), 0)::int from ${table} and ${row} and b.customer_id = c.id)`,
    // One row a person, or any row will do: nothing to add up.
    set: (having, isAny) =>
      from === null
        ? setOf("id", { of: table, key: PERSON, row: isAny ? sql`true` : sql`b.n ${having}`, single: true })
        : setOf("id", { of: table, key: PERSON, row, ...(isAny ? {} : { test: (filter) => sql`sum(b.n)${filter} ${having}` }) }),
    moving:
      days === null
        ? undefined
        : (was, is) => {
            const lost = lostDays(was, is, days);
            return sql`select b.customer_id from behaviour_day b where ${of} and b.day between ${lost.from}::date and ${lost.to}::date`;
          },
  });
}
