-- Entrances: codes are the operator's own (law 6); who came through them is a projection.

create table live_code (
  corp_id text not null,
  -- At most 30 characters: it is also the `state` by which WeCom tells us through which code somebody came.
  id text not null,
  kind text not null check (kind in ('staff', 'group')),
  name text not null,
  channel text not null default '',
  state text not null default 'active' check (state in ('active', 'paused')),
  user_ids text[] not null default '{}',
  -- `group/name`
  tags text[] not null default '{}',
  remark text not null default '',
  welcome_text text not null default '',
  welcome_link jsonb,
  store_id text,
  seat_limit int not null default 200,
  auto_create boolean not null default true,
  base_name text not null default '',
  -- Raised with every change that WeCom must hear of.
  way_version int not null default 1,
  -- The last version that was planned to be told.
  told_version int not null default 0,
  -- The groups that WeCom was last asked to fill.
  way_chat_ids text[] not null default '{}',
  config_id text,
  qr_url text,
  problem text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (corp_id, id)
);
create index live_code_list on live_code (corp_id, created_at desc, id desc);
create index live_code_store on live_code (corp_id, store_id) where kind = 'group';
create index live_code_base_name on live_code (corp_id, base_name) where base_name <> '';

-- The pool of a group code. A group belongs to one code at most.
create table live_code_group (
  corp_id text not null,
  chat_id text not null,
  live_code_id text not null,
  place int not null,
  added_by text not null check (added_by in ('operator', 'wecom')),
  added_at timestamptz not null,
  -- Whether group.needs-setup was recorded: only once the group's owner is known.
  announced boolean not null default false,
  primary key (corp_id, chat_id)
);
create index live_code_group_code on live_code_group (corp_id, live_code_id, place);

-- A seat kept for somebody who was shown a code and has not joined yet. One per person.
create table seat_hold (
  corp_id text not null,
  visitor text not null,
  live_code_id text not null,
  store_id text not null,
  until timestamptz not null,
  primary key (corp_id, visitor)
);
create index seat_hold_code on seat_hold (corp_id, live_code_id, until);

-- Tags to put on people as soon as WeCom has made the tag.
create table pending_tag (
  corp_id text not null,
  tag text not null,
  external_user_id text not null,
  user_id text not null,
  why text not null,
  primary key (corp_id, tag, external_user_id, user_id)
);

-- Projection: friendships and memberships that came through a code.
create table arrival (
  corp_id text not null,
  live_code_id text not null,
  kind text not null check (kind in ('friend', 'member')),
  person text not null,
  -- The member of staff or the group that was reached.
  place text not null,
  at timestamptz not null,
  -- When the person came last; `at` is the first time.
  last_at timestamptz not null,
  ended_at timestamptz,
  primary key (corp_id, live_code_id, kind, person, place)
);
create index arrival_at on arrival (corp_id, live_code_id, at);
create index arrival_person on arrival (corp_id, person, place);
