import type { Endpoint } from "@shuke/contract";
import { languageOf } from "@shuke/phrases";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Clock } from "#kit/clock";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import type { Doorkeeper } from "./auth.ts";
import { parseInput } from "./problem.ts";
import type { Route } from "./route.ts";

const MB = 1_048_576;
/** Younger figures are as good as this moment's: a page takes as long to be read. */
const OLD_FIGURES_MS = 5_000;

/** Bodies are small, but for the ones named here. */
const bodyLimits: Record<string, number> = {
  "stores.import": 45 * MB,
  "fields.import": 45 * MB,
  "orders.importPiece": 4 * MB,
  "people.importKeys": 45 * MB,
};

/** A phone asks by itself whenever a chat is opened; nobody opens four a second. Per token, in real time. */
const phoneRate = {
  rateLimit: {
    max: 240,
    timeWindow: "1 minute",
    keyGenerator: ({ headers, ip }: FastifyRequest) => headers.authorization ?? ip,
  },
};
const isPhones = ({ permission }: Endpoint) => permission === "sidebar.read" || permission === "sidebar.write";

export type ServeDeps = {
  db: Db;
  clock: Clock;
  doorkeeper: Doorkeeper;
  /** Called after a verb that may have planned something, so that a free-running worker need not wait. */
  afterWrite: () => void;
};

/** Mounts every pair at `POST /api/<name>`: permission → input → verb → output. */
export function serveRoutes(server: FastifyInstance, routes: readonly Route[], deps: ServeDeps): void {
  for (const { endpoint, run } of routes) {
    const bodyLimit = bodyLimits[endpoint.name] ?? MB;
    server.post(`/api/${endpoint.name}`, { bodyLimit, ...(isPhones(endpoint) ? { config: phoneRate } : {}) }, async (request, reply) => {
      let ageMs = 0;
      const noteAge = (ms: number) => {
        ageMs = Math.max(ageMs, ms);
      };
      const ctx: Ctx = { ...(await contextOf(request, endpoint, deps)), noteAge };
      const input = parseInput(endpoint.input, request.body ?? {}, ctx.language ?? "zh-CN");
      const output = parseOutput(endpoint, await run(ctx, input));
      if (endpoint.permission.endsWith(".write")) deps.afterWrite();
      if (ageMs >= OLD_FIGURES_MS) reply.header("age", Math.round(ageMs / 1000));
      return output;
    });
  }
}

async function contextOf(request: FastifyRequest, endpoint: Endpoint, deps: ServeDeps): Promise<Ctx> {
  const base = { db: deps.db, now: deps.clock.now(), language: languageOf(request.headers["accept-language"]) };
  // A public endpoint knows no corp and finds what it needs in its input.
  if (endpoint.permission === "public") return { ...base, corpId: "", actor: system("public") };
  const { corpId, actor, scope } = await deps.doorkeeper.admit(request, endpoint);
  return { ...base, corpId, actor, scope };
}

/** An answer that breaks the contract is our defect, not the caller's. */
function parseOutput(endpoint: Endpoint<z.ZodType, z.ZodType>, value: unknown): unknown {
  const parsed = endpoint.output.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`the answer of ${endpoint.name} does not fit its contract`, { cause: parsed.error });
}

export const unknownEndpoint = (name: string) => new Problem("unknownEndpoint", { name }, 404);
