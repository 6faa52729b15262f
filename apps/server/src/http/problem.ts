import { randomBytes } from "node:crypto";
import type { ProblemBody } from "@shuke/contract";
import { type Language, languageOf } from "@shuke/phrases";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { log } from "#kit/log";
import { Problem, told } from "#kit/problem";

/** What a refusal looks like on the wire, in the reader's language. */
export function problemBody(problem: Problem, language: Language): ProblemBody {
  const { details, ...said } = told(problem, language);
  return { ...said, ...(Object.keys(details).length > 0 ? { details } : {}) };
}

/** Turns whatever was thrown into the refusal that is told. A defect is logged under a reference and shows no inner text. */
export function toProblem(error: unknown, context: Record<string, unknown>): Problem {
  if (error instanceof Problem) return error;
  const known = ofFastify(error);
  if (known) return known;
  const ref = `E-${randomBytes(4).toString("hex")}`;
  log.error({ err: error, ref, ...context }, "a request met a defect");
  return new Problem("internal", { ref }, 500);
}

/** Refusals of the server itself: broken JSON, a body that is too large, too many requests. */
function ofFastify(error: unknown): Problem | null {
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number") return null;
  switch (error.statusCode) {
    case 413: {
      const limit = "limit" in error && typeof error.limit === "number" ? error.limit : 1_048_576;
      return new Problem("payloadTooLarge", { maxMb: Math.floor(limit / 1_048_576) }, 413);
    }
    case 415:
      return new Problem("invalidInput", { issues: "Content-Type: application/json" }, 415);
    case 429:
      return new Problem("tooManyRequests", { seconds: secondsIn(error.message) }, 429);
    default:
      if (error.statusCode >= 400 && error.statusCode < 500) return new Problem("invalidInput", { issues: error.message });
      return null;
  }
}

const secondsIn = (message: string) => Number(/\d+/.exec(message)?.[0] ?? 60);

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const problem = toProblem(error, { url: request.url });
  return reply.status(problem.status).send(problemBody(problem, languageOf(request.headers["accept-language"])));
}

const words = { "zh-CN": z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** Parses what a caller sent; what does not fit is a 400 with every field in words. */
export function parseInput(schema: z.ZodType, value: unknown, language: Language): unknown {
  const parsed = schema.safeParse(value, { error: words[language] });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const issues = fields.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  throw new Problem("invalidInput", { issues, fields });
}
