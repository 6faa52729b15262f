import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { migrate, readMigrations } from "./migrate.ts";

const LOCK_KEY = 0x7368756c;

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/**
 * Makes an empty migrated database by cloning a template, which is migrated once per set of migrations. Returns its url.
 * `adminUrl` names any database of the server; its role must be allowed to create databases.
 */
export async function cloneTemplate(adminUrl: string, prefix = "t"): Promise<string> {
  const name = `${prefix}_${randomBytes(6).toString("hex")}`;
  await withClient(adminUrl, async (client) => {
    const template = await ensureTemplate(client, adminUrl);
    await client.query(`create database ${name} template ${template}`);
  });
  return withDatabase(adminUrl, name);
}

/** Drops a database made by `cloneTemplate`, ending connections that are left. */
export async function dropDatabase(url: string, adminUrl: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
}

async function ensureTemplate(client: pg.Client, adminUrl: string): Promise<string> {
  const hash = createHash("sha256");
  for (const migration of await readMigrations()) hash.update(`${migration.name} ${migration.sha256}\n`);
  const template = `shuke_template_${hash.digest("hex").slice(0, 12)}`;
  if (await exists(client, template)) return template;
  await client.query("select pg_advisory_lock($1)", [LOCK_KEY]);
  try {
    if (await exists(client, template)) return template;
    // Built under another name, so that a template that exists is a complete one.
    const building = `${template}_building`;
    await client.query(`drop database if exists ${building} with (force)`);
    await client.query(`create database ${building}`);
    await migrate(withDatabase(adminUrl, building));
    await client.query(`alter database ${building} rename to ${template}`);
    return template;
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK_KEY]);
  }
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
  return rowCount === 1;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "shuke template" });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
