import { readFileSync } from "node:fs";
import type pg from "pg";

/** The most that the server processes of PostgreSQL ever had of their own, beside the memory that all of them share. */
export async function backendsRss(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pid from pg_stat_activity");
  return rows.reduce((sum, { pid }) => sum + anonymous(pid), 0) / 1024;
}

function anonymous(pid: number): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
