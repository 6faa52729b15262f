-- Departments and staff are projections of what WeCom's directory says; stores are the operator's own (law 6).

create table department (
  corp_id text not null,
  department_id bigint not null,
  name text not null,
  parent_id bigint not null,
  removed boolean not null default false,
  seen_at timestamptz not null,
  primary key (corp_id, department_id)
);

create table staff (
  corp_id text not null,
  id text not null,
  user_id text not null,
  name text not null,
  departments jsonb not null default '[]',
  position text not null default '',
  status int not null default 0,
  -- May serve customers (客户联系).
  follows boolean not null default false,
  removed boolean not null default false,
  seen_at timestamptz not null,
  primary key (corp_id, id)
);
create unique index staff_user on staff (corp_id, user_id);

-- Positions are WGS-84, whatever datum came in.
create table store (
  corp_id text not null,
  id text not null,
  code text not null,
  name text not null,
  province text not null default '',
  city text not null default '',
  district text not null default '',
  address text not null default '',
  lng double precision not null check (lng between -180 and 180),
  lat double precision not null check (lat between -90 and 90),
  state text not null default 'open' check (state in ('open', 'closed')),
  opens text,
  closes text,
  manager_user_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (corp_id, id)
);
create unique index store_code on store (corp_id, code);
create index store_city on store (corp_id, city, district, name);
create index store_manager on store (corp_id, manager_user_id) where manager_user_id is not null;

-- Moves with every change of a store, so that each server process knows when its index in memory is old.
create table store_version (
  corp_id text not null,
  version bigint not null default 0,
  primary key (corp_id)
);
