-- What we ask WeCom to change about tags, and changes to many people at once. Whether WeCom did it is the action's own state.

alter table tag add column group_order bigint not null default 0;

-- A change to the corp's own tags: made, renamed, moved, deleted.
create table tag_change (
  corp_id text not null,
  action_id text not null,
  kind text not null check (kind in ('create', 'rename', 'move', 'delete')),
  -- What it is about, in the words of the moment.
  label text not null,
  to_label text not null default '',
  tag_ids text[] not null default '{}',
  group_id text,
  asked_by jsonb not null,
  asked_at timestamptz not null,
  -- Asked again as, or seen and put away.
  dismissed_at timestamptz,
  primary key (corp_id, action_id)
);
create index tag_change_at on tag_change (corp_id, asked_at desc);

-- One difference of tags for one friendship. Never the whole set: what others marked meanwhile stays.
create table tag_wish (
  corp_id text not null,
  action_id text not null,
  customer_id text not null,
  user_id text not null,
  add text[] not null,
  remove text[] not null,
  job_id text,
  asked_by jsonb not null,
  asked_at timestamptz not null,
  -- Another try took its place.
  retried_as text,
  primary key (corp_id, action_id)
);
create index tag_wish_customer on tag_wish (corp_id, customer_id, asked_at desc);
create index tag_wish_job on tag_wish (corp_id, job_id, action_id) where job_id is not null;

-- A change to many people: worked through in the order of their ids, a few hundred at a time.
create table bulk_job (
  corp_id text not null,
  id text not null,
  -- What is done: {do: 'tags' | 'field' | 'mark' | 'undo', …}.
  spec jsonb not null,
  -- To whom: {ids} or {filter}.
  whom jsonb not null,
  state text not null default 'running' check (state in ('running', 'done', 'cancelled', 'failed')),
  total bigint not null,
  total_exact boolean not null,
  -- The last id that was looked at.
  place text not null default '',
  looked bigint not null default 0,
  changed bigint not null default 0,
  skipped jsonb not null default '{}',
  -- Of calls to WeCom: how many were asked for, done, and refused.
  asked bigint not null default 0,
  sent bigint not null default 0,
  refused bigint not null default 0,
  undo_of text,
  error text,
  asked_by jsonb not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (corp_id, id)
);
create index bulk_job_running on bulk_job (corp_id, created_at) where state = 'running';
create index bulk_job_list on bulk_job (corp_id, created_at desc, id);

-- What was there before, for those whom the job changed: so that it can be taken back.
create table bulk_change (
  corp_id text not null,
  job_id text not null,
  customer_id text not null,
  before jsonb not null,
  primary key (corp_id, job_id, customer_id)
);
