import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Db } from "#db/connect";

/** null: not asked of this process. */
export type Readiness = { migrated: boolean; following: boolean | null; callbacks: boolean | null };

/** `/healthz`: the process lives. `/readyz`: it can work; else 503 with what is missing. */
export function registerHealth(server: FastifyInstance, db: Db, readiness: () => Readiness): void {
  server.get("/healthz", () => ({ ok: true }));
  server.get("/readyz", async (_request, reply) => {
    const { migrated, following, callbacks } = readiness();
    const database = await sql`select 1`.execute(db).then(
      () => true,
      () => false,
    );
    const checks = { database, migrations: migrated, conductor: following, callbacks };
    const ok = Object.values(checks).every((check) => check !== false);
    return reply.status(ok ? 200 : 503).send({ ok, checks });
  });
}
