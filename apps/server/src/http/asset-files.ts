import type { FastifyInstance } from "fastify";
import type { Clock } from "#kit/clock";
import type { Db } from "#db/connect";
import { notFound } from "#kit/problem";
import { readFileBody } from "#modules/assets";
import type { Doorkeeper } from "./auth.ts";

type Deps = { db: Db; clock: Clock; doorkeeper: Doorkeeper };

/**
 * Files of the content library for the console: `GET /api/files/<id>`, `?thumb=1` for the little picture. Their names come from what is in
 * them, so they never change. Only pictures are shown in place; whatever else somebody uploaded is handed over as a file.
 */
export function registerAssetFiles(server: FastifyInstance, { db, doorkeeper }: Deps): void {
  server.get<{ Params: { id: string }; Querystring: { thumb?: string } }>("/api/files/:id", async (request, reply) => {
    const { corpId } = await doorkeeper.admit(request, { permission: "plays.read", scope: "any" });
    const { id } = request.params;
    const file = await readFileBody({ db, corpId }, id, request.query.thumb !== undefined);
    if (!file) throw notFound("file", id);
    const isShown = file.mime.startsWith("image/") || file.mime === "video/mp4";
    return reply
      .type(file.mime)
      .header("cache-control", "private, max-age=31536000, immutable")
      .header("content-disposition", `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .header("content-security-policy", "default-src 'none'; sandbox")
      .header("x-content-type-options", "nosniff")
      .send(file.data);
  });
}
