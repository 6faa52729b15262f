-- Mass sends (modules/sends): what operators wrote and asked for, whom it concerns, and which task carries whom.
create table send (
  corp_id text not null,
  id text not null,
  name text not null,
  -- customers: one to one, through the member of staff each knows; groups: through their owners.
  target text not null check (target in ('customers', 'groups')),
  state text not null default 'draft'
    check (state in ('draft', 'waiting', 'scheduled', 'planning', 'running', 'done', 'cancelled')),
  plan jsonb not null,
  -- correction: goes only to those who got the send that it corrects, and spends nobody's budget.
  kind text not null default 'usual' check (kind in ('usual', 'again', 'correction')),
  -- The send whose recipients it takes over.
  of_send text,
  revision int not null default 1,
  created_at timestamptz not null,
  created_by jsonb not null,
  saved_at timestamptz not null,
  saved_by text not null,
  submitted_at timestamptz,
  submitted_by jsonb,
  approved_by jsonb,
  refusal text,
  cancelled_at timestamptz,
  cancel_reason text,
  -- When there is something to decide about it; null: only facts move it on.
  next_at timestamptz,
  -- Whose it is are in send_recipient.
  collected_at timestamptz,
  finished_at timestamptz,
  -- How far it is, counted as it goes: nobody adds up millions of rows for a page.
  recipients int not null default 0,
  held_out int not null default 0,
  refused int not null default 0,
  delivered int not null default 0,
  failed int not null default 0,
  unsent int not null default 0,
  tasks int not null default 0,
  confirmed int not null default 0,
  -- What was foreseen when it was handed in.
  forecast jsonb,
  primary key (corp_id, id)
);
create index send_listed on send (corp_id, created_at desc, id desc);
create index send_due on send (corp_id, next_at) where next_at is not null;
create index send_children on send (corp_id, of_send) where of_send is not null;

-- One confirmation of one member of staff. Recipients name it by `no`; `no` 0 is of those whom no task carries.
create table send_task (
  corp_id text not null,
  send_id text not null,
  no int not null,
  sender text not null,
  -- Which of the contents: WeCom carries one a task.
  cell int not null,
  size int not null,
  state text not null default 'open' check (state in ('open', 'planned', 'created', 'closed', 'none')),
  -- Why there is none, or why it ended.
  reason text,
  action_id text,
  run_after timestamptz,
  run_until timestamptz,
  msgid text,
  created_at timestamptz,
  confirmed_at timestamptz,
  closed_at timestamptz,
  accepted int not null default 0,
  delivered int not null default 0,
  failed int not null default 0,
  unsent int not null default 0,
  primary key (corp_id, send_id, no)
);
create unique index send_task_action on send_task (corp_id, action_id) where action_id is not null;
create index send_task_open on send_task (corp_id, send_id, no) where state = 'open';
create index send_task_sender on send_task (corp_id, sender, created_at) where created_at is not null;

-- A person or a group of a send: in one task, held out, or refused with the reason. Ours to keep: WeCom's results are gone in a month.
create table send_recipient (
  corp_id text not null,
  send_id text not null,
  task_no int not null,
  -- External user id or chat id.
  recipient text not null,
  -- Whose row it is; null for groups.
  customer_id text,
  state text not null default 'planned'
    check (state in ('planned', 'delivered', 'failed', 'unsent', 'refused', 'held-out')),
  reason text,
  at timestamptz,
  primary key (corp_id, send_id, task_no, recipient)
) with (fillfactor = 90);
create unique index send_recipient_once on send_recipient (corp_id, recipient, send_id);
create index send_recipient_why on send_recipient (corp_id, send_id, reason, recipient) where reason is not null;
