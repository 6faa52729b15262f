-- What the domain is to reach, its value on every day, and what it cost as somebody entered it. Operators' rows; the days are measured
-- (modules/goals), not projected: a day that was not measured is absent.
create table goal (
  corp_id text not null,
  id text not null,
  -- Of a playbook's goal, which is known again by it.
  playbook text,
  key text,
  name text not null,
  metric text not null,
  params jsonb not null default '{}',
  target double precision not null,
  start_value double precision,
  start_day date not null,
  deadline date not null,
  curve jsonb not null default '[]',
  owner text,
  state text not null default 'active' check (state in ('active', 'archived')),
  -- Of the last measurement: why there is no value.
  reason text,
  measured_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (corp_id, id)
);
create unique index goal_of_playbook on goal (corp_id, playbook, key) where playbook is not null;
create table goal_day (
  corp_id text not null,
  goal_id text not null,
  day date not null,
  value double precision not null,
  primary key (corp_id, goal_id, day)
);
create table goal_cost (
  corp_id text not null,
  goal_id text not null,
  id text not null,
  day date not null,
  label text not null,
  fen bigint not null check (fen > 0),
  primary key (corp_id, goal_id, id)
);
