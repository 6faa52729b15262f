import { randomBytes } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { Problem } from "#kit/problem";
import { sendProblem } from "./problem.ts";
import { unknownEndpoint } from "./serve.ts";
import { registerHeaders } from "./server-headers.ts";
import { isConsolePage } from "./static.ts";

export type ServerOptions = {
  sandboxUrl: string | undefined;
  trustedProxies: readonly string[];
};

/** The bare server: parsers, headers, refusals. Routes are added by the composition root. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  // Chance for each request cost as much as routing it.
  const run = randomBytes(4).toString("hex");
  let count = 0;
  const server = Fastify({
    logger: false,
    bodyLimit: 1_048_576,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    // Long enough for a step of the conductor, which drains a whole instant.
    requestTimeout: 300_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: "idle",
    genReqId: () => `${run}-${(count++).toString(36)}`,
    return503OnClosing: true,
  });
  acceptEmptyJson(server);
  registerHeaders(server, options);
  await server.register(rateLimit, {
    global: false,
    // Robots of the demo and of rehearsals all come from this machine.
    allowList: (request) => options.sandboxUrl !== undefined && isLoopback(request.ip),
  });
  server.setErrorHandler((error: FastifyError, request, reply) => sendProblem(request, reply, error));
  server.setNotFoundHandler((request, reply) => {
    if (isConsolePage(request.method, request.url, request.headers.accept) && "sendFile" in reply) {
      return reply.header("cache-control", "no-cache").sendFile("index.html");
    }
    const name = request.url.split("?")[0] ?? request.url;
    return sendProblem(request, reply, unknownEndpoint(name.replace(/^\/api\//, "")));
  });
  return server;
}

/** `POST` with a JSON type and no body means `{}`: many endpoints take nothing. */
function acceptEmptyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    const text = String(body);
    if (text.trim() === "") return done(null, {});
    return parse(request, text, (error, value) => done(error ? new Problem("invalidInput", { issues: "JSON" }) : null, value));
  });
}

const isLoopback = (ip: string) => ip === "::1" || ip.startsWith("127.") || ip.startsWith("::ffff:127.");
