import Fastify from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { archiveRoutes } from "./archive/routes.ts";
import type { ApiAnswer } from "./api/pipeline.ts";
import { consoleRoutes } from "./console.ts";
import { controlRoutes } from "./control.ts";
import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import type { Body } from "./kit/params.ts";
import { kfConsole } from "./kf/console.ts";
import { filePages } from "./pages/files.ts";
import { linkPages } from "./pages/links.ts";
import { firstFile } from "./pages/multipart.ts";
import { oauthPages } from "./pages/oauth.ts";
import { registerPanel } from "./panel/routes.ts";
import type { Sandbox } from "./sandbox.ts";
import type { World } from "./world/world.ts";

const BODY_LIMIT = 32 * 1024 * 1024;
const MAX_REAL_DELAY_MS = 20_000;

/** The HTTP face: WeCom's paths, the pages of its client, and the control plane. */
export function createServer(sandbox: Sandbox): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: BODY_LIMIT, forceCloseConnections: true, keepAliveTimeout: 30_000 });
  const { world } = sandbox.sim;
  // First of all: its gateway passes request bodies on unread.
  registerPanel(app, sandbox.sim);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    const text = String(body);
    if (text.trim() === "") return done(null, undefined);
    try {
      done(null, JSON.parse(text));
    } catch {
      done(null, text);
    }
  });
  app.addContentTypeParser(/^multipart\/form-data/, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  // WeCom reads JSON whatever the header says.
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => {
    const text = String(body);
    try {
      done(null, text.trim() === "" ? undefined : JSON.parse(text));
    } catch {
      done(null, text);
    }
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof ControlError ? error.status : (error.statusCode ?? 500);
    if (status >= 500 && !(error instanceof ControlError)) process.stderr.write(`sandbox: ${error.stack ?? error.message}\n`);
    void reply.code(status).send({ error: error.message });
  });
  // What an answer tells has to be on disk before it is told.
  app.addHook("onSend", (_request, _reply, payload, done) => {
    world.store.commit();
    done(null, payload);
  });

  const inFlight = new Map<string, number>();
  app.all<{ Params: { "*": string } }>("/cgi-bin/*", {
    onRequest: (request, reply, done) => {
      const path = request.params["*"];
      inFlight.set(path, (inFlight.get(path) ?? 0) + 1);
      reply.raw.once("close", () => inFlight.set(path, (inFlight.get(path) ?? 1) - 1));
      done();
    },
    handler: (request, reply) => wecomCall(sandbox, request, reply, inFlight.get(request.params["*"]) ?? 1),
  });
  oauthPages(app, sandbox.sim);
  filePages(app, sandbox.sim);
  controlRoutes(app, sandbox);
  consoleRoutes(app, sandbox.sim);
  kfConsole(app, sandbox.sim);
  linkPages(app, sandbox.sim);
  archiveRoutes(app, sandbox.sim);
  app.setNotFoundHandler((request, reply) => {
    void reply.code(404).send({ error: `nothing here: ${request.method} ${request.url.split("?")[0] ?? ""}` });
  });
  return app;
}

async function wecomCall(
  sandbox: Sandbox,
  request: FastifyRequest<{ Params: { "*": string } }>,
  reply: FastifyReply,
  inFlight: number,
): Promise<FastifyReply> {
  const { world } = sandbox.sim;
  const query: Body = isBody(request.query) ? { ...request.query } : {};
  const raw = request.body;
  const file = Buffer.isBuffer(raw) ? firstFile(request.headers["content-type"] ?? "", raw) : null;
  const body = isBody(raw) && !Buffer.isBuffer(raw) ? raw : {};
  const malformed = raw !== undefined && !Buffer.isBuffer(raw) && !isBody(raw);
  const { settings } = world;
  if (settings.realLatency && world.clock.running) {
    const [low, high] = settings.apiLatencyMs;
    await pause((low + high) / 2 / world.clock.speed);
  }
  const headers = singleHeaders(request);
  const answer = sandbox.pipeline.run({
    path: request.params["*"],
    method: request.method,
    query,
    body,
    file,
    malformed,
    inFlight,
    headers,
    // Everybody calls from the loopback address here; a caller may say from where it means to.
    ip: headers["x-sandbox-ip"] ?? request.ip,
  });
  // Written here once, for the wire and for whoever looks on.
  const text = answer.kind === "json" ? JSON.stringify(answer.json) : answer.kind === "spoiled" ? answer.text : "";
  const wire = answer.kind === "written" ? answer.json : text;
  const { access_token: _token, ...asked } = query;
  const sent = file ? { filename: file.filename, bytes: file.data.length } : null;
  sandbox.calls.remember({ method: request.method, query: asked, body, file: sent, answer: wire });
  if (answer.kind === "reset") {
    world.store.commit();
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  const planted = answer.delayMs - settings.apiLatencyMs[1];
  // A planted delay is felt in real time too while the world runs freely.
  if (planted > 0 && world.clock.running) await pause(Math.min(planted / world.clock.speed, MAX_REAL_DELAY_MS));
  if (answer.kind === "spoiled") return sendSpoiled(world, reply, answer);
  if (answer.kind === "binary") {
    const { binary, contentType, filename, range } = answer.value;
    if (range !== undefined) reply.code(206).header("content-range", range);
    return reply
      .type(contentType)
      .header("content-disposition", `attachment; filename="${encodeURIComponent(filename)}"`)
      .send(binary);
  }
  if (answer.date !== undefined) reply.header("date", new Date(answer.date).toUTCString());
  if (answer.kind === "written") return reply.type("application/json; charset=utf-8").send(answer.json);
  return reply.code(answer.status).type("application/json; charset=utf-8").send(text);
}

/** A planted answer; half of one ends in the middle of the body that its header promised. */
function sendSpoiled(world: World, reply: FastifyReply, answer: Extract<ApiAnswer, { kind: "spoiled" }>): FastifyReply {
  const { status, contentType, text, half } = answer;
  if (!half) return reply.code(status).type(contentType).send(text);
  world.store.commit();
  const body = Buffer.from(text);
  reply.hijack();
  reply.raw.writeHead(status, { "content-type": contentType, "content-length": body.length });
  reply.raw.write(body.subarray(0, Math.ceil(body.length / 2)), () => reply.raw.destroy());
  return reply;
}

function singleHeaders(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers[name] = value;
  return headers;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
