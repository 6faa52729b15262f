import { sql } from "kysely";
import { provideContentUses } from "#modules/assets";

/** Codes that welcome with a content of the library. */
provideContentUses(async (ctx, contentId) => {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from live_code
    where corp_id = ${ctx.corpId} and welcome_content = ${contentId} order by name, id`.execute(ctx.db);
  return rows.map((row) => ({ kind: "live-code", ...row }));
});
