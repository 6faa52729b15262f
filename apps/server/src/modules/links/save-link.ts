import { randomInt } from "node:crypto";
import type { api, ParsedInputOf, ShortLink } from "@shuke/contract";
import { sql } from "kysely";
import { type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { linkById, type LinkRow, type LinksDeps, oneLink } from "./read.ts";

const SIGNS = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
/** 57 ** 9: whoever tries a million codes meets none. */
const newCode = () => Array.from({ length: 9 }, () => SIGNS[randomInt(SIGNS.length)]).join("");

export const saveLink =
  (deps: LinksDeps) =>
  async (ctx: Ctx, input: ParsedInputOf<typeof api.links.save>): Promise<ShortLink> => {
    const { name, url, follow, followMinutes, followText } = input;
    if (follow !== "none" && followText === "") throw new Problem("linkFollowText");
    // It would lead to itself, or to another that leads back.
    if (url.startsWith("/m/k/") || url.startsWith(`${deps.publicUrl()}/m/k/`)) throw new Problem("linkToLink");
    const id = input.id ?? newId("lnk", ctx.now);
    await withUnit(ctx, async (unit) => {
      await lockLinks(unit);
      const before = input.id === undefined ? null : await mustRead(unit, id, input.version);
      const { rows } = await sql`select from short_link where corp_id = ${unit.corpId} and name = ${name} and id <> ${id}`.execute(unit.db);
      if (rows.length > 0) throw new Problem("linkNameTaken", { name }, 409);
      const by = actorName(unit.actor);
      await sql`insert into short_link as l (corp_id, id, code, name, url, follow, follow_minutes, follow_text, created_at, updated_at, updated_by)
        values (${unit.corpId}, ${id}, ${newCode()}, ${name}, ${url}, ${follow}, ${followMinutes}, ${followText}, ${unit.now}, ${unit.now}, ${by})
        on conflict (corp_id, id) do update set name = excluded.name, url = excluded.url, follow = excluded.follow,
          follow_minutes = excluded.follow_minutes, follow_text = excluded.follow_text, version = l.version + 1,
          updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(unit.db);
      await unit.audit("links.save", `link:${id}`, { before, input });
    });
    return oneLink(deps)(ctx, id);
  };

export const archiveLink =
  (deps: LinksDeps) =>
  async (ctx: Ctx, { id, version }: { id: string; version: number }): Promise<ShortLink> => {
    await change(ctx, id, version, ctx.now, "links.archive");
    return oneLink(deps)(ctx, id);
  };

export const restoreLink =
  (deps: LinksDeps) =>
  async (ctx: Ctx, { id }: { id: string }): Promise<ShortLink> => {
    await change(ctx, id, undefined, null, "links.restore");
    return oneLink(deps)(ctx, id);
  };

const change = (ctx: Ctx, id: string, version: number | undefined, archivedAt: Date | null, verb: string) =>
  withUnit(ctx, async (unit) => {
    await lockLinks(unit);
    const { name } = await mustRead(unit, id, version);
    await sql`update short_link set archived_at = ${archivedAt}, version = version + 1, updated_at = ${unit.now},
      updated_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit(verb, `link:${id}`, { name });
  });

const lockLinks = (unit: Unit) => sql`select pg_advisory_xact_lock(hashtext(${`links ${unit.corpId}`}))`.execute(unit.db);

async function mustRead(unit: Unit, id: string, version: number | undefined): Promise<LinkRow> {
  const before = await linkById(unit, id);
  if (!before) throw notFound("link", id);
  if (version !== undefined && before.version !== version) throw new Problem("linkSavedMeanwhile", { by: before.updated_by }, 409);
  return before;
}
