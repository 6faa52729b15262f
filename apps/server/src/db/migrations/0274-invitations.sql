-- Invitations into groups (modules/invitations): whom operators ask into the groups of a code, wave by wave. Decisions (law 6).
create table invitation (
  corp_id text not null,
  id text not null,
  name text not null,
  plan jsonb not null,
  state text not null default 'draft' check (state in ('draft', 'running', 'done', 'cancelled')),
  -- Why it ended: nobody was left, its time was over, somebody stopped it.
  reason text,
  revision int not null default 1,
  saved_at timestamptz not null,
  saved_by text not null,
  created_at timestamptz not null,
  submitted_at timestamptz,
  submitted_by text,
  ended_at timestamptz,
  -- When the duty looks again; null: nothing more happens by itself.
  next_at timestamptz,
  primary key (corp_id, id)
);
create index invitation_list on invitation (corp_id, created_at desc, id desc);
create index invitation_due on invitation (corp_id, next_at) where next_at is not null;

create table invitation_wave (
  corp_id text not null,
  -- Of its mass send, too: the link that she opens says it.
  id text not null,
  invitation_id text not null,
  no int not null,
  state text not null default 'open' check (state in ('open', 'ended')),
  starts_at timestamptz not null,
  until timestamptz not null,
  people int not null,
  -- Free when it began, and the part of the asked that was expected to come.
  seats int not null,
  rate double precision not null,
  primary key (corp_id, id)
);
create unique index invitation_wave_no on invitation_wave (corp_id, invitation_id, no);

-- Whom it concerns. Whether the message arrived stands with the wave's send.
create table invitation_person (
  corp_id text not null,
  invitation_id text not null,
  external_user_id text not null,
  -- Null: not asked yet, or never (`reason`).
  wave_id text,
  reason text,
  opened_at timestamptz,
  joined_at timestamptz,
  chat_id text,
  primary key (corp_id, invitation_id, external_user_id)
);
create index invitation_person_wave on invitation_person (corp_id, wave_id) where wave_id is not null;
create index invitation_person_open on invitation_person (corp_id, external_user_id) where joined_at is null and reason is null;
create index invitation_person_waiting on invitation_person (corp_id, invitation_id) where wave_id is null and reason is null;

-- A seat may be kept in a group that belongs to no store.
alter table seat_hold alter column store_id drop not null;
