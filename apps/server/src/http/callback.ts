import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CallbackError } from "@shuke/wecom";
import { type CallbackQuery, createReceiver, type InboxDeps } from "#inbox";
import { log } from "#kit/log";
import { UnknownCorp } from "../wecom-clients.ts";

const MAX_BYTES = 1_048_576;

type Callback = { Params: { corp: string }; Querystring: Record<string, string | undefined>; Body: string };

/**
 * WeCom's way in: `GET` is the console's URL check, `POST` a callback. "success" is answered only after the row is
 * committed; whatever else goes wrong on our side is a 503, so that WeCom tries again.
 * Call it inside a scope of its own: it replaces the parsers of bodies.
 */
export function registerCallback(server: FastifyInstance, deps: InboxDeps): void {
  const receiver = createReceiver(deps);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string", bodyLimit: MAX_BYTES }, (_request, body, done) => {
    done(null, String(body));
  });

  server.get<Callback>("/callback/wecom/:corp", async (request, reply) => {
    const query = queryOf(request.query);
    if (query?.echostr === undefined) return text(reply, 400, "missing parameters");
    let plain: string;
    try {
      plain = await receiver.verifyUrl(request.params.corp, { ...query, echostr: query.echostr });
    } catch (error) {
      return refuse(request, reply, error);
    }
    return text(reply, 200, plain);
  });

  server.post<Callback>("/callback/wecom/:corp", { bodyLimit: MAX_BYTES }, async (request, reply) => {
    const query = queryOf(request.query);
    if (query === null) return text(reply, 403, "signature");
    try {
      await receiver.receive(request.params.corp, query, request.body ?? "");
    } catch (error) {
      return refuse(request, reply, error);
    }
    return text(reply, 200, "success");
  });
}

function queryOf(query: Callback["Querystring"]): CallbackQuery | null {
  const { msg_signature, timestamp, nonce, echostr } = query;
  if (msg_signature === undefined || timestamp === undefined || nonce === undefined) return null;
  return { msg_signature, timestamp, nonce, ...(echostr === undefined ? {} : { echostr }) };
}

function refuse(request: FastifyRequest<Callback>, reply: FastifyReply, error: unknown): FastifyReply {
  const { corp } = request.params;
  if (error instanceof CallbackError || error instanceof UnknownCorp) {
    // A stranger learns nothing from the answer; the operator finds the reason in the log.
    log.warn({ corp, err: error.message }, "a callback was refused");
    const isTooLarge = error instanceof CallbackError && error.reason === "too_large";
    return text(reply, isTooLarge ? 413 : 403, isTooLarge ? "too large" : "forbidden");
  }
  log.error({ corp, err: error }, "a callback could not be stored; WeCom will send it again");
  return text(reply, 503, "try again");
}

function text(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).type("text/plain; charset=utf-8").send(body);
}
