import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { startDatabase } from "../../apps/server/src/db/embedded.ts";
import { migrate, readMigrations } from "../../apps/server/src/db/migrate.ts";
import { withDatabase } from "../../apps/server/src/db/template.ts";
import { home as shukeHome } from "../../scripts/lib/places.ts";
import { fillWorld, handlersAt } from "./luckin/fill.ts";
import { countSops } from "./sop-counts.ts";

export const CORP = "wwluckin0123456789";
const OLDEST_DAYS = 3;

export interface Luckin {
  url: string;
  corpId: string;
  /** where its history ends: at most some days ago, so that a server with the real clock shows today */
  now: Date;
  /** seconds that the filling took; 0 when it was there */
  seconds: number;
  bytes: number;
  /** stops its PostgreSQL, and drops the database when it is a copy */
  close: () => Promise<void>;
}

export interface LuckinOptions {
  /** 1 = 1.8 million customers */
  scale: number;
  progress: (words: string) => void;
  /** `true` (a database of one's own, to be written) or `false`: the template itself, only to be read */
  copy: boolean;
}

/**
 * A corp of Luckin's size in the benches' own PostgreSQL (`$SHUKE_HOME/bench`). It is filled once and kept as a template; a
 * template of fewer migrations serves as well: what is missing is applied to the copy, as an installation of that size would.
 */
export async function openLuckin({ scale, progress, copy }: LuckinOptions): Promise<Luckin> {
  const home = path.join(shukeHome(), "bench");
  const database = await startDatabase({ home, log: progress });
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  let mine: string | undefined;
  const close = async (): Promise<void> => {
    if (mine !== undefined) await admin.query(`drop database if exists ${mine} with (force)`);
    await admin.end();
    await database.stop();
  };
  try {
    await admin.query("select pg_advisory_lock(4718, $1)", [Math.round(scale * 1e6)]);
    const found = await findTemplate(admin, database.url, scale);
    const template = found ?? (await makeTemplate(admin, database.url, { scale, home, progress }));
    let url = withDatabase(database.url, template.name);
    if (copy || template.pending > 0) {
      mine = `${template.name}_${randomBytes(4).toString("hex")}`;
      progress("copying the world …");
      await admin.query(`create database ${mine} template ${template.name} strategy file_copy`);
      url = withDatabase(database.url, mine);
      await migrate(url, { log: progress });
    }
    const { rows } = await admin.query<{ bytes: string }>("select pg_database_size($1) as bytes", [template.name]);
    await admin.query("select pg_advisory_unlock(4718, $1)", [Math.round(scale * 1e6)]);
    return { url, corpId: CORP, now: template.now, seconds: template.seconds, bytes: Number(rows[0]?.bytes), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Template {
  name: string;
  now: Date;
  /** migrations that it has not seen */
  pending: number;
  seconds: number;
}

/** A young world of this scale and of these files, of which we know every migration. */
async function findTemplate(admin: pg.Client, url: string, scale: number): Promise<Template | undefined> {
  const found = await templates(admin, url, prefixOf(scale));
  const young = found.filter(({ now, isOurs }) => isOurs && Date.now() - now.getTime() < OLDEST_DAYS * 86_400_000);
  return young.toSorted((a, b) => a.pending - b.pending)[0];
}

/** `isOurs`: all of its migrations are known to us. */
type Found = Template & { isOurs: boolean; isUsed: boolean };

/** Worlds by the beginning of their name; one that was never finished has the date of 1970. */
async function templates(admin: pg.Client, url: string, prefix: string): Promise<Found[]> {
  const mine = new Map((await readMigrations()).map(({ name, sha256 }) => [name, sha256]));
  const { rows } = await admin.query<{ name: string; note: string | null; isUsed: boolean }>(
    `select datname as name, shobj_description(oid, 'pg_database') as note,
       exists (select from pg_stat_activity a where a.datid = d.oid) as "isUsed"
     from pg_database d where datname like $1 || '%'`,
    [prefix],
  );
  const found: Found[] = [];
  for (const { name, note, isUsed } of rows) {
    const client = new pg.Client({ connectionString: withDatabase(url, name) });
    await client.connect();
    const { rows: applied } = await client
      .query<{ name: string; sha256: string }>("select name, sha256 from shuke_migration")
      .catch(() => ({ rows: [] }));
    await client.end();
    const isOurs = applied.every((one) => mine.get(one.name) === one.sha256);
    found.push({ name, now: new Date(note ?? 0), pending: mine.size - applied.length, seconds: 0, isOurs, isUsed });
  }
  return found;
}

/** Of this scale there is one: those before it make room, unless somebody is connected or they are newer than we. */
async function makeTemplate(
  admin: pg.Client,
  at: string,
  { scale, home, progress }: { scale: number; home: string; progress: (words: string) => void },
): Promise<Template> {
  const old = await templates(admin, at, `luckin_${Math.round(scale * 1e6)}_`);
  // One with migrations that we do not know belongs to somebody with newer files, and stays.
  for (const { name, isOurs, isUsed } of old) if (isOurs && !isUsed) await admin.query(`drop database if exists ${name}`);
  const started = performance.now();
  const now = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  const name = `${prefixOf(scale)}${randomBytes(3).toString("hex")}`;
  const url = withDatabase(at, name);
  await admin.query(`create database ${name}`);
  await migrate(url);
  await fillWorld({ url, corpId: CORP, now, scale, progress }, await handlersAt(url, home));
  await countSops(url);
  // Said last, so that a world with a date is a whole one.
  await admin.query(`comment on database ${name} is '${now.toISOString()}'`);
  const seconds = (performance.now() - started) / 1000;
  progress(`filled in ${Math.round(seconds)} s`);
  return { name, now, pending: 0, seconds };
}

/** Scale and files: what fills is part of what is filled. */
function prefixOf(scale: number): string {
  const hash = createHash("sha256");
  const folder = path.join(import.meta.dirname, "luckin");
  for (const file of readdirSync(folder).toSorted()) hash.update(readFileSync(path.join(folder, file)));
  return `luckin_${Math.round(scale * 1e6)}_${hash.digest("hex").slice(0, 10)}_`;
}
