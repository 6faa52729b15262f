import { sql } from "kysely";
import { provideContentUses } from "#modules/assets";

/** Columns that begin with a content; it is not put away under them. */
provideContentUses(async (ctx, contentId) => {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from calendar_column
    where corp_id = ${ctx.corpId} and archived_at is null and plan->>'contentId' = ${contentId} order by name`.execute(ctx.db);
  return rows.map((row) => ({ kind: "column", ...row }));
});
