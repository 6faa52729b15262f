import type pg from "pg";

/** Tables in any row of which one of these texts is to be found, in whatever column; `bytea` is searched as its hex. */
export async function tablesWith(pool: Pick<pg.Pool, "query">, needles: readonly string[], among?: readonly string[]): Promise<string[]> {
  const all = needles.filter((needle) => needle !== "");
  const hex = all.map((needle) => Buffer.from(needle).toString("hex"));
  const tables =
    among ??
    (
      await pool.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
      )
    ).rows.map(({ name }) => name);
  const found: string[] = [];
  for (const table of tables) {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from ${table} t where exists (select from unnest($1::text[]) needle where strpos(to_jsonb(t)::text, needle) > 0)`,
      [[...all, ...hex]],
    );
    if ((rows[0]?.n ?? 0) > 0) found.push(table);
  }
  return found.toSorted();
}
