import type { ContentAttachment, LibraryContent } from "@shuke/contract";
import { type ContentPlace, placesFor, variablesOf } from "@shuke/contract/asset-words";
import { fill } from "@shuke/phrases";
import { sql } from "kysely";
import { type Attachment, gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { checkPlace, isUsable } from "./rules.ts";

type LiveRow = {
  id: string;
  name: string;
  live_n: number | null;
  expires_at: Date | null;
  archived_at: Date | null;
  body: string | null;
  attachments: ContentAttachment[] | null;
};

async function liveRows(ctx: Ctx, ids: readonly string[]): Promise<LiveRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<LiveRow>`select c.id, c.name, c.live_n, c.expires_at, c.archived_at, v.body, v.attachments from content c
    left join content_version v on v.corp_id = c.corp_id and v.content_id = c.id and v.n = c.live_n
    where c.corp_id = ${ctx.corpId} and c.id = any(${[...ids]}) order by c.id`.execute(ctx.db);
  return rows;
}

/** Whether a content may be chosen for a place; the refusal says why not. For whoever configures something that sends it. */
export async function checkContent(ctx: Ctx, id: string, place: ContentPlace): Promise<void> {
  const [row] = await liveRows(ctx, [id]);
  if (!row) throw notFound("content", id);
  if (!isUsable(row, ctx.now)) throw new Problem("contentNotLive", { name: row.name }, 409);
  checkPlace(row.name, row.body ?? "", place);
}

/** What a check of something that names contents asks of them, by id. */
export async function libraryFacts(ctx: Ctx, ids: readonly string[]): Promise<Map<string, LibraryContent>> {
  const rows = await liveRows(ctx, ids);
  if (rows.length === 0) return new Map();
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        name: row.name,
        usable: isUsable(row, ctx.now),
        mass: placesFor(variablesOf(row.body ?? "")).includes("mass"),
        attachments: (row.attachments ?? []).length,
        ends: row.expires_at === null ? null : localStamp(row.expires_at, timeZone),
      },
    ]),
  );
}

/** Contents by what people call them, or by id: what a file that was written elsewhere means. */
export async function namedContents(ctx: Ctx, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from content
    where corp_id = ${ctx.corpId} and (name = any(${[...names]}) or id = any(${[...names]}))`.execute(ctx.db);
  return new Map([...rows.map(({ id }) => [id, id] as const), ...rows.map(({ id, name }) => [name, id] as const)]);
}

export type LiveContent = { id: string; name: string; text: string; attachments: ContentAttachment[] };

/** What goes out now of these contents, by id; what is over, put away or not let through is not there. */
export async function liveContents(ctx: Ctx, ids: readonly string[]): Promise<Map<string, LiveContent>> {
  const usable = (await liveRows(ctx, ids)).filter((row) => isUsable(row, ctx.now));
  return new Map(usable.map(({ id, name, body, attachments }) => [id, { id, name, text: body ?? "", attachments: attachments ?? [] }]));
}

/** As planned actions carry it: the sender puts what is up at WeCom in the place of files. */
export function toSend(content: LiveContent, values: Record<string, string> = {}): { text: string; attachments: Attachment[] } {
  return { text: fill(content.text, values), attachments: content.attachments.map(toAttachment) };
}

function toAttachment(one: ContentAttachment): Attachment {
  switch (one.kind) {
    case "link": {
      const { title, desc, url, fileId } = one;
      return { msgtype: "link", link: { title, url, ...(desc ? { desc } : {}), ...(fileId ? { picurl: `/m/pic/${fileId}` } : {}) } };
    }
    case "miniprogram": {
      const { title, appid, page, fileId } = one;
      return { msgtype: "library-miniprogram", miniprogram: { title, appid, page, fileId } };
    }
    default:
      return { msgtype: "library-file", file: { kind: one.kind, fileId: one.fileId } };
  }
}
