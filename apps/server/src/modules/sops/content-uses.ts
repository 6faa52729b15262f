import { contentIdsOf, graphOf, type SopWritten } from "@shuke/contract";
import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { provideContentUses } from "#modules/assets";
import { countVersions } from "./count-steps.ts";

/** `version`: null for a draft. */
type Row = { id: string; name: { zh: string; en: string }; definition: SopWritten; version: number | null; newest: boolean };

/** SOPs that newcomers get or that people are still in, and drafts: a content is not put away under them. */
provideContentUses(async (ctx, contentId) => {
  const { rows } = await sql<Row>`select s.id, s.name, v.definition, v.version, v.version = s.version as newest
    from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id
    where s.corp_id = ${ctx.corpId} and s.state <> 'stopped' and strpos(v.definition::text, ${contentId}) > 0
    union all select id, name, draft, null, false from sop
    where corp_id = ${ctx.corpId} and state <> 'stopped' and strpos(draft::text, ${contentId}) > 0
    order by 1`.execute(ctx.db);
  const using = rows.filter(({ definition }) => contentIdsOf(graphOf(definition)).includes(contentId));
  const found = new Map<string, { kind: string; id: string; name: string }>();
  for (const row of using) {
    if (!found.has(row.id) && (await isAlive(ctx, row))) found.set(row.id, { kind: "sop", id: row.id, name: inWords(ctx, row.name) });
  }
  return [...found.values()];
});

/** An older version counts while somebody has something to come in it. */
async function isAlive(ctx: Ctx, { id, version, newest }: Row): Promise<boolean> {
  return version === null || newest || ((await countVersions(ctx, id)).get(version) ?? 0) > 0;
}
