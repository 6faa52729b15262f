import type { SendContent, SendPlan } from "@shuke/contract";
import { contentLimits, placesFor, variablesOf } from "@shuke/contract/asset-words";
import { sql } from "kysely";
import type { Attachment } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { checkContent, liveContents, provideContentUses, toSend } from "#modules/assets";
import { contentsOf } from "./rules.ts";

type Wordings = Pick<SendPlan, "content" | "variants" | "rules">;

/** Whether what a plan takes from the library may go out as a mass send, and fits with the rest. */
export async function checkWords(ctx: Ctx, plan: Wordings): Promise<void> {
  const contents = contentsOf(plan);
  const live = await liveContents(ctx, idsOf(contents));
  for (const { contentId, link } of contents) {
    if (contentId === undefined) continue;
    await checkContent(ctx, contentId, "mass");
    const { attachments: most } = contentLimits;
    const found = live.get(contentId);
    if (found && found.attachments.length + (link ? 1 : 0) > most) throw new Problem("sendTooMuch", { name: found.name, most });
  }
}

export type Words = { text: string; attachments: Attachment[] };

/** What goes out now, by cell; null where the library's content cannot go out any more: it is over, or has gaps now. Cards lead to pages that know the send. */
export async function wordsNow(ctx: Ctx, sendId: string, plan: Wordings): Promise<Array<Words | null>> {
  const contents = contentsOf(plan);
  const live = await liveContents(ctx, idsOf(contents));
  return contents.map(({ text, link, contentId }, cell) => {
    const found = contentId === undefined ? null : live.get(contentId);
    // A version that came later may have gaps, which nobody fills in a message to many.
    if (found === undefined || (found && !placesFor(variablesOf(found.text)).includes("mass"))) return null;
    const via = encodeURIComponent(`send.${sendId}.${cell}`);
    const card = link ? [{ msgtype: "link" as const, link: { title: link.title, desc: link.desc, url: `/m/${link.page}?v=${via}` } }] : [];
    const given = found && toSend(found);
    return { text: text === "" ? (given?.text ?? "") : text, attachments: [...card, ...(given?.attachments ?? [])] };
  });
}

const idsOf = (contents: readonly SendContent[]) => contents.flatMap(({ contentId }) => contentId ?? []);

/** Sends that are not over: a content is not put away under them. */
provideContentUses(async (ctx, contentId) => {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from send where corp_id = ${ctx.corpId}
    and state in ('draft', 'waiting', 'scheduled', 'planning', 'running')
    and jsonb_path_exists(plan, '$.**.contentId ? (@ == $id)', ${JSON.stringify({ id: contentId })}::jsonb) order by name, id`.execute(
    ctx.db,
  );
  return rows.map((row) => ({ kind: "send", ...row }));
});
