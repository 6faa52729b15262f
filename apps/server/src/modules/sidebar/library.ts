import type { api, ContentAttachment, OutputOf, ParsedInputOf, SidebarPut, SidebarTarget } from "@shuke/contract";
import { variablesOf } from "@shuke/contract/asset-words";
import { fill } from "@shuke/phrases";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { checkContent, filesUp, keepFavourite, liveContents, type LiveContent, quickReplies } from "#modules/assets";
import { namesOf } from "#modules/customers";
import { storesByIds, storesManagedBy } from "#modules/org";
import { whoLooks } from "./in-sight.ts";

/** What may go into this kind of chat; her own favourites first. */
export async function library(ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.library>): Promise<OutputOf<typeof api.sidebar.library>> {
  const { userId } = await whoLooks(ctx);
  const { items, nextCursor } = await quickReplies(ctx, userId, input);
  return {
    items: items.map(({ id, name, text, attachments, favourite }) => ({
      id,
      name,
      text,
      parts: attachments.map((one) => ({ kind: one.kind, title: "title" in one ? one.title : "" })),
      favourite,
    })),
    nextCursor,
  };
}

export async function favourite(ctx: Ctx, { contentId, on }: ParsedInputOf<typeof api.sidebar.favourite>): Promise<{ ok: true }> {
  const { userId } = await whoLooks(ctx);
  await keepFavourite(ctx, userId, contentId, on);
  return { ok: true };
}

/** A content as the client wants it: gaps filled, files by what is up at WeCom now. */
export async function fromLibrary(
  ctx: Ctx,
  by: { userId: string; name: string },
  to: SidebarTarget,
  contentId: string,
  publicUrl: string,
): Promise<SidebarPut[]> {
  await checkContent(ctx, contentId, "sidebar");
  const content = (await liveContents(ctx, [contentId])).get(contentId);
  if (!content) throw notFound("content", contentId);
  const text = await filled(ctx, by, to, content);
  const up = await filesUp(ctx, content.attachments);
  return [
    ...(text === "" ? [] : [{ kind: "text" as const, text }]),
    ...content.attachments.map((one) => toPut(one, up, { publicUrl, name: content.name })),
  ];
}

async function filled(ctx: Ctx, by: { userId: string; name: string }, to: SidebarTarget, { name, text }: LiveContent): Promise<string> {
  const gaps = variablesOf(text);
  if (gaps.length === 0) return text;
  if ("chatId" in to && gaps.includes("name")) throw new Problem("contentNotGroup", { name }, 409);
  const who = "externalUserId" in to ? (await namesOf(ctx, [to.externalUserId])).get(to.externalUserId) : undefined;
  const [storeId = ""] = gaps.includes("store") ? ((await storesManagedBy(ctx, [by.userId])).get(by.userId) ?? []) : [];
  const store = (await storesByIds(ctx, storeId === "" ? [] : [storeId])).get(storeId);
  // A gap that nothing is known for would be a hole in the sentence.
  if (gaps.includes("name") && who === undefined) throw new Problem("contentNoName", { name }, 409);
  if (gaps.includes("store") && store === undefined) throw new Problem("contentNoStore", { name }, 409);
  return fill(text, { name: who ?? "", staff: by.name, store: store?.name ?? "" });
}

type Up = ReadonlyMap<string, { mediaId: string | null; name: string }>;

function toPut(one: ContentAttachment, up: Up, { publicUrl, name }: { publicUrl: string; name: string }): SidebarPut {
  const absolute = (url: string) => (url.startsWith("/") ? publicUrl + url : url);
  const imgUrl = one.fileId === null ? "" : `${publicUrl}/m/pic/${one.fileId}`;
  if (one.kind === "link") return { kind: "card", title: one.title, desc: one.desc, url: absolute(one.url), imgUrl };
  if (one.kind === "miniprogram") return { kind: "miniprogram", title: one.title, appid: one.appid, page: one.page, imgUrl };
  const file = up.get(one.fileId);
  if (!file?.mediaId) throw new Problem("contentNotUp", { name }, 409);
  return { kind: one.kind, mediaId: file.mediaId, name: file.name };
}

/** As the story of a person tells of it later. */
export async function contentName(ctx: Ctx, id: string): Promise<string> {
  return (await liveContents(ctx, [id])).get(id)?.name ?? "";
}
