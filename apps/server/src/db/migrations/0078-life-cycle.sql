-- Where everybody stands in the life cycle, by rules that are data. Written by modules/life-cycle; `customer_stage` itself is
-- in 0085. A corp without a row here has no stages, and nothing is done for it.
create table life_cycle (
  corp_id text not null primary key,
  version int not null,
  -- In their order: [{stage, name, note, tree}]. The first that holds counts.
  rules jsonb not null,
  -- What the rules ask for (modules/segments families).
  families int not null,
  -- While everybody is looked at anew: the last id that was; null when that is over.
  place text,
  looked bigint not null default 0,
  moved bigint not null default 0,
  -- The local day up to which windows have moved.
  day date not null,
  updated_by jsonb not null,
  updated_at timestamptz not null
);

-- Who must be looked at again.
create table stage_touched (
  corp_id text not null,
  id bigint generated always as identity,
  customer_id text not null,
  primary key (corp_id, id)
);

-- People per stage, kept by the difference.
create table stage_people (
  corp_id text not null,
  stage text not null,
  people bigint not null,
  primary key (corp_id, stage)
);
