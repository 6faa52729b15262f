-- What belongs to the installation and not to a corp: its living processes and its backups. They have a schema of their own, as the
-- users have; every table of schema public belongs to a corp.
create schema if not exists ops;

-- One row per process that runs, with a beat in real time; a row that does not beat any more was killed.
create table if not exists ops.process (
  id text not null primary key,
  pid integer not null,
  host text not null,
  roles text[] not null,
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  -- What only the process itself knows: memory, event loop, pool, slow statements, quotas (process-figures.ts).
  figures jsonb not null
);

create table if not exists ops.backup (
  id text not null primary key,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  file text not null,
  bytes bigint not null,
  row_count bigint not null
);

-- How many buckets nobody ran before this one: the house was down, or a run failed until its time was over.
alter table tick add column missed integer not null default 0;
