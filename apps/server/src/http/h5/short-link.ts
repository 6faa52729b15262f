import type { FastifyReply, FastifyRequest } from "fastify";
import { languageOf } from "@shuke/phrases";
import { isOutside, isPreview, linkByCode, noteClick, noteOther } from "#modules/links";
import { firstCorp } from "#modules/org";
import type { H5Deps } from "./deps.ts";
import { html } from "./html.ts";
import { document } from "./layout.ts";
import { type createPages, noteOpened } from "./visit.ts";

type Request = FastifyRequest<{ Params: { code: string } }>;

/**
 * `GET /m/k/<code>`: where a short link leads, with who opened it. Only addresses that an operator wrote are gone to: the code is all that
 * a stranger can choose. A preview gets the name and nothing more, so that no robot goes through the login or counts as a person.
 */
export function shortLink(deps: H5Deps, pages: ReturnType<typeof createPages>) {
  const known = pages.page(async (visit) => {
    const { ctx, visitor, query, params } = visit;
    const link = await linkByCode(ctx, params["code"] ?? "");
    if (!link) return { redirect: "/m/gone" };
    if (visitor.externalUserId !== null) {
      await noteClick(ctx, link, visitor.externalUserId, query["v"]?.slice(0, 120) ?? null);
      // A copy that was made for somebody shows that it reached her.
      if (query["v"] !== undefined) await noteOpened(visit, "link");
    } else await noteOther(ctx, link.id, visitor.userId === null ? "stranger" : "staff");
    return { redirect: link.url };
  });
  return async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
    const corpId = await firstCorp(deps.db);
    const link = corpId === null ? null : await linkByCode({ db: deps.db, corpId }, request.params.code);
    if (corpId === null || link === null) return pages.trouble(request, reply, "notFound", 404);
    if (isPreview(request)) {
      await noteOther({ db: deps.db, corpId }, link.id, "preview");
      const language = languageOf(request.headers["accept-language"]);
      const page = document({ language, title: link.name, body: html`<h1>${link.name}</h1>` });
      return reply.header("cache-control", "no-store").type("text/html; charset=utf-8").send(page);
    }
    if (isOutside(request)) {
      await noteOther({ db: deps.db, corpId }, link.id, "outside");
      return reply.header("cache-control", "no-store").redirect(link.url, 302);
    }
    return known(request, reply);
  };
}
