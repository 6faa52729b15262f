import type pg from "pg";

/** What the schema dump and the type generator know of a column. */
export interface Column {
  table: string;
  name: string;
  /** As PostgreSQL writes it, e.g. `timestamp with time zone`, `text[]`. */
  type: string;
  notNull: boolean;
  default: string | null;
  identity: "" | "a" | "d";
  generated: boolean;
}

export interface Relation {
  name: string;
  kind: "r" | "p" | "v" | "m";
  /** `partition by …` of a partitioned table, `partition of … for values …` of a part, the query of a view. */
  detail: string | null;
  options: string | null;
}

/** A line of DDL that belongs to a relation (constraint, index, trigger) or stands alone (function, enum, sequence). */
export interface Definition {
  table: string;
  name: string;
  definition: string;
}

export interface Catalog {
  relations: Relation[];
  columns: Column[];
  constraints: Definition[];
  indexes: Definition[];
  triggers: Definition[];
  functions: Definition[];
  enums: { name: string; labels: string[] }[];
  sequences: Definition[];
}

/** Ours are the objects of schema public, less the table of migrations and whatever an extension owns. */
const OURS = `c.relnamespace = 'public'::regnamespace and c.relname <> 'shuke_migration'
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;

const QUERIES = {
  relations: `
    select c.relname as name, c.relkind as kind, array_to_string(c.reloptions, ', ') as options,
      case when c.relkind = 'p' then 'partition by ' || pg_get_partkeydef(c.oid)
           when c.relispartition then 'partition of ' || i.inhparent::regclass || ' ' || pg_get_expr(c.relpartbound, c.oid)
           when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid, true) end as detail
    from pg_class c left join pg_inherits i on i.inhrelid = c.oid and c.relispartition
    where ${OURS} and c.relkind in ('r', 'p', 'v', 'm') order by c.relname collate "C"`,
  columns: `
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
      pg_get_expr(d.adbin, d.adrelid) as default, a.attidentity as identity, a.attgenerated <> '' as generated
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where ${OURS} and c.relkind in ('r', 'p', 'v', 'm') order by c.relname collate "C", a.attnum`,
  // PostgreSQL 18 lists NOT NULL as constraints, older ones do not; the columns say it already.
  constraints: `
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where ${OURS} and k.contype in ('p', 'u', 'c', 'f', 'x')
    order by c.relname collate "C", position(k.contype in 'puxcf'), k.conname collate "C"`,
  indexes: `
    select c.relname as table, x.relname as name, pg_get_indexdef(x.oid) as definition
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    where ${OURS} and not exists (select from pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u', 'x'))
    order by c.relname collate "C", x.relname collate "C"`,
  triggers: `
    select c.relname as table, t.tgname as name, pg_get_triggerdef(t.oid) as definition
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where ${OURS} and not t.tgisinternal order by c.relname collate "C", t.tgname collate "C"`,
  functions: `
    select '' as table, c.proname as name, pg_get_functiondef(c.oid) as definition
    from pg_proc c where c.pronamespace = 'public'::regnamespace and c.prokind in ('f', 'p')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.proname collate "C", pg_get_function_identity_arguments(c.oid) collate "C"`,
  enums: `
    select t.typname as name, array_agg(e.enumlabel::text order by e.enumsortorder) as labels
    from pg_type t join pg_enum e on e.enumtypid = t.oid
    where t.typnamespace = 'public'::regnamespace group by t.typname order by t.typname collate "C"`,
  sequences: `
    select '' as table, c.relname as name, format('start %s increment %s', s.seqstart, s.seqincrement) as definition
    from pg_sequence s join pg_class c on c.oid = s.seqrelid
    where ${OURS} and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
    order by c.relname collate "C"`,
};

/** Reads what the migrations made. The order of everything is fixed, and the same on every version of PostgreSQL. */
export async function readCatalog(pool: pg.Pool): Promise<Catalog> {
  return {
    relations: (await pool.query<Relation>(QUERIES.relations)).rows,
    columns: (await pool.query<Column>(QUERIES.columns)).rows,
    constraints: (await pool.query<Definition>(QUERIES.constraints)).rows,
    indexes: (await pool.query<Definition>(QUERIES.indexes)).rows,
    triggers: (await pool.query<Definition>(QUERIES.triggers)).rows,
    functions: (await pool.query<Definition>(QUERIES.functions)).rows,
    enums: (await pool.query<Catalog["enums"][number]>(QUERIES.enums)).rows,
    sequences: (await pool.query<Definition>(QUERIES.sequences)).rows,
  };
}
