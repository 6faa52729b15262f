import { sql } from "kysely";
import type { ColumnMetric, ColumnResults, GroupClass } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { shrink } from "./shrink.ts";
import type { ColumnRow } from "./types.ts";

/** What earlier posts say is read from so many days. */
export const DAYS_OF_RESULTS = 56;

type Post = { columnId: string; planned: number; reached: number; members: number; opened: number | null; talked: number | null };

/** A post's own figure; null where nobody can know it. */
export function shareOf(metric: ColumnMetric, { planned, reached, members, opened, talked }: Omit<Post, "columnId">): number | null {
  if (metric === "delivered") return planned === 0 ? null : reached / planned;
  const count = metric === "opened" ? opened : talked;
  return count === null || members === 0 ? null : Math.min(1, count / members);
}

export type Standing = {
  results: ColumnResults;
  /** What to expect against the mean of columns with the same metric; null: not known. */
  score: number | null;
};

/** What each column came to; the expectation is drawn towards the mean of the columns that are measured alike. */
export async function standings(ctx: Ctx, columns: readonly ColumnRow[], groupClass?: GroupClass): Promise<Map<string, Standing>> {
  const since = new Date(ctx.now.getTime() - DAYS_OF_RESULTS * 86_400_000);
  const { rows } =
    await sql<Post>`select s.column_id as "columnId", s.planned, s.reached, s.members, s.opened, s.talked from calendar_slot s
    where s.corp_id = ${ctx.corpId} and s.state = 'given' and s.measured_at is not null and s.due_at >= ${since}
      and (${groupClass ?? null}::text is null or s.class_key = ${groupClass ?? null})
    order by s.day desc, s.id limit 20000`.execute(ctx.db);
  const posts = Map.groupBy(rows, ({ columnId }) => columnId);
  const shares = new Map(
    columns.map(({ id, plan }) => [id, (posts.get(id) ?? []).flatMap((post) => shareOf(plan.metric, post) ?? [])] as const),
  );
  const metrics = Map.groupBy(columns, ({ plan }) => plan.metric);
  const shrunk = new Map(
    [...metrics].map(([metric, these]) => [metric, shrink(new Map(these.map(({ id }) => [id, shares.get(id) ?? []])))] as const),
  );
  return new Map(
    columns.map(({ id, plan }): [string, Standing] => {
      const own = posts.get(id) ?? [];
      const known = shares.get(id) ?? [];
      const of = shrunk.get(plan.metric);
      const mean = of?.mean ?? null;
      const expected = of?.expected.get(id) ?? mean;
      const results: ColumnResults = {
        posts: own.length,
        measured: known.length,
        groups: { planned: sum(own, "planned"), reached: sum(own, "reached") },
        members: sum(own, "members"),
        opened: sumKnown(own.map(({ opened }) => opened)),
        talked: sumKnown(own.map(({ talked }) => talked)),
        share: known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length,
        expected,
      };
      return [id, { results, score: expected === null || mean === null || mean === 0 ? null : expected / mean }];
    }),
  );
}

const sum = (posts: readonly Post[], key: "planned" | "reached" | "members") => posts.reduce((all, post) => all + post[key], 0);
const sumKnown = (counts: ReadonlyArray<number | null>): number | null => {
  const known = counts.filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
};
