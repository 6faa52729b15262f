import { Readable } from "node:stream";
import { languageOf } from "@shuke/phrases";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { forgottenPeople } from "#kit/forgotten";
import { customerId } from "#kit/ids";
import { log } from "#kit/log";
import { Problem } from "#kit/problem";
import { createBox } from "#kit/secrets";
import { customerNames } from "#modules/customers";
import { fileOf } from "#modules/privacy";
import type { H5Deps } from "./deps.ts";
import type { Answer, trouble, Visit } from "./visit.ts";

/** Real time: in WeChat a file has to be opened in another browser, which is not logged in. */
const LIFE_MS = 10 * 60_000;
const ABOUT = "h5/my-data";
const claim = z.tuple([z.string(), z.string(), z.number()]);

/** A link to the file with everything that is held on her: sealed, since it names her, and over soon. */
export const askMyData =
  ({ secretKey }: Pick<H5Deps, "secretKey">) =>
  async ({ ctx, visitor }: Visit): Promise<Answer> => {
    const me = visitor.externalUserId;
    if (me === null) return { redirect: "/m/preferences" };
    const sealed = createBox(secretKey).seal(JSON.stringify([ctx.corpId, me, Date.now() + LIFE_MS]), ABOUT);
    return { redirect: `/m/preferences?file=${encodeURIComponent(sealed)}#mine` };
  };

export const myData =
  ({ db, clock, secretKey }: H5Deps, pages: { trouble: typeof trouble }) =>
  async (request: FastifyRequest<{ Querystring: { t?: string } }>, reply: FastifyReply): Promise<FastifyReply> => {
    const [corpId, me, until] = open(secretKey, request.query.t ?? "") ?? ["", "", 0];
    if (until < Date.now()) return pages.trouble(request, reply, "fileOver", 410);
    if ((await forgottenPeople(db, corpId, [me])).size > 0) return pages.trouble(request, reply, "notFound", 404);
    const id = customerId(corpId, me);
    const language = languageOf(request.headers["accept-language"]);
    const ctx = { db, corpId, actor: { kind: "customer", externalUserId: me } as const, now: clock.now(), language };
    const name = (await customerNames(ctx, [id])).get(id) ?? "";
    const pieces = fileOf(ctx, { id, externalUserId: me, name });
    // The first piece is made before anything is answered: a refusal is still a refusal.
    const first = await pieces.next().catch((error: unknown) => {
      if (error instanceof Problem && error.code === "exportTooOften") return null;
      throw error;
    });
    if (first === null) return pages.trouble(request, reply, "fileOften", 429);
    return reply
      .type("application/json; charset=utf-8")
      .header("content-disposition", `attachment; filename="my-data-${ctx.now.toISOString().slice(0, 10)}.json"`)
      .header("cache-control", "no-store")
      .header("referrer-policy", "no-referrer")
      .send(Readable.from(whole(first, pieces), { objectMode: false }));
  };

function open(secretKey: string, token: string): z.infer<typeof claim> | null {
  try {
    return claim.parse(JSON.parse(createBox(secretKey).open(token, ABOUT)));
  } catch {
    return null;
  }
}

async function* whole(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield Buffer.from(next.value);
  } catch (error) {
    // The connection breaks off, so that nobody takes a part for the whole (law 8).
    log.error({ err: error }, "a file of somebody's own data broke off");
    throw error;
  }
}
