import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { splitSql } from "../../apps/server/src/db/split-sql.ts";
import { repository } from "../../scripts/lib/places.ts";

/** Counts the steps of a filled world as an installation that has history does: by the migration that fills the counts. */
export async function countSops(url: string): Promise<void> {
  const file = path.join(repository, "apps/server/src/db/migrations/0205-sop-count-filled.sql");
  const [batch] = splitSql(await readFile(file, "utf8"));
  if (!batch?.includes("insert into sop_count")) throw new Error(`${file} does not count`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    await client.query("create table sop_count_fill (corp_id text primary key, after text not null default '')");
    await client.query("insert into sop_count_fill (corp_id) select corp_id from corp");
    while (((await client.query(batch)).rowCount ?? 0) > 0);
    await client.query("drop table sop_count_fill");
    await client.query("vacuum (analyze) sop_count");
  } finally {
    await client.end();
  }
}
