import type { Endpoint } from "@shuke/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Db } from "#db/connect";
import type { Clock } from "#kit/clock";
import { forbidden, Problem } from "#kit/problem";
import { createSigner, readStaffToken } from "./h5/session.ts";
import { NOTHING, type Scope } from "#kit/scope";
import { type Auth, CALLER_ADDRESS, type Caller, identify, may, scopeOf, type Trail } from "#modules/access";

export type Doorkeeper = {
  /**
   * Who calls, if this person may do that, what of the corp she may see, and whether phone numbers are masked for her. Throws 401 `unauthorized`, 403 `forbidden`, and to
   * a narrow role 403 `beyondScope` where the contract says nothing of a part, `unbound` where she has none.
   */
  admit(request: FastifyRequest, need: Need): Promise<Pick<Caller, "corpId" | "actor"> & { scope: Scope | null; masked: boolean }>;
};

type Need = Pick<Endpoint, "permission" | "scope">;

type Deps = { auth: Auth; db: Db; clock: Clock; trail: Trail; publicUrl: () => string; secretKey: string };

export function createDoorkeeper(deps: Deps): Doorkeeper {
  const signer = createSigner(deps.secretKey);
  return {
    async admit(request, need) {
      if (need.permission === "sidebar.read" || need.permission === "sidebar.write") {
        const token = readStaffToken(signer, request.headers.authorization);
        if (!token) throw new Problem("sidebarExpired", {}, 401);
        return { corpId: token.corpId, actor: { kind: "staff", userId: token.userId }, scope: null, masked: false };
      }
      const caller = await identify(deps.auth, deps.db, headersOf(request));
      if (!caller) throw new Problem("unauthorized", {}, 401);
      if (caller.via === "cookie" && !isFromUs(request, deps.publicUrl())) throw new Problem("foreignOrigin", {}, 403);
      if (caller.actor.kind === "user") deps.trail.here(caller.corpId, caller.actor.id, deps.clock.now());
      if (!may(caller.role, need.permission)) throw forbidden(need.permission);
      return { ...caller, scope: await reachOf(deps.db, caller, need), masked: !may(caller.role, "phones.read") };
    },
  };
}

async function reachOf(db: Db, { member }: Caller, need: Need): Promise<Scope | null> {
  const scope = member && (await scopeOf(db, member));
  if (scope === null) return null;
  // What is the same for everybody asks for nobody's rows: should it, there are none.
  if (need.scope === "any") return scope === "unbound" ? NOTHING : scope;
  if (need.scope === undefined) throw new Problem("beyondScope", {}, 403);
  if (scope === "unbound") throw new Problem("unbound", {}, 403);
  return scope;
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
