import { type RawBuilder, sql } from "kysely";
import type { SegmentLeaf, When } from "@shuke/contract";
import { addDays } from "#kit/tz";
import { firstDay, lostDays, startSec } from "./days.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Conditions that the customer's own row answers. */
export type OwnLeaf = Extract<SegmentLeaf, { kind: "tags" | "name" | "gender" | "type" | "relation" | "added" | "bucket" }>;

const GENDERS = { unknown: 0, male: 1, female: 2 };
const TYPES = { wechat: 1, wecom: 2 };

export function ownLeaf(frame: Frame, leaf: OwnLeaf): LeafSql {
  switch (leaf.kind) {
    case "tags":
      return {
        probe: tagged(leaf.match, leaf.tagIds),
        figure: sql`(select to_jsonb(array(select unnest(c.tag_ids) intersect
        select unnest(${leaf.tagIds}::text[]))))`,
      };
    case "name": {
      const like = `%${leaf.contains.replaceAll(/[\\%_]/g, "\\$&")}%`;
      return { probe: sql`(c.name is not null and c.name ilike ${like})`, figure: sql`to_jsonb(c.name)` };
    }
    case "gender":
      return {
        probe: known(
          sql`c.gender`,
          leaf.in.map((one) => GENDERS[one]),
          leaf.in.includes("unknown"),
        ),
        figure: sql`to_jsonb(coalesce(c.gender, 0))`,
      };
    case "type":
      return {
        probe: known(
          sql`c.type`,
          leaf.in.map((one) => TYPES[one]),
          false,
        ),
        figure: sql`to_jsonb(c.type)`,
      };
    case "relation":
      return { probe: sql`c.state = any(${leaf.in}::text[])`, figure: sql`to_jsonb(c.state)` };
    case "added":
      return {
        probe: addedWhen(frame, leaf.when),
        figure: sql`to_jsonb(nullif(c.added_sec, 0))`,
        ...(leaf.when.op === "between" ? {} : { moving: addedMoving(frame, leaf.when.days) }),
      };
    case "bucket": {
      const number = bucketOf(leaf.salt);
      // Both bounds of a range make it small in PostgreSQL's eyes, and are computed twice.
      const bounds = [...(leaf.from > 0 ? [sql`${number} >= ${leaf.from}`] : []), ...(leaf.to < 100 ? [sql`${number} < ${leaf.to}`] : [])];
      return { probe: sql`(${sql.join([sql`true`, ...bounds], sql` and `)})`, figure: sql`to_jsonb(${number})` };
    }
  }
}

/** Not by COALESCE: how many pass one PostgreSQL only guesses, and guesses far too few or too many. */
const known = (column: RawBuilder<unknown>, values: readonly number[], orNull: boolean): RawBuilder<boolean> =>
  orNull
    ? sql`(${column} is null or ${column} = any(${values}::int[]))`
    : sql`(${column} is not null and ${column} = any(${values}::int[]))`;

function tagged(match: "any" | "all" | "none", tagIds: readonly string[]): RawBuilder<boolean> {
  if (match === "all") return sql`c.tag_ids @> ${tagIds}::text[]`;
  return match === "any" ? sql`c.tag_ids && ${tagIds}::text[]` : sql`not (c.tag_ids && ${tagIds}::text[])`;
}

/** `added_sec` is 0 while WeCom has not told us when. */
function addedWhen(frame: Frame, when: When): RawBuilder<boolean> {
  if (when.op === "within") return sql`c.added_sec >= ${startSec(frame, firstDay(frame.today, when.days))}`;
  if (when.op === "before") return sql`(c.added_sec > 0 and c.added_sec < ${startSec(frame, firstDay(frame.today, when.days))})`;
  const from = when.from === null ? 1 : startSec(frame, when.from);
  return when.to === null
    ? sql`c.added_sec >= ${from}`
    : sql`(c.added_sec >= ${from} and c.added_sec < ${startSec(frame, addDays(when.to, 1))})`;
}

const addedMoving = (frame: Frame, days: number) => (from: string, to: string) => {
  const lost = lostDays(from, to, days);
  return sql`select id from customer where corp_id = ${frame.corpId} and added_sec >= ${startSec(frame, lost.from)}
    and added_sec < ${startSec(frame, addDays(lost.to, 1))}`;
};

/** MD5 and not PostgreSQL's own hashes: those may change with its version, and a hold-out must not. Same in `bucketNumber`. */
const bucketOf = (salt: string) => sql<number>`(('x' || left(md5(${`${salt}/`}::text || c.id), 8))::bit(32)::bigint % 100)::int`;
