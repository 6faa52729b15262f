import type pg from "pg";

/** What the parts of the world share. All times derive from `now`, all chance from `hash(n, purpose)`. */
export interface Fill {
  client: pg.Client;
  corpId: string;
  /** the end of the world's history */
  now: Date;
  size: Size;
  progress: (words: string) => void;
}

/** How many of each there are at this scale. */
export interface Size {
  customers: number;
  groups: number;
  /** people per group on average, so that a small world has small groups too */
  perGroup: number;
  staff: number;
  stores: number;
  orders: number;
}

export function sizeOf(scale: number): Size {
  const of = (whole: number, least: number): number => Math.max(least, Math.round(whole * scale));
  return {
    customers: of(1_800_000, 600),
    groups: of(9_100, 12),
    perGroup: 121,
    staff: of(3_000, 30),
    stores: of(1_000, 10),
    orders: of(5_000_000, 1_500),
  };
}

/**
 * Empties tables and fills them by `work` in one transaction, without their indexes, which are then built by their own
 * definitions: a few times quicker than keeping them, and at `wal_level = minimal` nothing goes to the log.
 */
export async function bulk({ client, progress }: Fill, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await client.query("begin");
  const { rows: constraints } = await client.query<{ tab: string; name: string; def: string }>(
    `select conrelid::regclass::text as tab, conname as name, pg_get_constraintdef(oid) as def from pg_constraint
     where contype in ('p', 'u') and conrelid = any($1::regclass[])`,
    [tables],
  );
  const { rows: indexes } = await client.query<{ name: string; def: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as def from pg_index i
     where i.indrelid = any($1::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [tables],
  );
  await client.query(`truncate ${tables.join(", ")}`);
  for (const { tab, name } of constraints) await client.query(`alter table ${tab} drop constraint ${name}`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await work();
  const written = performance.now();
  for (const { tab, name, def } of constraints) await client.query(`alter table ${tab} add constraint ${name} ${def}`);
  for (const { def } of indexes) await client.query(def);
  await client.query("commit");
  const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
  progress(`${tables.join(", ")}: rows ${seconds(started, written)} s, indexes ${seconds(written, performance.now())} s`);
}

/** A number in [0, 1) that belongs to a row and a purpose: the same in every fill. `row` is a bigint expression. */
export const chance = (row: string, purpose: number): string => `luckin.chance((${row})::bigint, ${purpose})`;

/** One of these, every one as likely; `skew` > 1 prefers the first ones. */
export const pick = (of: readonly string[], row: string, purpose: number, skew = 1): string =>
  `(array[${of.map(literal).join(",")}])[1 + floor(${of.length} * power(${chance(row, purpose)}, ${skew}))::int]`;

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The id that `derivedId` of kit/ids.ts gives for (corp, key): `bytes` holds the digest's bytes. */
export const derived = (prefix: string, bytes: string): string => {
  const letters = Array.from(
    { length: 20 },
    (_, i) => `substr('0123456789abcdefghjkmnpqrstvwxyz', (get_byte(${bytes}, ${i}) & 31) + 1, 1)`,
  );
  return `'${prefix}_' || ${letters.join(" || ")}`;
};

export const digest = (corpId: string, key: string): string =>
  `sha256(convert_to(${literal(corpId)}, 'UTF8') || '\\x00'::bytea || convert_to(${key}, 'UTF8'))`;

export async function makeHelpers(client: pg.Client): Promise<void> {
  await client.query(`create schema luckin;
    create function luckin.chance(n bigint, purpose int) returns double precision language sql immutable parallel safe
      return (hashint8extended(n, purpose) & 9223372036854775807)::double precision / 9223372036854775808.0`);
}
