import { Kysely, PostgresDialect, type LogEvent } from "kysely";
import pg from "pg";
import type { Database } from "./types.ts";

export { sql } from "kysely";
export type { Database } from "./types.ts";

/** The pool or a transaction: whoever is handed one does not care which. */
export type Db = Kysely<Database>;

export interface ConnectOptions {
  /** Connections at most. */
  max?: number;
  /** Puts this schema first in the search path. */
  schema?: string;
  /** Milliseconds after which PostgreSQL ends a statement; 0 never does. */
  statementTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  log?: (event: LogEvent) => void;
}

export interface Connection<DB = Database> {
  db: Kysely<DB>;
  pool: pg.Pool;
  close: () => Promise<void>;
}

/**
 * Opens a pool and a query builder on it. `timestamptz` arrives as `Date`, `bigint` as `number` (a value beyond 2^53 throws),
 * `date` as `YYYY-MM-DD`, `numeric` as text.
 */
export function connect<DB = Database>(url: string, options: ConnectOptions = {}): Connection<DB> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? "shuke",
    statement_timeout: options.statementTimeoutMs ?? 60_000,
    idle_in_transaction_session_timeout: 120_000,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    ...(options.schema === undefined ? {} : { options: `-c search_path=${options.schema},public` }),
    types: { getTypeParser },
  });
  // An idle connection that breaks (PostgreSQL restarted) is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  const dialect = new PostgresDialect({ pool });
  const db = new Kysely<DB>(options.log === undefined ? { dialect } : { dialect, log: options.log });
  return { db, pool, close: () => db.destroy() };
}

const { builtins } = pg.types;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeInteger],
  [INT8_ARRAY, (text) => pg.types.arrayParser(text, safeInteger)],
  [builtins.DATE, String],
  [DATE_ARRAY, (text) => pg.types.arrayParser(text, String)],
]);

function getTypeParser(oid: number, format?: "text" | "binary"): ReturnType<typeof pg.types.getTypeParser> {
  const own = format === "binary" ? undefined : parsers.get(oid);
  return own ?? pg.types.getTypeParser(oid, format);
}

/** Reads a bigint as a number; throws where a number would lose digits. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
}
