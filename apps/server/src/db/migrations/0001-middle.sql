-- The tables in the middle (docs/ARCHITECTURE.md): inbox -> event log -> handlers -> planned actions -> gate -> senders.
-- corp_id leads every key so that a corp can be moved, or the tables distributed, by it.

create table corp (
  corp_id text primary key,
  name text not null,
  time_zone text not null default 'Asia/Shanghai',
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

-- Secrets of the corp, AES-GCM under the installation's key; never read by a screen.
create table corp_secret (
  corp_id text not null,
  name text not null,
  cipher text not null,
  primary key (corp_id, name)
);

create table inbox (
  corp_id text not null,
  id bigint generated always as identity,
  source text not null,
  dedupe_key text not null,
  envelope jsonb not null,
  message text not null,
  received_at timestamptz not null,
  state text not null default 'received'
    check (state in ('received', 'done', 'ignored', 'quarantined', 'dismissed')),
  attempts int not null default 0,
  error text,
  handled_at timestamptz,
  primary key (corp_id, id)
);
create unique index inbox_dedupe on inbox (corp_id, dedupe_key);
create index inbox_open on inbox (corp_id, id) where state = 'received';
create index inbox_state on inbox (corp_id, state, id desc);

create table event_head (
  corp_id text primary key,
  seq bigint not null default 0
);

create table event (
  corp_id text not null,
  seq bigint not null,
  type text not null,
  subject text not null,
  actor jsonb not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  source_key text,
  cause_seq bigint,
  primary key (corp_id, seq)
);
create unique index event_source on event (corp_id, source_key) where source_key is not null;
create index event_subject on event (corp_id, subject, seq desc);
create index event_type on event (corp_id, type, seq);

create table handler_cursor (
  corp_id text not null,
  handler text not null,
  seq bigint not null default 0,
  version int not null default 1,
  attempts int not null default 0,
  last_error text,
  retry_at timestamptz,
  updated_at timestamptz not null,
  primary key (corp_id, handler)
);

create table planned_action (
  corp_id text not null,
  id text not null,
  kind text not null,
  payload jsonb not null,
  lane text not null,
  -- none: no contact with anybody; answer: to the customer's own act, at any hour; touch: passes the gate.
  reach text not null check (reach in ('none', 'answer', 'touch')),
  run_after timestamptz not null,
  run_until timestamptz,
  status text not null default 'planned' check (
    status in ('planned', 'awaiting_approval', 'claimed', 'sent', 'failed', 'expired', 'cancelled', 'unknown')
  ),
  dedupe_key text not null,
  planned_by text not null,
  cause_seq bigint,
  -- The worker that has it. It lives while its session holds an advisory lock, so no lease has to run out.
  lease_by text,
  attempts int not null default 0,
  -- An unknown outcome is asked about from here on (business time), ever more seldom.
  ask_after timestamptz,
  asks int not null default 0,
  last_error text,
  result jsonb,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (corp_id, id)
);
create unique index planned_action_dedupe on planned_action (corp_id, dedupe_key);
-- By lane, so that a lane that is closed (a quota, the night) costs nothing however much waits in it.
create index planned_action_due on planned_action (corp_id, lane, run_after, dedupe_key) where status = 'planned';
create index planned_action_until on planned_action (corp_id, run_until) where status in ('planned', 'awaiting_approval') and run_until is not null;
create index planned_action_open on planned_action (corp_id, status, lease_by) where status in ('claimed', 'unknown');
create index planned_action_list on planned_action (corp_id, created_at desc, id);

-- One row per recipient of an action. budget 'person' counts interruptions of a customer, 'group' official posts of a
-- group, 'staff' confirmations and hand tasks of a member of staff.
create table touch (
  corp_id text not null,
  id text not null,
  budget text not null check (budget in ('person', 'group', 'staff')),
  recipient text not null,
  action_id text,
  kind text not null,
  step text,
  weight int not null,
  at timestamptz not null,
  state text not null check (state in ('reserved', 'delivered', 'failed', 'released', 'refused')),
  reason text,
  planned_by text not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (corp_id, id)
);
create index touch_recipient on touch (corp_id, budget, recipient, at);
create index touch_action on touch (corp_id, action_id);

-- Reservations of one corp happen one after another: the row is the lock.
create table gate_head (
  corp_id text primary key
);

create table tick (
  corp_id text not null,
  name text not null,
  bucket timestamptz not null,
  ran_at timestamptz not null,
  primary key (corp_id, name, bucket)
);

-- What an operator changed: written in the transaction of the verb.
create table audit (
  corp_id text not null,
  id text not null,
  actor jsonb not null,
  verb text not null,
  subject text not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (corp_id, id)
);
create index audit_subject on audit (corp_id, subject, at desc);

-- Details still to be fetched from WeCom (why a row is here: `reason`). One row per thing, however many reasons.
create table sync_due (
  corp_id text not null,
  family text not null,
  key text not null,
  due_at timestamptz not null,
  reason text not null,
  attempts int not null default 0,
  last_error text,
  primary key (corp_id, family, key)
);
create index sync_due_at on sync_due (corp_id, due_at, family, key);

-- The certificate of each sync (law 8): what was listed, what was fetched, what failed.
create table sync_run (
  corp_id text not null,
  id text not null,
  family text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  expected int not null default 0,
  fetched int not null default 0,
  repaired int not null default 0,
  failed jsonb not null default '[]',
  primary key (corp_id, id)
);
create index sync_run_family on sync_run (corp_id, family, started_at desc);
