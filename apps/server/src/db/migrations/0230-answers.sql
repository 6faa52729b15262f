-- Standing answers (modules/answers): what operators wrote down, with what it is found by.
create table answer_entry (
  corp_id text not null,
  id text not null,
  title text not null,
  questions text[] not null default '{}',
  keywords text[] not null default '{}',
  must text[] not null default '{}',
  must_not text[] not null default '{}',
  answer text not null,
  -- Another wording for a channel: {"welcome": "…"}.
  channels jsonb not null default '{}',
  priority int not null default 0,
  owner text,
  valid_from timestamptz,
  valid_to timestamptz,
  state text not null default 'draft' check (state in ('draft', 'live')),
  -- Counts saves: who saves an older one is told.
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (corp_id, id)
);
create unique index answer_entry_title on answer_entry (corp_id, title);
create index answer_entry_listed on answer_entry (corp_id, priority desc, id);
-- Which state of the entries a process has in its memory; a new stamp with every change.
create table answer_book (
  corp_id text primary key,
  stamp text not null
);
-- How often an entry was what somebody answered, by the corp's days.
create table answer_use (
  corp_id text not null,
  entry_id text not null,
  day date not null,
  channel text not null,
  n int not null,
  primary key (corp_id, entry_id, day, channel)
);
