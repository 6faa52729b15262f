-- Somebody who is to be forgotten. `names` says by which ids she is found and what stands there afterwards; it goes when the work is done, so
-- that nothing leads from here to her. `found`: by table how many rows went and how many stay without her.
create table forgetting (
  corp_id text not null,
  id text not null,
  state text not null check (state in ('asked', 'ending', 'erasing', 'done')),
  -- On whose word: her own on her page, or somebody of the house for her.
  said_by text not null check (said_by in ('page', 'console')),
  -- Who that was in the console; null when she did it herself.
  by_name text,
  why text not null check (why in ('asked', 'house')),
  asked_at timestamptz not null,
  names jsonb,
  -- The log's head when everything that ran for her was ended: the handlers read up to here first.
  head bigint,
  -- The next table of this walk, and its next block; a walk that finds nothing is the proof.
  place int not null default 0,
  block int not null default 0,
  walk int not null default 1,
  walk_found int not null default 0,
  next_at timestamptz,
  found jsonb not null default '{}'::jsonb,
  ended jsonb not null default '{}'::jsonb,
  done_at timestamptz,
  primary key (corp_id, id)
);
create index forgetting_open on forgetting (corp_id, next_at) where next_at is not null;
create index forgetting_newest on forgetting (corp_id, asked_at desc, id desc);

-- Tombstones: a hash under the house's key of each id by which WeCom, a shop or a file could bring her back. No plain id.
create table forgotten (
  corp_id text not null,
  hash text not null,
  forgetting_id text not null,
  at timestamptz not null,
  primary key (corp_id, hash)
);
create index forgotten_of on forgotten (corp_id, forgetting_id);
