-- The content library (modules/assets): files, contents in versions, and what of it is up at WeCom.
create table asset_folder (
  corp_id text not null,
  id text not null,
  name text not null,
  created_at timestamptz not null,
  primary key (corp_id, id)
);
create unique index asset_folder_name on asset_folder (corp_id, name);
-- A file is called after what is in it (SHA-256), so the same one is kept once.
create table asset_file (
  corp_id text not null,
  id text not null,
  kind text not null check (kind in ('image', 'video', 'file')),
  mime text not null,
  bytes int not null,
  width int,
  height int,
  name text not null,
  -- A small JPEG for lists; null where there is nothing to see.
  thumb bytea,
  created_at timestamptz not null,
  created_by text not null,
  primary key (corp_id, id)
);
-- In pieces, so that neither a backup nor a reader holds twenty megabytes in one line. Of an upload under way too: `owner` is its id then.
create table asset_part (
  corp_id text not null,
  owner text not null,
  n int not null,
  data bytea not null,
  at timestamptz not null,
  primary key (corp_id, owner, n)
);
alter table asset_part alter column data set storage external;
create table content (
  corp_id text not null,
  id text not null,
  folder_id text,
  name text not null,
  -- The newest version, and the one that goes out; null: none does.
  last_n int not null,
  live_n int,
  expires_at timestamptz,
  archived_at timestamptz,
  -- Counts every change: who saves an older one is told.
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (corp_id, id)
);
create unique index content_name on content (corp_id, name);
create index content_listed on content (corp_id, updated_at desc, id desc);
create table content_version (
  corp_id text not null,
  content_id text not null,
  n int not null,
  body text not null,
  attachments jsonb not null default '[]',
  state text not null check (state in ('draft', 'waiting', 'refused', 'live')),
  made_at timestamptz not null,
  -- Who made it as a word (kind:id), and as people call her.
  made_by text not null,
  made_name text not null,
  judged_at timestamptz,
  judged_name text,
  remark text not null default '',
  primary key (corp_id, content_id, n)
);
-- Which files the version needs that goes out.
create table content_file (
  corp_id text not null,
  content_id text not null,
  file_id text not null,
  primary key (corp_id, content_id, file_id)
);
create index content_file_used on content_file (corp_id, file_id);
-- What is up at WeCom, for three days each time. `due_at` is when the next upload is planned; null: one is under way.
create table media_copy (
  corp_id text not null,
  file_id text not null,
  media_id text,
  expires_at timestamptz,
  due_at timestamptz,
  round int not null default 0,
  failed_at timestamptz,
  error text,
  primary key (corp_id, file_id)
);
create index media_copy_due on media_copy (corp_id, due_at);
create table content_favourite (
  corp_id text not null,
  user_id text not null,
  content_id text not null,
  at timestamptz not null,
  primary key (corp_id, user_id, content_id)
);
alter table live_code add column welcome_content text;
