import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Db } from "#db/connect";

export type Readiness = { migrated: boolean; /** null: there is no conductor to register with. */ following: boolean | null };

/** `/healthz`: the process lives. `/readyz`: it can work; else 503 with what is missing. */
export function registerHealth(server: FastifyInstance, db: Db, readiness: () => Readiness): void {
  server.get("/healthz", () => ({ ok: true }));
  server.get("/readyz", async (_request, reply) => {
    const { migrated, following } = readiness();
    const database = await sql`select 1`.execute(db).then(
      () => true,
      () => false,
    );
    const checks = { database, migrations: migrated, ...(following === null ? {} : { conductor: following }) };
    const ok = Object.values(checks).every(Boolean);
    return reply.status(ok ? 200 : 503).send({ ok, checks });
  });
}
