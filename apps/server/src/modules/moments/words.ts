import type { ContentAttachment, MomentPlan } from "@shuke/contract";
import { placesFor, variablesOf } from "@shuke/contract/asset-words";
import { sql } from "kysely";
import type { MomentPart } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { checkContent, liveContents, provideContentUses } from "#modules/assets";

const PICTURES = 9;

type Words = { text: string; attachments: MomentPart[] };

/** Refuses what WeCom would: nothing at all, or pictures, a video and a link together. */
export async function checkWords(ctx: Ctx, plan: Pick<MomentPlan, "text" | "contentId" | "link">): Promise<void> {
  if (plan.contentId !== null) await checkContent(ctx, plan.contentId, "mass");
  if (plan.contentId !== null && plan.link !== null) throw new Problem("momentMixed", {});
  const words = await wordsNow(ctx, plan);
  if (words === null) throw new Problem("momentMixed", {});
  if (words.text === "" && words.attachments.length === 0) throw new Problem("momentEmpty", {});
}

/** What goes out now; null where the library's content cannot: it is over, has gaps, or holds what no moment takes. */
export async function wordsNow(
  ctx: Ctx,
  { text, contentId, link }: Pick<MomentPlan, "text" | "contentId" | "link">,
): Promise<Words | null> {
  if (contentId === null) return { text, attachments: link === null ? [] : [{ kind: "link", ...link, fileId: null }] };
  const found = (await liveContents(ctx, [contentId])).get(contentId);
  if (!found || !placesFor(variablesOf(found.text)).includes("mass")) return null;
  const attachments = partsOf(found.attachments);
  return attachments && { text: text === "" ? found.text : text, attachments };
}

function partsOf(attachments: readonly ContentAttachment[]): MomentPart[] | null {
  const parts = attachments.flatMap((one): MomentPart[] => {
    if (one.kind === "image" || one.kind === "video") return [{ kind: one.kind, fileId: one.fileId }];
    return one.kind === "link" ? [{ kind: "link", title: one.title, url: one.url, fileId: one.fileId ?? null }] : [];
  });
  const kinds = new Set(parts.map(({ kind }) => kind));
  const fits = parts.length === attachments.length && kinds.size <= 1 && parts.length <= (kinds.has("image") ? PICTURES : 1);
  return fits ? parts : null;
}

/** Moments that are not over: a content is not put away under them. */
provideContentUses(async (ctx, contentId) => {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from moment where corp_id = ${ctx.corpId}
    and state in ('draft', 'scheduled') and plan ->> 'contentId' = ${contentId} order by name, id`.execute(ctx.db);
  return rows.map((row) => ({ kind: "moment", ...row }));
});
