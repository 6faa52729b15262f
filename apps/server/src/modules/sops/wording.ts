import { createHash } from "node:crypto";
import { placesFor, variablesOf } from "@shuke/contract/asset-words";
import { wordingsOfStep } from "@shuke/contract/sop-library";
import type { Attachment } from "#actions";
import type { Ctx } from "#kit/ctx";
import { type LiveContent, liveContents, toSend } from "#modules/assets";
import { pageUrl } from "./links.ts";
import type { Pack } from "./pack.ts";
import type { StepDefinition } from "./types.ts";

/** Which wording a member of staff sends: drawn once for her and the step, since one mass task carries one content. */
export function wordingFor({ key, content, variants }: StepDefinition, sender: string): StepDefinition["content"] {
  if (variants.length === 0) return content;
  const lot = createHash("sha256").update(`${key}\u0000${sender}`).digest().readUInt32BE(0);
  return [content, ...variants][lot % (variants.length + 1)] ?? content;
}

/** What of the library may go out to many now, by id. A version that came later may have gaps, which nobody fills there. */
export type Library = ReadonlyMap<string, LiveContent>;

export async function goingOut(ctx: Ctx, contentIds: readonly string[]): Promise<Library> {
  const live = await liveContents(ctx, [...new Set(contentIds)]);
  return new Map([...live].filter(([, { text }]) => placesFor(variablesOf(text)).includes("mass")));
}

/** What these packs need of the library; most need nothing. */
export function libraryFor(ctx: Ctx, packs: readonly Pack[]): Promise<Library> {
  const steps = new Set(packs.map(({ definition }) => definition));
  return goingOut(
    ctx,
    [...steps].flatMap((step) => wordingsOfStep(step).flatMap(({ contentId }) => contentId ?? [])),
  );
}

/** What a pack's message says and carries; null where the content that it names cannot go out. Cards lead to pages that know the step. */
export function saidBy({ definition, sender, sopId, step }: Pack, library: Library): { text: string; attachments: Attachment[] } | null {
  const { text, link, contentId } = wordingFor(definition, sender);
  const found = contentId === undefined ? null : library.get(contentId);
  if (found === undefined) return null;
  const url = link && pageUrl(link.page, `${sopId}.${step}`);
  const card = link && url ? [{ msgtype: "link" as const, link: { title: link.title, desc: link.desc, url } }] : [];
  const given = found && toSend(found);
  return { text: text === "" ? (given?.text ?? "") : text, attachments: [...card, ...(given?.attachments ?? [])] };
}
