-- What colleagues wrote down about a person. A projection of customer.noted and customer.note-dropped.
create table customer_note (
  corp_id text not null,
  id text not null,
  customer_id text not null,
  user_id text not null,
  body text not null,
  at timestamptz not null,
  primary key (corp_id, id)
);
create index customer_note_person on customer_note (corp_id, customer_id, at desc);
-- What a member of staff was about to put into a chat from the sidebar, and what became of it.
create table sidebar_send (
  corp_id text not null,
  id text not null,
  user_id text not null,
  recipient text not null,
  chat_id text,
  task_id text,
  content_key text,
  -- The gate's key where budget was reserved for it.
  touch_key text,
  state text not null,
  at timestamptz not null,
  settled_at timestamptz,
  error text,
  primary key (corp_id, id),
  check (state in ('asked', 'sent', 'failed'))
);
create index sidebar_send_recipient on sidebar_send (corp_id, recipient, at desc);
create index sidebar_send_open on sidebar_send (corp_id, at) where state = 'asked';
