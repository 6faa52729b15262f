import { type Endpoint, isChange } from "@shuke/contract";
import { languageOf } from "@shuke/phrases";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { writeAudit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Clock } from "#kit/clock";
import type { Ctx } from "#kit/ctx";
import { deedOf } from "#kit/deed";
import { maskPhones } from "#kit/mask-phones";
import { Problem } from "#kit/problem";
import { type Trail, viewOf } from "#modules/access";
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
  "assets.addPiece": 4 * MB,
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
  trail: Pick<Trail, "saw">;
  /** Called after a verb that may have planned something, so that a free-running worker need not wait. */
  afterWrite: () => void;
};

/** Mounts every pair at `POST /api/<name>`: permission → input → verb → record → output, phone numbers masked where they are not hers to read. */
export function serveRoutes(server: FastifyInstance, routes: readonly Route[], deps: ServeDeps): void {
  for (const { endpoint, run } of routes) {
    const bodyLimit = bodyLimits[endpoint.name] ?? MB;
    server.post(`/api/${endpoint.name}`, { bodyLimit, ...(isPhones(endpoint) ? { config: phoneRate } : {}) }, async (request, reply) => {
      let ageMs = 0;
      const noteAge = (ms: number) => {
        ageMs = Math.max(ageMs, ms);
      };
      const { masked, ...caller } = await contextOf(request, endpoint, deps);
      const ctx: Ctx = { ...caller, noteAge };
      const input = parseInput(endpoint.input, request.body ?? {}, ctx.language ?? "zh-CN");
      const output = parseOutput(endpoint, await runOnRecord(endpoint, run, ctx, input, deps.trail));
      if (endpoint.permission.endsWith(".write")) deps.afterWrite();
      if (ageMs >= OLD_FIGURES_MS) reply.header("age", Math.round(ageMs / 1000));
      return masked ? maskPhones(output) : output;
    });
  }
}

/**
 * Runs a verb and sees to its record. A change is recorded by its unit of work, in the transaction that makes it (actions/unit.ts); only
 * where a verb has no such unit is it written here, after it. What opens somebody's data is noted, and written a little later.
 */
export async function runOnRecord(
  endpoint: Pick<Endpoint, "name" | "permission" | "changes" | "shows">,
  run: Route["run"],
  ctx: Ctx,
  input: unknown,
  trail: Pick<Trail, "saw">,
): Promise<unknown> {
  // Trying a file out changes nothing.
  const isDry = typeof input === "object" && input !== null && "dryRun" in input && input.dryRun === true;
  const deed = isChange(endpoint) && !isDry ? deedOf(endpoint.name, input) : undefined;
  const output = await run(deed ? { ...ctx, deed } : ctx, input);
  if (deed?.traces === 0) {
    const { verb, subject, data } = deed;
    await writeAudit(ctx.db, [{ corpId: ctx.corpId, actor: ctx.actor, verb, subject, data, at: ctx.now, kind: "change" }]);
  }
  const view = viewOf(endpoint, input, ctx);
  if (view) trail.saw(view);
  return output;
}

async function contextOf(request: FastifyRequest, endpoint: Endpoint, deps: ServeDeps): Promise<Ctx & { masked: boolean }> {
  const base = { db: deps.db, now: deps.clock.now(), language: languageOf(request.headers["accept-language"]) };
  // A public endpoint knows no corp and finds what it needs in its input.
  if (endpoint.permission === "public") return { ...base, corpId: "", actor: system("public"), masked: false };
  const { corpId, actor, scope, masked } = await deps.doorkeeper.admit(request, endpoint);
  return { ...base, corpId, actor, scope, masked };
}

/** An answer that breaks the contract is our defect, not the caller's. */
function parseOutput(endpoint: Endpoint<z.ZodType, z.ZodType>, value: unknown): unknown {
  const parsed = endpoint.output.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`the answer of ${endpoint.name} does not fit its contract`, { cause: parsed.error });
}

export const unknownEndpoint = (name: string) => new Problem("unknownEndpoint", { name }, 404);
