import type { Kysely } from "kysely";
import type pg from "pg";
import { connect, type ConnectOptions, type Database } from "../src/db/connect.ts";
import { cloneTemplate, dropDatabase } from "../src/db/template.ts";

export interface TestDatabase<DB = Database> {
  url: string;
  db: Kysely<DB>;
  pool: pg.Pool;
  /** Closes the pool and drops the database. Call it in `afterAll`. */
  drop: () => Promise<void>;
}

/** An empty migrated database of its own for one test file (about 50 ms). The server is started by `global-setup.ts`. */
export async function createTestDatabase<DB = Database>(options: ConnectOptions = {}): Promise<TestDatabase<DB>> {
  const adminUrl = process.env.TEST_DATABASE_URL;
  if (adminUrl === undefined) throw new Error("TEST_DATABASE_URL is not set: run tests with vitest from the root of the repository");
  const url = await cloneTemplate(adminUrl);
  const connection = connect<DB>(url, { name: "shuke test", ...options });
  return {
    url,
    db: connection.db,
    pool: connection.pool,
    drop: async () => {
      await connection.close();
      await dropDatabase(url, adminUrl);
    },
  };
}
