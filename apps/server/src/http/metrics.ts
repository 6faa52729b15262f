import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { figures } from "#kit/figures";
import { Problem } from "#kit/problem";
import { addGauges, type Measured } from "./metrics-gauges.ts";

export type Metrics = { round(done: number): void; register(server: FastifyInstance): void };

/** Figures for Prometheus: counts and durations only, nothing about a person. `token`: see `mayRead`. */
export function createMetrics(measured: Measured, token: string | undefined): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const rounds = new Counter({ name: "shuke_engine_rounds_total", help: "Rounds of the engine", registers: [registry] });
  const work = new Counter({ name: "shuke_engine_work_total", help: "Units of work done", registers: [registry] });
  const durations = new Histogram({
    name: "shuke_http_seconds",
    help: "Duration of HTTP requests",
    labelNames: ["method", "route", "status"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const refresh = addGauges(registry, measured);
  return {
    round(done) {
      rounds.inc();
      work.inc(done);
    },
    register(server) {
      server.addHook("onResponse", (request, reply, done) => {
        // The pattern, not the address: every made-up path would become a series of its own.
        const route = request.routeOptions.url ?? "none";
        durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
        done();
      });
      server.get("/metrics", async (request, reply) => {
        if (!mayRead(request, token)) throw new Problem("unauthorized", {}, 401);
        await refresh();
        return reply.type(registry.contentType).send(`${await registry.metrics()}\n${await figures.metrics()}`);
      });
    },
  };
}

/**
 * Whoever brings the token; without one set, this machine alone. A proxy on this machine speaks for others, so what it passes on is
 * not from here.
 */
function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) {
    const from = request.socket.remoteAddress ?? "";
    return request.headers["x-forwarded-for"] === undefined && /^(::1$|127\.|::ffff:127\.)/.test(from);
  }
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
