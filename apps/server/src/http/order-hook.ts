import { languageOf } from "@shuke/phrases";
import { sql } from "kysely";
import type { FastifyInstance } from "fastify";
import { Problem } from "#kit/problem";
import { type HookDeps, receiveHook } from "#modules/orders";

const MAX_BYTES = 2 * 1_048_576;

type Call = { Querystring: { corp?: string }; Body: Buffer | undefined };

/**
 * The shop's way in: `POST /hooks/orders?corp=…`, signed over the raw body. What is wrong with it is answered in words; what is
 * wrong with us is a 5xx, so that the shop sends again. Call it in a scope of its own: it keeps bodies as bytes.
 */
export function registerOrderHook(server: FastifyInstance, deps: HookDeps & { afterWrite: () => void }): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAX_BYTES }, (_request, body, done) => done(null, body));
  server.post<Call>("/hooks/orders", { bodyLimit: MAX_BYTES }, async (request, reply) => {
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(",") : value;
    };
    const answer = await receiveHook(deps, {
      corpId: await corpOf(deps, request.query.corp),
      timestamp: header("x-shuke-timestamp"),
      signature: header("x-shuke-signature"),
      body: request.body ?? Buffer.alloc(0),
      nowMs: Date.now(),
      language: languageOf(request.headers["accept-language"]),
    });
    deps.afterWrite();
    return reply.send(answer);
  });
}

/** A stranger learns nothing about which corps there are: an unknown one is a wrong signature. */
async function corpOf({ db }: HookDeps, named: string | undefined): Promise<string> {
  const { rows } = await sql<{ corp_id: string }>`select corp_id from corp
    where ${named ?? null}::text is null or corp_id = ${named ?? null} order by created_at, corp_id limit 2`.execute(db);
  const [corp] = rows;
  if (!corp || rows.length > 1) throw new Problem("hookSignature", {}, 401);
  return corp.corp_id;
}
