-- Short links (modules/links): operators', who opened them (a projection of link.clicked), and what is done about an offer left alone.
create table short_link (
  corp_id text not null,
  id text not null,
  -- What stands in the address: nobody can guess another one.
  code text not null,
  name text not null,
  url text not null,
  follow text not null default 'none' check (follow in ('none', 'task', 'send')),
  follow_minutes int not null default 120,
  follow_text text not null default '',
  archived_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (corp_id, id)
);
create unique index short_link_code on short_link (corp_id, code);
create unique index short_link_name on short_link (corp_id, name);
create table link_person (
  corp_id text not null,
  link_id text not null,
  external_user_id text not null,
  customer_id text not null,
  clicks int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- When she first paid within three hours after her first or her last click.
  bought_at timestamptz,
  primary key (corp_id, link_id, external_user_id)
);
create index link_person_last on link_person (corp_id, link_id, last_at desc, external_user_id);
create index link_person_who on link_person (corp_id, customer_id);
-- Openings by nobody whom we know: previews and robots, browsers outside of WeChat, staff and strangers.
create table link_other (
  corp_id text not null,
  link_id text not null,
  kind text not null check (kind in ('preview', 'outside', 'staff', 'stranger')),
  n int not null,
  primary key (corp_id, link_id, kind)
);
-- One for each person and link, whatever she does afterwards.
create table link_follow (
  corp_id text not null,
  link_id text not null,
  external_user_id text not null,
  clicked_at timestamptz not null,
  -- When it is looked at; null: it has been.
  due_at timestamptz,
  state text not null default 'waiting' check (state in ('waiting', 'bought', 'tasked', 'sent', 'refused', 'late', 'nobody', 'off')),
  reason text,
  user_id text,
  primary key (corp_id, link_id, external_user_id)
);
create index link_follow_due on link_follow (corp_id, due_at) where due_at is not null;
create index link_follow_who on link_follow (corp_id, external_user_id);
