import type { FastifyReply, FastifyRequest } from "fastify";
import { readFileBody } from "#modules/assets";
import { firstCorp } from "#modules/org";
import type { H5Deps } from "./deps.ts";

/**
 * The little picture of a card, which WeCom and phones fetch without a login: `GET /m/pic/<file>`. Its name is the digest of the whole
 * picture, so only who was sent it knows it; and never more than the little one is given.
 */
export const libraryPicture =
  ({ db }: H5Deps) =>
  async (request: FastifyRequest<{ Params: { file: string } }>, reply: FastifyReply) => {
    const corpId = /^[0-9a-f]{64}$/u.test(request.params.file) ? await firstCorp(db) : null;
    const file = corpId === null ? null : await readFileBody({ db, corpId }, request.params.file, true);
    if (!file) return reply.status(404).type("text/plain").send("no such picture");
    return reply.type("image/jpeg").header("cache-control", "public, max-age=86400").send(file.data);
  };
