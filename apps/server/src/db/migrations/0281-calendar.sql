-- Columns and the calendar of a week per group class: operators' (law 6), but for the last two, which are made from facts.
create table calendar_column (
  corp_id text not null,
  id text not null,
  name text not null,
  plan jsonb not null,
  playbook text,
  revision int not null default 1,
  saved_at timestamptz not null,
  saved_by text not null,
  created_at timestamptz not null,
  archived_at timestamptz,
  primary key (corp_id, id)
);
create unique index calendar_column_name on calendar_column (corp_id, name) where archived_at is null;

create table calendar_week (
  corp_id text not null,
  class_key text not null check (class_key in ('store', 'general')),
  week date not null,
  revision int not null default 0,
  -- The drafts before they were arranged last.
  before jsonb,
  primary key (corp_id, class_key, week)
);

create table calendar_slot (
  corp_id text not null,
  id text not null,
  class_key text not null check (class_key in ('store', 'general')),
  column_id text not null,
  day date not null,
  at text not null,
  -- The same in the corp's time zone when it was arranged.
  due_at timestamptz not null,
  road text not null check (road in ('send', 'hand')),
  plan jsonb not null,
  -- What goes out, as it was published.
  words text not null default '',
  state text not null default 'draft' check (state in ('draft', 'published', 'given', 'missed', 'cancelled')),
  reason text,
  planned int not null default 0,
  refused int not null default 0,
  -- What came of it, measured each hour for three days; opened and talked are null where nobody can know.
  reached int not null default 0,
  members int not null default 0,
  opened int,
  talked int,
  measured_at timestamptz,
  created_at timestamptz not null,
  primary key (corp_id, id)
);
create index calendar_slot_day on calendar_slot (corp_id, class_key, day);
create index calendar_slot_column on calendar_slot (corp_id, column_id, day);
create index calendar_slot_due on calendar_slot (corp_id, due_at) where state = 'published';

-- One group into which somebody was asked to post by hand; from task.opened and calendar.shown.
create table calendar_post (
  corp_id text not null,
  slot_id text not null,
  chat_id text not null,
  task_id text not null,
  grade text,
  shown_at timestamptz,
  primary key (corp_id, slot_id, chat_id)
);
create index calendar_post_task on calendar_post (corp_id, task_id);

-- Who opened the link of a post; from page.opened.
create table calendar_visit (
  corp_id text not null,
  slot_id text not null,
  external_user_id text not null,
  first_at timestamptz not null,
  primary key (corp_id, slot_id, external_user_id)
);
