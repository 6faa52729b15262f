import { sql } from "kysely";
import { provideTagUses } from "#modules/tags";

/** Codes that mark whoever comes through them. They name tags, not ids: a deleted tag would be made anew with the next person. */
provideTagUses(async (ctx, tags) => {
  const names = tags.map(({ group, name }) => `${group}/${name}`);
  const { rows } = await sql<{ id: string; name: string }>`select id, name from live_code
    where corp_id = ${ctx.corpId} and tags && ${names}::text[] order by name, id`.execute(ctx.db);
  return rows.map((row) => ({ kind: "live-code", ...row }));
});
