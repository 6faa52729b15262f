import type pg from "pg";
import type { BackupEnd, TableHead } from "./frames.ts";

/** Where rows live that a backup keeps: the corps', better-auth's, the installation's. */
export const SCHEMAS = ["public", "auth", "ops"];
/** Which processes live is not worth keeping; migrations are in the header. */
const LEFT_OUT = new Set(["ops.process", "public.shuke_migration"]);

export const nameOf = ({ schema, table }: Pick<TableHead, "schema" | "table">): string => `${quoted(schema)}.${quoted(table)}`;
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Every table with the columns that are stored, those that others refer to first. */
export async function readTables(client: pg.ClientBase): Promise<TableHead[]> {
  const { rows } = await client.query<TableHead & { needs: string[] }>(
    `select n.nspname as schema, c.relname as table,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       coalesce((select array_agg(distinct f.confrelid::regclass::text) from pg_constraint f
          where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r'
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by n.nspname collate "C", c.relname collate "C"`,
    [SCHEMAS],
  );
  const tables = rows.filter(({ schema, table }) => !LEFT_OUT.has(`${schema}.${table}`));
  const free = tables.filter(({ needs }) => needs.length === 0);
  const bound = tables.filter(({ needs }) => needs.length > 0);
  return [...free, ...bound].map(({ schema, table, columns }) => ({ schema, table, columns }));
}

/** Where the next number of each identity column is taken from. */
export async function readSequences(client: pg.ClientBase): Promise<BackupEnd["sequences"]> {
  const { rows } = await client.query<{ schema: string; table: string; column: string }>(
    `select n.nspname as schema, c.relname as table, a.attname as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r' and a.attidentity <> '' order by 1, 2, 3`,
    [SCHEMAS],
  );
  const sequences: BackupEnd["sequences"] = [];
  for (const one of rows) {
    const { rows: last } = await client.query<{ value: string | null }>(
      `select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)::text as value`,
      [nameOf(one), one.column],
    );
    sequences.push({ ...one, value: Number(last[0]?.value ?? 0) });
  }
  return sequences;
}
