-- Whom the customers and groups of somebody who left go to (modules/handover). Projections of handover.* facts.
create table handover (
  corp_id text not null,
  id text not null,
  user_id text not null,
  -- resigned: the account is gone; onjob: the member still works here. WeCom has different calls for both.
  kind text not null check (kind in ('resigned', 'onjob')),
  reason text not null check (reason in ('left', 'leave', 'moves')),
  state text not null check (state in ('planned', 'running', 'done', 'cancelled')),
  message text not null default '',
  takers text[] not null default '{}',
  -- Takers whom WeCom refused for good: nothing further is given to them.
  spoiled text[] not null default '{}',
  per_taker int not null,
  undo_of text,
  planned_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- Nothing is planned, under way or waiting; and WeCom's own list was compared since.
  quiet boolean not null default false,
  listed boolean not null default false,
  list_action text,
  -- When the list is asked for again after a call that failed.
  list_at timestamptz,
  primary key (corp_id, id)
);
create index handover_user on handover (corp_id, user_id, planned_at desc);
create index handover_list on handover (corp_id, planned_at desc, id);
create index handover_running on handover (corp_id, id) where state = 'running';

create table handover_item (
  corp_id text not null,
  handover_id text not null,
  kind text not null check (kind in ('customer', 'group')),
  key text not null,
  to_user text not null default '',
  why text not null default '',
  state text not null
    check (state in ('planned', 'asked', 'waiting', 'back', 'done', 'person', 'kept', 'gone', 'cancelled')),
  -- Why it came back or ended: WeCom's code, or a word.
  reason text,
  run_at timestamptz,
  -- When something is to be done about it; null while nothing is.
  next_at timestamptz,
  tries int not null default 0,
  asked_at timestamptz,
  wait_until timestamptz,
  done_at timestamptz,
  action_id text,
  -- Takers who had it before and could not keep it.
  tried text[] not null default '{}',
  primary key (corp_id, handover_id, kind, key)
);
create index handover_item_next on handover_item (corp_id, next_at) where next_at is not null;
create index handover_item_state on handover_item (corp_id, handover_id, state, kind, key);
create index handover_item_key on handover_item (corp_id, key, to_user);
create index handover_item_action on handover_item (corp_id, action_id) where action_id is not null;
