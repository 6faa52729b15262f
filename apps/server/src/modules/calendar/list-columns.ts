import type { api, Column, OutputOf, ParsedInputOf } from "@shuke/contract";
import { notFound } from "#kit/problem";
import type { Ctx } from "#kit/ctx";
import { liveContents } from "#modules/assets";
import { staffNames } from "#modules/org";
import { standings } from "./results.ts";
import { readColumns } from "./rows.ts";
import type { ColumnRow } from "./types.ts";

export async function listColumns(ctx: Ctx, input: ParsedInputOf<typeof api.columns.list>): Promise<OutputOf<typeof api.columns.list>> {
  const { groupClass, value, archived } = input;
  const all = (await readColumns(ctx)).filter(
    ({ plan, archivedAt }) =>
      (archivedAt !== null) === archived &&
      (groupClass === undefined || plan.classes.includes(groupClass)) &&
      (value === undefined || plan.value === value),
  );
  const from = input.cursor === undefined ? 0 : all.findIndex(({ id }) => id === input.cursor) + 1;
  const shown = all.slice(from, from + input.limit);
  const last = shown.at(-1);
  return {
    items: await toColumns(ctx, shown, groupClass),
    nextCursor: from + input.limit < all.length && last ? last.id : null,
    total: all.length,
  };
}

export async function getColumn(ctx: Ctx, id: string): Promise<Column> {
  const all = await readColumns(ctx);
  const row = all.find((one) => one.id === id);
  const [column] = row ? await toColumns(ctx, [row]) : [];
  if (!column) throw notFound("column", id);
  return column;
}

async function toColumns(ctx: Ctx, rows: readonly ColumnRow[], groupClass?: Column["classes"][number]): Promise<Column[]> {
  // Drawn towards the mean of all columns, not of a page of them.
  const standing = await standings(ctx, await readColumns(ctx), groupClass);
  const contents = await liveContents(
    ctx,
    rows.flatMap(({ plan }) => plan.contentId ?? []),
  );
  const names = await staffNames(
    ctx,
    rows.flatMap(({ plan }) => (plan.owner === "" ? [] : [plan.owner])),
  );
  return rows.flatMap(({ id, plan, playbook, revision, archivedAt, savedAt, savedBy }): Column[] => {
    const results = standing.get(id)?.results;
    if (results === undefined) return [];
    return [
      {
        ...plan,
        id,
        playbook,
        revision,
        archived: archivedAt !== null,
        ownerName: names.get(plan.owner) ?? plan.owner,
        contentName: plan.contentId === null ? null : (contents.get(plan.contentId)?.name ?? null),
        savedAt: savedAt.toISOString(),
        savedBy,
        results,
      },
    ];
  });
}
