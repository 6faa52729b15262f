import { Readable } from "node:stream";
import type { DownloadSpec } from "@shuke/contract";
import { languageOf } from "@shuke/phrases";
import type { FastifyInstance } from "fastify";
import { writeAudit } from "#actions";
import { CSV_MARK } from "#kit/csv";
import type { Clock } from "#kit/clock";
import type { Ctx } from "#kit/ctx";
import { deedOf } from "#kit/deed";
import type { Db } from "#db/connect";
import { log } from "#kit/log";
import { maskLines } from "#kit/mask-phones";
import { Problem } from "#kit/problem";
import type { Doorkeeper } from "./auth.ts";
import type { Download } from "./route.ts";
import { parseInput } from "./problem.ts";

type Deps = { db: Db; clock: Clock; doorkeeper: Doorkeeper };

/**
 * Files that are written while they are read: `GET /api/download/<name>?input=<json>`, with the cookie of the session or an
 * API key. Nothing is held but the piece under way: a reader who is slow makes the database wait, one who leaves ends it.
 */
export function registerDownloads(server: FastifyInstance, downloads: readonly Download[], deps: Deps): void {
  for (const { spec, run } of downloads) {
    server.get<{ Querystring: { input?: string; lang?: string } }>(`/api/download/${spec.name}`, async (request, reply) => {
      const { corpId, actor, scope, masked } = await deps.doorkeeper.admit(request, spec);
      const language = languageOf(request.query.lang ?? request.headers["accept-language"]);
      const input = parseInput(spec.input, jsonOf(request.query.input), language);
      const deed = deedOf(spec.name, input);
      const ctx: Ctx = { db: deps.db, now: deps.clock.now(), language, corpId, actor, scope, deed };
      const lines = run(ctx, input);
      const pieces = (masked ? maskLines(lines) : lines)[Symbol.asyncIterator]();
      // The first piece is made before anything is answered: a refusal is still a refusal.
      const first = await pieces.next();
      // Who takes a file away is on record before the first line leaves the house.
      if (deed.traces === 0)
        await writeAudit(deps.db, [
          { corpId, actor, verb: deed.verb, subject: deed.subject, data: deed.data, at: ctx.now, kind: "export" },
        ]);
      const name = `${spec.file}-${ctx.now.toISOString().slice(0, 10)}.csv`;
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}"`)
        .header("cache-control", "no-store")
        .send(Readable.from(whole(first, pieces, spec), { objectMode: false }));
    });
  }
}

async function* whole(first: IteratorResult<string>, rest: AsyncIterator<string>, spec: DownloadSpec): AsyncGenerator<Buffer> {
  try {
    yield Buffer.from(CSV_MARK);
    for (let next = first; !next.done; next = await rest.next()) if (next.value !== "") yield Buffer.from(next.value);
  } catch (error) {
    // The answer has begun: the connection breaks off, so that nobody takes a part for the whole (law 8).
    log.error({ err: error, download: spec.name }, "a download broke off");
    throw error;
  } finally {
    await rest.return?.();
  }
}

function jsonOf(text: string | undefined): unknown {
  if (text === undefined || text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("invalidInput", { issues: "input: JSON" });
  }
}
