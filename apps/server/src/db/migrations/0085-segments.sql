-- Segments: people by condition. Derivations (law 2): recomputed from what the tables below say, never replayed.

create table segment (
  corp_id text not null,
  id text not null,
  name text not null,
  description text not null default '',
  state text not null default 'active' check (state in ('active', 'archived')),
  version int not null,
  tree jsonb not null,
  -- Segments that the tree names: they are computed before it.
  depends text[] not null default '{}',
  members int not null default 0,
  -- The version whose rules the members follow; null until the first computation.
  computed_version int,
  computed_at timestamptz,
  took_ms int,
  -- Why all members must be computed anew; null when increments suffice.
  wanted text,
  computing_since timestamptz,
  last_error text,
  failures int not null default 0,
  retry_at timestamptz,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (corp_id, id)
);
create index segment_list on segment (corp_id, state, created_at desc, id);
create index segment_wanted on segment (corp_id, id) where wanted is not null and state = 'active';

create table segment_version (
  corp_id text not null,
  segment_id text not null,
  version int not null,
  tree jsonb not null,
  note text not null default '',
  actor jsonb not null,
  created_at timestamptz not null,
  primary key (corp_id, segment_id, version)
);

-- No second index: who asks about one person asks by her and the few hundred segments there are.
create table segment_member (
  corp_id text not null,
  segment_id text not null,
  customer_id text not null,
  since timestamptz not null,
  primary key (corp_id, segment_id, customer_id)
);

-- How large a segment was at the end of a local day, and who came and went on it.
create table segment_day (
  corp_id text not null,
  segment_id text not null,
  day date not null,
  members int not null,
  entered int not null default 0,
  left_n int not null default 0,
  primary key (corp_id, segment_id, day)
);

create table segment_snapshot (
  corp_id text not null,
  id text not null,
  segment_id text not null,
  version int not null,
  name text not null,
  members int not null,
  taken_at timestamptz not null,
  actor jsonb not null,
  primary key (corp_id, id)
);
create index segment_snapshot_of on segment_snapshot (corp_id, segment_id, taken_at desc, id);

create table segment_snapshot_member (
  corp_id text not null,
  snapshot_id text not null,
  customer_id text not null,
  primary key (corp_id, snapshot_id, customer_id)
);

-- Whose membership must be looked at again, and on account of what (bits: modules/segments/families.ts). Rows are only
-- added and taken away, never changed, so that whoever adds never waits for whoever computes.
create table segment_touched (
  corp_id text not null,
  id bigint generated always as identity,
  customer_id text not null,
  families int not null,
  -- Only this segment: the window of one of its conditions moved on.
  segment_id text,
  primary key (corp_id, id)
);

-- The local day up to which windows have moved, and the versions of the projections that were read.
create table segment_head (
  corp_id text not null primary key,
  day date,
  sources text not null default ''
);

-- What a customer did, per kind and local day (projection segments.behaviour).
create table behaviour_day (
  corp_id text not null,
  kind text not null,
  customer_id text not null,
  day date not null,
  n int not null,
  primary key (corp_id, kind, customer_id, day)
);
create index behaviour_day_when on behaviour_day (corp_id, kind, day, customer_id) include (n);

create table behaviour_last (
  corp_id text not null,
  kind text not null,
  customer_id text not null,
  first_day date not null,
  last_day date not null,
  n int not null,
  primary key (corp_id, kind, customer_id)
);
create index behaviour_last_when on behaviour_last (corp_id, kind, last_day, customer_id);

-- The store that somebody chose last on our page.
create table behaviour_store (
  corp_id text not null,
  customer_id text not null,
  store_id text not null,
  at timestamptz not null,
  seq bigint not null,
  primary key (corp_id, customer_id)
);
create index behaviour_store_of on behaviour_store (corp_id, store_id, customer_id);

-- Where somebody stands in the life cycle; written by modules/life-cycle, here so that conditions may ask for it.
create table customer_stage (
  corp_id text not null,
  customer_id text not null,
  stage text not null,
  since timestamptz not null,
  primary key (corp_id, customer_id)
);
create index customer_stage_of on customer_stage (corp_id, stage, customer_id);
