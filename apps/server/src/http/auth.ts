import type { Permission } from "@shuke/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Db } from "#db/connect";
import { forbidden, Problem } from "#kit/problem";
import { type Auth, CALLER_ADDRESS, type Caller, identify, may } from "#modules/access";

export type Doorkeeper = {
  /** Who calls, if this person may do that. Throws 401 `unauthorized` or 403 `forbidden`. */
  admit(request: FastifyRequest, need: Permission): Promise<Caller>;
};

export function createDoorkeeper(deps: { auth: Auth; db: Db; publicUrl: () => string }): Doorkeeper {
  return {
    async admit(request, need) {
      const caller = await identify(deps.auth, deps.db, headersOf(request));
      if (!caller) throw new Problem("unauthorized", {}, 401);
      if (caller.via === "cookie" && !isFromUs(request, deps.publicUrl())) throw new Problem("foreignOrigin", {}, 403);
      if (!may(caller.role, need)) throw forbidden(need);
      return caller;
    },
  };
}

/**
 * A browser sends the cookie by itself, so a request that carries one must come from our own pages. Browsers name the
 * origin of every POST; whoever names neither Origin nor Sec-Fetch-Site is not a browser and cannot be tricked.
 */
export function isFromUs(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return (request.headers["sec-fetch-site"] ?? "same-origin") === "same-origin";
  return origin === new URL(publicUrl).origin || origin === `${request.protocol}://${host}`;
}

/** better-auth speaks Fetch, Fastify speaks Node: this carries requests and answers across. */
export function registerLogin(server: FastifyInstance, auth: Auth): void {
  server.route({
    method: ["GET", "POST"],
    url: "/api/auth/*",
    async handler(request, reply) {
      const url = new URL(request.url, `${request.protocol}://${request.host}`);
      const body = request.method === "POST" ? JSON.stringify(request.body ?? {}) : null;
      const headers = headersOf(request);
      if (body !== null) headers.set("content-type", "application/json");
      const answer = await auth.handler(new Request(url, { method: request.method, headers, body }));
      reply.status(answer.status);
      for (const [name, value] of answer.headers) if (name !== "set-cookie") reply.header(name, value);
      for (const cookie of answer.headers.getSetCookie()) reply.header("set-cookie", cookie);
      return reply.send(Buffer.from(await answer.arrayBuffer()));
    },
  });
}

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // The body is written anew, so its length is another.
    if (value === undefined || name === "content-length" || name === "transfer-encoding" || name === "connection") continue;
    headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  headers.set(CALLER_ADDRESS, request.ip);
  return headers;
}
