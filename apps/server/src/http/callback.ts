import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CallbackError } from "@shuke/wecom";
import { type CallbackQuery, createReceiver, type InboxDeps, Overloaded, type StoreOptions } from "#inbox";
import { counts } from "#kit/figures";
import { log } from "#kit/log";
import { UnknownCorp } from "../wecom-clients.ts";

const MAX_BYTES = 1_048_576;
/** Callbacks in hand at once. More are refused unread, so that a flood costs neither memory nor the time of those in hand. */
const MOST_AT_ONCE = 12_000;
const COMPLAIN_MS = 1000;

type Callback = { Params: { corp: string }; Querystring: Record<string, string | undefined>; Body: string };

/**
 * WeCom's way in: `GET` is the console's URL check, `POST` a callback. "success" is answered only after the row is
 * committed; whatever else goes wrong on our side is a 503 within WeCom's five seconds, so that WeCom tries again.
 * Call it inside a scope of its own: it replaces the parsers of bodies.
 */
export function registerCallback(server: FastifyInstance, deps: InboxDeps, options: StoreOptions = {}): void {
  const receiver = createReceiver(deps, options);
  const complain = createComplainer();
  let inHand = 0;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string", bodyLimit: MAX_BYTES }, (_request, body, done) => {
    done(null, String(body));
  });
  server.addHook("onRequest", async (_request, reply) => {
    if (inHand < MOST_AT_ONCE) return;
    complain(new Overloaded(`${inHand} callbacks are in hand`));
    return text(reply, 503, "try again");
  });

  server.get<Callback>("/callback/wecom/:corp", async (request, reply) => {
    const query = queryOf(request.query);
    if (query?.echostr === undefined) return text(reply, 400, "missing parameters");
    let plain: string;
    try {
      plain = await receiver.verifyUrl(request.params.corp, { ...query, echostr: query.echostr });
    } catch (error) {
      return refuse(request, reply, error, complain);
    }
    return text(reply, 200, plain);
  });

  server.post<Callback>("/callback/wecom/:corp", { bodyLimit: MAX_BYTES }, async (request, reply) => {
    const query = queryOf(request.query);
    if (query === null) return text(reply, 403, "signature");
    inHand += 1;
    try {
      await receiver.receive(request.params.corp, query, request.body ?? "").finally(() => (inHand -= 1));
    } catch (error) {
      return refuse(request, reply, error, complain);
    }
    return text(reply, 200, "success");
  });
}

function queryOf(query: Callback["Querystring"]): CallbackQuery | null {
  const { msg_signature, timestamp, nonce, echostr } = query;
  if (msg_signature === undefined || timestamp === undefined || nonce === undefined) return null;
  return { msg_signature, timestamp, nonce, ...(echostr === undefined ? {} : { echostr }) };
}

type Complain = (error: unknown) => void;

function refuse(request: FastifyRequest<Callback>, reply: FastifyReply, error: unknown, complain: Complain): FastifyReply {
  const { corp } = request.params;
  if (error instanceof CallbackError || error instanceof UnknownCorp) {
    // A stranger learns nothing from the answer; the operator finds the reason in the log.
    counts.callbacks.inc({ result: "refused" });
    log.warn({ corp, err: error.message }, "a callback was refused");
    const isTooLarge = error instanceof CallbackError && error.reason === "too_large";
    return text(reply, isTooLarge ? 413 : 403, isTooLarge ? "too large" : "forbidden");
  }
  counts.callbacks.inc({ result: "failed" });
  complain(error);
  return text(reply, 503, "try again");
}

/** Thousands of refusals in a second have one reason: it is said once, with their number. */
function createComplainer(): Complain {
  let saidAt = Number.NEGATIVE_INFINITY;
  let since = 0;
  return (error) => {
    since += 1;
    if (performance.now() - saidAt < COMPLAIN_MS) return;
    log.error({ err: error, refused: since }, "callbacks could not be stored; WeCom will send them again");
    saidAt = performance.now();
    since = 0;
  };
}

function text(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).type("text/plain; charset=utf-8").send(body);
}
