-- The chat archive (会话存档): where reading stands, what was read, who agreed, and what nobody can know.
create table archive_state (
  corp_id text not null primary key,
  -- The number of the newest message that was taken in.
  seq bigint not null,
  -- Everything up to here is known: the last pull that came to the end. Null before the first.
  complete_at timestamptz,
  next_at timestamptz not null,
  off boolean not null default false,
  error_code text,
  error text,
  failed_since timestamptz
);
-- What was said, for as long as the corp keeps it; facts about it carry no words.
create table archive_message (
  corp_id text not null,
  seq bigint not null,
  msgid text not null,
  at timestamptz not null,
  sender text not null,
  -- Of a group; '' between two people.
  room text not null,
  -- The customer who speaks or is spoken to; '' where a member of staff speaks to a group.
  customer text not null,
  -- The member of staff who speaks or is spoken to; '' where a customer speaks to a group.
  staff text not null,
  kind text not null,
  body text not null,
  primary key (corp_id, seq)
);
create index archive_message_id on archive_message (corp_id, msgid);
create index archive_message_age on archive_message (corp_id, at);
create index archive_message_customer on archive_message (corp_id, customer, at);
-- Messages for which the key is missing: opened as soon as it is there.
create table archive_sealed (
  corp_id text not null,
  seq bigint not null,
  msgid text not null,
  key_version int not null,
  random_key text not null,
  body text not null,
  stored_at timestamptz not null,
  -- A key of this version is there and did not open it.
  key_known boolean not null,
  primary key (corp_id, seq)
);
-- What a customer said to being archived with a member of staff or in a group. No row: nobody knows, so nothing is kept.
create table archive_consent (
  corp_id text not null,
  customer text not null,
  with_id text not null,
  agrees boolean not null,
  changed_at timestamptz not null,
  asked_at timestamptz not null,
  primary key (corp_id, customer, with_id)
);
-- Stretches of time of which the archive knows nothing: WeCom keeps five days only.
create table archive_gap (
  corp_id text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  why text not null,
  primary key (corp_id, from_at)
);
