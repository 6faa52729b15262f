-- Moments that members of staff are asked to publish (modules/moments): decisions (law 6).
create table moment (
  corp_id text not null,
  id text not null,
  name text not null,
  plan jsonb not null,
  state text not null default 'draft' check (state in ('draft', 'scheduled', 'asked', 'done', 'cancelled')),
  reason text,
  revision int not null default 1,
  saved_at timestamptz not null,
  saved_by text not null,
  created_at timestamptz not null,
  submitted_at timestamptz,
  submitted_by text,
  ended_at timestamptz,
  next_at timestamptz,
  action_id text,
  -- WeCom's job, and what it made.
  job_id text,
  wecom_id text,
  primary key (corp_id, id)
);
create index moment_list on moment (corp_id, created_at desc, id desc);
create index moment_due on moment (corp_id, next_at) where next_at is not null;
create unique index moment_wecom on moment (corp_id, wecom_id) where wecom_id is not null;

-- Who was asked to publish it, or why not.
create table moment_staff (
  corp_id text not null,
  moment_id text not null,
  user_id text not null,
  state text not null check (state in ('asked', 'spared', 'refused')),
  reason text,
  asked_at timestamptz not null,
  selling boolean not null,
  -- When reactions were last read.
  looked_at timestamptz,
  primary key (corp_id, moment_id, user_id)
);
create index moment_staff_history on moment_staff (corp_id, user_id, asked_at);

-- Projections: from moment.published and moment.reacted.
create table moment_post (
  corp_id text not null,
  moment_id text not null,
  user_id text not null,
  published_at timestamptz not null,
  visible int not null,
  primary key (corp_id, moment_id, user_id)
);
create table moment_reaction (
  corp_id text not null,
  moment_id text not null,
  user_id text not null,
  external_user_id text not null,
  kind text not null,
  at timestamptz not null,
  primary key (corp_id, moment_id, user_id, external_user_id, kind)
);
create index moment_reaction_last on moment_reaction (corp_id, moment_id, at desc, external_user_id, kind, user_id);
