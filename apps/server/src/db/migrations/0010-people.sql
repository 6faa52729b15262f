-- People and groups as WeCom shows them: projections of the log, so no foreign keys, and ids derive from WeCom's ids.

-- `changes` grows with every reason, so that one which comes while details are being fetched is not lost;
-- `first_at` is the oldest unanswered one; `wanted` is the member version that a group should have reached.
alter table sync_due add column changes int not null default 1;
alter table sync_due add column first_at timestamptz;
alter table sync_due add column wanted text;

-- A person's timeline shows the joins and leaves that are recorded under the group.
create index event_member on event (corp_id, (data ->> 'memberId'), seq desc)
  where type in ('group.member-joined', 'group.member-left');

create table tag (
  corp_id text not null,
  id text not null,
  name text not null,
  group_id text not null,
  group_name text not null,
  sort_order bigint not null default 0,
  removed_at timestamptz,
  primary key (corp_id, id)
);
create index tag_name on tag (corp_id, group_name, name);

-- Everybody whom WeCom ever named to us: friends, those who left, and strangers in our groups.
create table customer (
  corp_id text not null,
  id text not null,
  external_user_id text not null,
  name text,
  type int,
  gender int,
  unionid text not null default '',
  avatar text not null default '',
  detailed_at timestamptz,
  state text not null check (state in ('friend', 'one-way', 'lost', 'stranger')),
  -- When the first known friendship was made, Unix seconds; 0 for a stranger.
  added_sec bigint not null default 0,
  -- Over all relations that are not ended.
  tag_ids text[] not null default '{}',
  primary key (corp_id, id)
);
create unique index customer_external on customer (corp_id, external_user_id);
create index customer_list on customer (corp_id, added_sec desc, id);
create index customer_state on customer (corp_id, state, added_sec desc, id);
create index customer_name on customer (corp_id, name text_pattern_ops);
create index customer_unionid on customer (corp_id, unionid) where unionid <> '';
create index customer_tags on customer using gin (tag_ids);

create table relation (
  corp_id text not null,
  customer_id text not null,
  user_id text not null,
  external_user_id text not null,
  -- half: the customer added us without verification and we have not confirmed; WeCom does not list it yet.
  state text not null check (state in ('half', 'active', 'one-way', 'ended')),
  created_sec bigint not null,
  half boolean not null default false,
  one_way_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  -- When WeCom last showed it to us in a way that changed something.
  detailed_at timestamptz,
  remark text not null default '',
  description text not null default '',
  add_way int,
  channel_state text not null default '',
  tag_ids text[] not null default '{}',
  primary key (corp_id, customer_id, user_id)
);
create index relation_user on relation (corp_id, user_id, external_user_id);
create index relation_remark on relation (corp_id, remark text_pattern_ops) where remark <> '';
create index relation_channel on relation (corp_id, channel_state) where channel_state <> '';

create table tag_people (
  corp_id text not null,
  tag_id text not null,
  people bigint not null,
  primary key (corp_id, tag_id)
);

create table group_chat (
  corp_id text not null,
  id text not null,
  chat_id text not null,
  name text not null default '',
  owner text not null default '',
  notice text not null default '',
  created_sec bigint not null default 0,
  admins text[] not null default '{}',
  member_version text not null default '',
  state text not null default 'open' check (state in ('open', 'dismissed')),
  detailed_at timestamptz,
  dismissed_at timestamptz,
  members int not null default 0,
  customers int not null default 0,
  primary key (corp_id, id)
);
create unique index group_chat_chat on group_chat (corp_id, chat_id);
create index group_chat_list on group_chat (corp_id, created_sec desc, id);
create index group_chat_owner on group_chat (corp_id, owner);

-- One row per stay: who leaves and comes back has two.
create table group_member (
  corp_id text not null,
  group_id text not null,
  member_id text not null,
  joined_sec bigint not null,
  chat_id text not null,
  member_type int not null,
  join_scene int not null default 0,
  state text not null default '',
  invitor text not null default '',
  name text not null default '',
  unionid text not null default '',
  left_at timestamptz,
  quit_scene int,
  primary key (corp_id, group_id, member_id, joined_sec)
);
create index group_member_person on group_member (corp_id, member_id, joined_sec desc);
create index group_member_list on group_member (corp_id, group_id, joined_sec desc, member_id);
create index group_member_left on group_member (corp_id, group_id, left_at) where left_at is not null;

-- The last leave of each person and group, also of a stay that we never saw begin.
create table group_leave (
  corp_id text not null,
  group_id text not null,
  member_id text not null,
  left_at timestamptz not null,
  quit_scene int,
  primary key (corp_id, group_id, member_id)
);
