-- History comes in pages of a hundred people (log/told.ts): which page told of a row, for the timeline.
alter table relation add column told_seq bigint;
alter table group_member add column told_seq bigint;

-- Reading all of WeCom's lists takes minutes and may be cut off at any page: which pieces there are, how far each is.
create table sync_piece (
  corp_id text not null,
  run_id text not null,
  no int not null,
  keys text[] not null,
  cursor text,
  state text not null default 'waiting' check (state in ('reading', 'waiting', 'done', 'failed')),
  expected int,
  fetched int not null default 0,
  restarts int not null default 0,
  error text,
  primary key (corp_id, run_id, no)
);

-- A certificate says how it was made; while a run is under way it has no end, and its counts are how far it is.
alter table sync_run add column kind text not null default 'incremental' check (kind in ('initial', 'incremental', 'repair'));
alter table sync_run add column keys int not null default 0;
alter table sync_run add column keys_done int not null default 0;
alter table sync_run add column error text;
create index sync_run_list on sync_run (corp_id, started_at desc, id desc);
create index sync_run_open on sync_run (corp_id, family) where finished_at is null;

-- Since when we listen to a corp: what began before is history and makes nobody a newcomer.
create table sync_since (
  corp_id text not null primary key,
  since timestamptz not null
);
