import { type RawBuilder, sql } from "kysely";
import type { FieldTest, SegmentLeaf } from "@shuke/contract";
import { addDays } from "#kit/tz";
import { firstDay, lastDay, lostDays, monthDays } from "./days.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Conditions about what we noted of her: fields, marks, stage of the life cycle, other segments. */
export type ProfileLeaf = Extract<SegmentLeaf, { kind: "field" | "marked" | "stage" | "segment" }>;

export function profileLeaf(frame: Frame, leaf: ProfileLeaf): LeafSql {
  const corp = frame.corpId;
  switch (leaf.kind) {
    case "marked": {
      const of = sql`k.corp_id = ${corp} and k.mark = any(${leaf.in}::text[])`;
      return listed(sql`customer_mark k`, of, sql`jsonb_agg(k.mark)`);
    }
    case "stage": {
      const of = sql`k.corp_id = ${corp} and k.stage = any(${leaf.in}::text[])`;
      const mine = sql`(select to_jsonb(k.stage) from customer_stage k where k.corp_id = ${corp} and k.customer_id = c.id)`;
      return { ...listed(sql`customer_stage k`, of, sql`to_jsonb(1)`), figure: mine };
    }
    case "segment": {
      const of = sql`k.corp_id = ${corp} and k.segment_id = any(${leaf.segmentIds}::text[])`;
      return listed(sql`segment_member k`, of, sql`jsonb_agg(k.segment_id)`);
    }
    case "field": {
      const ofField = sql`k.corp_id = ${corp} and k.key = ${leaf.key}`;
      const value = sql`coalesce(to_jsonb(k.number_value), to_jsonb(k.date_value), to_jsonb(k.text_value))`;
      const mine = sql`(select ${value} from customer_field k where ${ofField} and k.customer_id = c.id)`;
      const moving = fieldMoving(ofField, leaf.is);
      return {
        ...listed(sql`customer_field k`, sql`${ofField} and ${fieldTest(frame, leaf.is)}`, sql`to_jsonb(1)`),
        figure: mine,
        ...(moving ? { moving } : {}),
      };
    }
  }
}

/** Rows of a table that names customers. */
function listed(table: RawBuilder<unknown>, of: RawBuilder<unknown>, found: RawBuilder<unknown>): LeafSql {
  return {
    probe: sql`exists (select from ${table} where k.customer_id = c.id and ${of})`,
    set: { key: "id", rows: sql`select k.customer_id from ${table} where ${of}` },
    figure: sql`(select ${found} from ${table} where k.customer_id = c.id and ${of})`,
  };
}

const MONTH_DAY = sql`(extract(month from k.date_value) * 100 + extract(day from k.date_value))::int`;

function fieldTest(frame: Frame, is: FieldTest): RawBuilder<unknown> {
  switch (is.op) {
    case "known":
      return sql`true`;
    case "text-is":
      return sql`k.text_value = any(${is.values}::text[])`;
    case "text-has":
      return sql`k.text_value ilike ${`%${is.part.replaceAll(/[\\%_]/g, "\\$&")}%`}`;
    case "number":
      return sql`k.number_value between ${is.from ?? "-Infinity"}::float8 and ${is.to ?? "Infinity"}::float8`;
    case "date":
      return sql`k.date_value between ${is.from ?? "-infinity"}::date and ${is.to ?? "infinity"}::date`;
    case "date-within":
      return is.ahead
        ? sql`k.date_value between ${frame.today}::date and ${lastDay(frame.today, is.days)}::date`
        : sql`k.date_value between ${firstDay(frame.today, is.days)}::date and ${frame.today}::date`;
    case "anniversary":
      return sql`${MONTH_DAY} = any(${monthDays(frame.today, is.days)}::int[])`;
    case "flag":
      return sql`k.text_value = ${String(is.value)}`;
    case "choice":
      return sql`k.text_value = any(${is.options}::text[])`;
  }
}

/** Dates lie in the past and in the future, so a window gains days as well as it loses some. */
function fieldMoving(ofField: RawBuilder<unknown>, is: FieldTest): LeafSql["moving"] {
  const between = (from: string, to: string) => sql`k.date_value between ${from}::date and ${to}::date`;
  const people = (test: RawBuilder<unknown>) => sql`select k.customer_id from customer_field k where ${ofField} and (${test})`;
  if (is.op === "date-within") {
    return (from, to) => {
      const lost = is.ahead ? { from, to: addDays(to, -1) } : lostDays(from, to, is.days);
      const won = is.ahead ? { from: addDays(lastDay(from, is.days), 1), to: lastDay(to, is.days) } : { from: addDays(from, 1), to };
      return people(sql`${between(lost.from, lost.to)} or ${between(won.from, won.to)}`);
    };
  }
  if (is.op !== "anniversary") return undefined;
  return (from, to) => {
    const was = new Set(monthDays(from, is.days));
    const now = new Set(monthDays(to, is.days));
    const changed = [...was].filter((day) => !now.has(day)).concat([...now].filter((day) => !was.has(day)));
    return people(sql`${MONTH_DAY} = any(${changed}::int[])`);
  };
}
