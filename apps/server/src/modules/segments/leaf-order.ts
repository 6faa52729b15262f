import { type RawBuilder, sql } from "kysely";
import type { SegmentLeaf } from "@shuke/contract";
import { addDays } from "#kit/tz";
import { firstDay, lostDays, startOf } from "./days.ts";
import { setOf } from "./set-of.ts";
import { counted, NOBODY } from "./times.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Conditions about orders that count: one refunded in full does not, amounts are net of refunds (module orders). */
export type OrderLeaf = Extract<SegmentLeaf, { kind: "orders" | "order-date" | "rfm" }>;

export function orderLeaf(frame: Frame, leaf: OrderLeaf): LeafSql {
  switch (leaf.kind) {
    case "orders":
      return leaf.days === null ? allOrders(frame, leaf) : recentOrders(frame, { ...leaf, days: leaf.days });
    case "order-date": {
      const column = sql.ref(leaf.which === "first" ? "s.first_day" : "s.last_day");
      const within = daysWithin(frame, column, leaf.when);
      return {
        probe: sql`exists (select from order_stats s where s.person_id = c.id and s.corp_id = ${frame.corpId} and ${within})`,
        set: statsWhere(frame, within),
        figure: sql`(select to_jsonb(${column}) from order_stats s where s.corp_id = ${frame.corpId} and s.person_id = c.id)`,
        ...(leaf.when.op === "between" ? {} : { moving: ordersMoving(frame, leaf.when.days) }),
      };
    }
    case "rfm": {
      const asked = (["r", "f", "m"] as const).flatMap((name) => {
        const range = leaf[name];
        return range ? [sql`s.${sql.ref(name)} between ${range[0]} and ${range[1]}`] : [];
      });
      const of = sql`s.corp_id = ${frame.corpId}`;
      const row = sql.join([sql`true`, ...asked], sql` and `);
      return {
        probe: sql`exists (select from rfm_score s where s.person_id = c.id and ${of} and ${row})`,
        set: setOf("id", { of: sql`rfm_score s where ${of}`, key: sql`s.person_id`, row, single: true }),
        figure: sql`(select jsonb_build_object('r', s.r, 'f', s.f, 'm', s.m) from rfm_score s
          where s.corp_id = ${frame.corpId} and s.person_id = c.id)`,
      };
    }
  }
}

type Orders = Extract<SegmentLeaf, { kind: "orders" }>;

const statsWhere = (frame: Frame, row: RawBuilder<unknown>) =>
  setOf("id", { of: sql`order_stats s where s.corp_id = ${frame.corpId}`, key: sql`s.person_id`, row, single: true });

function allOrders(frame: Frame, { measure, op, value }: Orders): LeafSql {
  const of = sql`s.corp_id = ${frame.corpId}`;
  const compare = sql.raw(op);
  const figure = sql`(select jsonb_build_object('n', s.orders, 'fen', s.amount_fen) from order_stats s where ${of} and s.person_id = c.id)`;
  if (measure === "average") {
    const test = sql`s.amount_fen ${compare} s.orders * ${value}::bigint`;
    return {
      probe: sql`exists (select from order_stats s where ${of} and s.person_id = c.id and ${test})`,
      set: statsWhere(frame, test),
      figure,
    };
  }
  const column = sql.ref(measure === "count" ? "s.orders" : "s.amount_fen");
  const { always, negated, ...asked } = counted(op, value);
  const set = always ? NOBODY : statsWhere(frame, sql`${column} ${sql.raw(asked.op)} ${asked.times}::bigint`);
  return {
    probe: sql`coalesce((select ${column} from order_stats s where ${of} and s.person_id = c.id), 0) ${compare} ${value}::bigint`,
    set: { ...set, ...(negated ? { negated: true as const } : {}) },
    figure,
  };
}

function recentOrders(frame: Frame, { measure, op, value, days }: Orders & { days: number }): LeafSql {
  const from = firstDay(frame.today, days);
  const row = sql`o.day >= ${from}::date`;
  const of = sql`customer_order o where o.person_id is not null and o.corp_id = ${frame.corpId} and o.refunded_fen < o.amount_fen`;
  const table = sql`${of} and ${row}`;
  const setWhere = (test?: (filter: RawBuilder<unknown>) => RawBuilder<unknown>) =>
    setOf("id", { of, key: sql`o.person_id`, row, ...(test ? { test } : {}) });
  const compare = sql.raw(op);
  const amountOf = (filter: RawBuilder<unknown>) => sql`sum(o.amount_fen - o.refunded_fen)${filter}`;
  const amount = amountOf(sql``);
  const figure = sql`(select jsonb_build_object('n', count(*), 'fen', coalesce(${amount}, 0)) from ${table} and o.person_id = c.id)`;
  const moving = ordersMoving(frame, days);
  if (measure === "average") {
    const testOf = (filter: RawBuilder<unknown>) => sql`${amountOf(filter)} ${compare} count(*)${filter} * ${value}::bigint`;
    const test = testOf(sql``);
    return {
      probe: sql`coalesce((select ${test} from ${table} and o.person_id = c.id having count(*) > 0), false)`,
      set: setWhere(testOf),
      figure,
      moving,
    };
  }
  const measured = measure === "count" ? sql`count(*)` : sql`coalesce(${amount}, 0)`;
  const { always, negated, ...asked } = counted(op, value);
  const isAny = measure === "count" && asked.op === ">=" && asked.times === 1;
  const measuredOf = measure === "count" ? (filter: RawBuilder<unknown>) => sql`count(*)${filter}` : amountOf;
  const asks = (filter: RawBuilder<unknown>) => sql`${measuredOf(filter)} ${sql.raw(asked.op)} ${asked.times}::bigint`;
  const set = always ? NOBODY : setWhere(isAny ? undefined : asks);
  return {
    probe: sql`(select ${measured} ${compare} ${value}::bigint from ${table} and o.person_id = c.id)`,
    set: { ...set, ...(negated ? { negated: true as const } : {}) },
    figure,
    moving,
  };
}

function daysWithin(frame: Frame, column: RawBuilder<unknown>, when: Extract<OrderLeaf, { kind: "order-date" }>["when"]) {
  if (when.op === "within") return sql`${column} >= ${firstDay(frame.today, when.days)}::date`;
  if (when.op === "before") return sql`${column} < ${firstDay(frame.today, when.days)}::date`;
  return sql`${column} between ${when.from ?? "0001-01-01"}::date and ${when.to ?? "9999-12-31"}::date`;
}

/** By the time of payment, which has an index. */
const ordersMoving = (frame: Frame, days: number) => (from: string, to: string) => {
  const lost = lostDays(from, to, days);
  return sql`select o.person_id from customer_order o where o.corp_id = ${frame.corpId} and o.person_id is not null
    and o.paid_at >= ${startOf(frame, lost.from)} and o.paid_at < ${startOf(frame, addDays(lost.to, 1))}`;
};
