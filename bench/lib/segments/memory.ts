import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";

const kib = (pid: number | "self", field: string): number => {
  try {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** What the server processes of PostgreSQL have of their own now, in MiB, beside the memory that all of them share. */
export async function backendsRss(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pid from pg_stat_activity where datname = current_database()");
  return rows.reduce((sum, { pid }) => sum + kib(pid, "RssAnon"), 0) / 1024;
}

/** The most that this process and all processes of PostgreSQL on this machine had of their own together, with what those share (256 MiB) once. */
export function memoryWatch(): { stop(): number } {
  let most = 0;
  const look = (): void => {
    const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && nameOf(name).startsWith("postgres"));
    const own = processes.reduce((sum, pid) => sum + kib(Number(pid), "RssAnon"), 0);
    most = Math.max(most, (own + kib("self", "VmRSS")) / 1024 + 256);
  };
  const timer = setInterval(look, 200);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    return "";
  }
}
