import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { splitSql } from "../../apps/server/src/db/split-sql.ts";
import { repository } from "../../scripts/lib/places.ts";

/** Counts the steps of a filled world as an installation that has history does: by the migration that brought the counts. */
export async function countSops(url: string): Promise<void> {
  const file = path.join(repository, "apps/server/src/db/migrations/0125-sop-count.sql");
  const count = splitSql(await readFile(file, "utf8")).at(-1);
  if (!count?.includes("insert into sop_count")) throw new Error(`${file} does not end with the counting`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    await client.query(count);
    await client.query("vacuum (analyze) sop_count");
  } finally {
    await client.end();
  }
}
