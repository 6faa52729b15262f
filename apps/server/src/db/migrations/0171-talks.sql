-- Sessions (场次; modules/talks). The plan is ordinary rows that verbs write; what members do there are projections of talk.* facts.
create table talk (
  corp_id text not null,
  id text not null,
  kind text not null check (kind in ('newcomer', 'guest', 'live')),
  state text not null check (state in ('draft', 'announced', 'collecting', 'live', 'digest', 'closed', 'cancelled')),
  title text not null,
  host text not null,
  starts_at timestamptz not null,
  plan jsonb not null,
  -- Set when it is announced: who is told does not change under way.
  chat_ids text[] not null default '{}',
  place int not null default 0,
  digest text not null default '',
  replay_url text not null default '',
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (corp_id, id)
);
create index talk_list on talk (corp_id, starts_at, id);

create table talk_stage (
  corp_id text not null,
  talk_id text not null,
  key text not null check (key in ('announce', 'remind', 'soon', 'digest')),
  at timestamptz not null,
  -- After it nothing is posted.
  until timestamptz not null,
  state text not null check (state in ('waiting', 'planned', 'missed', 'cancelled')),
  action_ids text[] not null default '{}',
  planned int not null default 0,
  refused int not null default 0,
  reason text,
  primary key (corp_id, talk_id, key)
);
create index talk_stage_due on talk_stage (corp_id, at) where state = 'waiting';

create table talk_question (
  corp_id text not null,
  talk_id text not null,
  id text not null,
  text text not null,
  external_user_id text not null,
  asked_at timestamptz not null,
  votes int not null default 0,
  answer text,
  answered_at timestamptz,
  ticket_id text,
  primary key (corp_id, talk_id, id)
);
create table talk_vote (
  corp_id text not null,
  talk_id text not null,
  question_id text not null,
  external_user_id text not null,
  primary key (corp_id, talk_id, question_id, external_user_id)
);
create table talk_visitor (
  corp_id text not null,
  talk_id text not null,
  external_user_id text not null,
  first_at timestamptz not null,
  primary key (corp_id, talk_id, external_user_id)
);
