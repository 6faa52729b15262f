import { Readable } from "node:stream";
import { languageOf } from "@shuke/phrases";
import type { FastifyInstance } from "fastify";
import { writeAudit } from "#actions";
import type { Db } from "#db/connect";
import type { Clock } from "#kit/clock";
import type { Ctx } from "#kit/ctx";
import { zip } from "#kit/zip";
import { printKit } from "#modules/posters";
import type { Doorkeeper } from "./auth.ts";

type Deps = { db: Db; clock: Clock; doorkeeper: Doorkeeper };
type Asked = { Params: { id: string }; Querystring: { kind?: string; lang?: string } };

/** The posters of all codes as one file that is written while they are drawn: `GET /api/posters/<id>/kit?kind=group`. On record, as every file. */
export function registerPosterKit(server: FastifyInstance, { db, clock, doorkeeper }: Deps): void {
  server.get<Asked>("/api/posters/:id/kit", async (request, reply) => {
    const { corpId, actor, scope } = await doorkeeper.admit(request, { permission: "entrances.read" });
    const language = languageOf(request.query.lang ?? request.headers["accept-language"]);
    const ctx: Ctx = { db, now: clock.now(), language, corpId, actor, scope };
    const { id } = request.params;
    const kind = request.query.kind === "staff" ? "staff" : "group";
    const pieces = zip(printKit(ctx, { id, kind }));
    // Whoever leaves, at whatever moment, makes room for the next kit.
    reply.raw.once("close", () => void pieces.return(undefined));
    // The first is drawn before anything is answered: a refusal is still a refusal.
    const first = await pieces.next();
    if (reply.raw.destroyed) await pieces.return(undefined);
    await writeAudit(db, [{ corpId, actor, verb: "posters.kit", subject: `poster:${id}`, data: { kind }, at: ctx.now, kind: "export" }]);
    return reply
      .type("application/zip")
      .header("content-disposition", `attachment; filename="posters-${kind}-${ctx.now.toISOString().slice(0, 10)}.zip"`)
      .header("cache-control", "no-store")
      .send(Readable.from(whole(first, pieces), { objectMode: false }));
  });
}

async function* whole(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}
