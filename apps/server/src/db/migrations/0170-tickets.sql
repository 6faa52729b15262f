-- Questions and complaints with an agreed time (modules/tickets). A projection of ticket.* facts.
create table ticket (
  corp_id text not null,
  id text not null,
  kind text not null check (kind in ('question', 'complaint', 'suggestion')),
  state text not null check (state in ('open', 'promised', 'answered', 'closed', 'reopened')),
  source text not null,
  text text not null,
  external_user_id text,
  chat_id text,
  store_id text,
  owner text,
  ref text,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  first_due_at timestamptz not null,
  first_answered_at timestamptz,
  answered_at timestamptz,
  answer text,
  shown text,
  closed_at timestamptz,
  note text not null default '',
  round int not null,
  reopened int not null,
  primary key (corp_id, id)
);
create index ticket_live on ticket (corp_id, due_at, id) where state in ('open', 'promised', 'reopened');
create index ticket_mine on ticket (corp_id, owner, due_at, id) where state in ('open', 'promised', 'reopened');
create index ticket_over on ticket (corp_id, state, due_at desc, id desc) where state in ('answered', 'closed');
create index ticket_opened on ticket (corp_id, opened_at);
create index ticket_answered on ticket (corp_id, answered_at) where answered_at is not null;
create index ticket_customer on ticket (corp_id, external_user_id, opened_at desc) where external_user_id is not null;
