import Fastify from "fastify";
import { connect } from "../../../apps/server/src/db/connect.ts";

/**
 * What a callback costs that nobody looks into: a bare Fastify route that does one pooled INSERT into a table of the inbox's shape and
 * indexes, over the same kind of connection, committed as durably. `node bare.ts DATABASE_URL CORP BYTES`: rows as long as ours.
 */
const [url = "", corp = "", bytes = "0"] = process.argv.slice(2);
const { pool } = connect(url, { max: 20, name: "bench bare" });
const app = Fastify({ logger: false });
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
let n = 0;
const INSERT = `insert into inbox_bare (corp_id, source, event, dedupe_key, envelope, message, received_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;
app.post<{ Querystring: Record<string, string>; Body: string }>("/callback/wecom/:corp", async (request, reply) => {
  const { timestamp = "", nonce = "", msg_signature = "" } = request.query;
  n += 1;
  await pool.query(INSERT, [
    corp,
    "wecom",
    "change_external_contact.add_external_contact",
    `wecom:${msg_signature}${String(n).padStart(24, "0")}`,
    JSON.stringify({ timestamp, nonce, msg_signature, bytes: request.body.length }),
    request.body.slice(0, Number(bytes)),
    new Date().toISOString(),
  ]);
  return reply.type("text/plain; charset=utf-8").send("success");
});
process.stdout.write(`${await app.listen({ port: 0, host: "127.0.0.1" })}\n`);
