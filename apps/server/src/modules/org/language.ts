import type { Language } from "@shuke/phrases";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** The language in which members of staff are written to: WeCom does not tell theirs, so the corp has one. */
export async function corpLanguage(ctx: Ctx): Promise<Language> {
  const { rows } = await sql<{ language: string | null }>`select settings->>'language' as language from corp
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return rows[0]?.language === "en" ? "en" : "zh-CN";
}
