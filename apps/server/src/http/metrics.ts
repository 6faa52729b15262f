import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Db } from "#db/connect";

export type Metrics = { round(done: number): void; register(server: FastifyInstance): void };

/** Figures for Prometheus: counts and durations only, nothing about a person. */
export function createMetrics(db: Db): Metrics {
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
  addGauges(registry, db);
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
      server.get("/metrics", async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
    },
  };
}

function addGauges(registry: Registry, db: Db): void {
  new Gauge({
    name: "shuke_inbox_waiting",
    help: "Callbacks that are stored and not handled yet",
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ n: number }>`select count(*) as n from inbox where state = 'received'`.execute(db);
      this.set(rows[0]?.n ?? 0);
    },
  });
  new Gauge({
    name: "shuke_handler_lag",
    help: "Events that a handler has not seen yet",
    labelNames: ["handler"],
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ handler: string; lag: number }>`select c.handler, max(h.seq - c.seq) as lag
        from handler_cursor c join event_head h on h.corp_id = c.corp_id group by c.handler`.execute(db);
      for (const { handler, lag } of rows) this.set({ handler }, lag);
    },
  });
  new Gauge({
    name: "shuke_actions_open",
    help: "Planned WeCom calls by status, those that are not over",
    labelNames: ["status"],
    registers: [registry],
    async collect() {
      this.reset();
      const { rows } = await sql<{ status: string; n: number }>`select status, count(*) as n from planned_action
        where status in ('planned', 'awaiting_approval', 'claimed', 'unknown') group by status`.execute(db);
      for (const { status, n } of rows) this.set({ status }, n);
    },
  });
}
