import { createHash } from "node:crypto";
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
  /** Milliseconds after which waiting for a connection fails. */
  connectTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  log?: (event: LogEvent) => void;
  /** Plans each statement once per connection; off behind a pooler that hands connections around between statements. */
  prepare?: boolean;
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
    connectionTimeoutMillis: options.connectTimeoutMs ?? 30_000,
    keepAlive: true,
    ...(options.schema === undefined ? {} : { options: `-c search_path=${options.schema},public` }),
    types: { getTypeParser },
  });
  // An idle connection that breaks (PostgreSQL restarted) is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  // The same for one that is lent out and has no query under way: whoever has it gets the error with the next query.
  pool.on("connect", (client) => void client.on("error", () => {}));
  if (options.prepare ?? true) pool.on("connect", prepareStatements);
  const dialect = new PostgresDialect({ pool });
  const db = new Kysely<DB>(options.log === undefined ? { dialect } : { dialect, log: options.log });
  return { db, pool, close: () => db.destroy() };
}

/**
 * Gives every statement with parameters a name, so that PostgreSQL parses and plans it once per connection and its text is
 * sent once: our statements are few and long, and a world at rest asks the same ones again and again.
 */
function prepareStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const named = (...args: unknown[]) => {
    const [text, values] = args;
    const isPlain = typeof text === "string" && Array.isArray(values) && values.length > 0 && args.length === 2;
    return isPlain ? query({ name: nameOf(text), text, values }) : query(...args);
  };
  client.query = named as typeof client.query;
}

const names = new Map<string, string>();

/** At most 63 bytes, the same for the same text. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash("sha256").update(text).digest("hex").slice(0, 40);
  // Texts that are made up as they go must not fill the memory.
  if (names.size < 5000) names.set(text, name);
  return name;
}

const { builtins } = pg.types;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeInteger],
  [INT8_ARRAY, (text) => elements(text, safeInteger)],
  [builtins.DATE, String],
  [DATE_ARRAY, (text) => elements(text, String)],
]);

/** The elements of a flat array of numbers or days, which are never quoted. */
const elements = <T>(text: string, read: (one: string) => T): (T | null)[] =>
  text === "{}"
    ? []
    : text
        .slice(1, -1)
        .split(",")
        .map((one) => (one === "NULL" ? null : read(one)));

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
