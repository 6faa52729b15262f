-- What a call's way through the house changes stands beside the action, in narrow rows: where it waits (action_unsent) and who has it in hand
-- (action_held). The action's own indexes name nothing that changes, so that its two changes, claimed and sent, write no index anew.
create table action_unsent (
  corp_id text not null,
  id text not null,
  -- The action's own, but never 'claimed': what somebody has in hand waits as it did, until it is known what came of it.
  status text not null default 'planned' check (status in ('planned', 'awaiting_approval', 'failed', 'expired', 'cancelled', 'unknown')),
  lane text not null,
  run_after timestamptz not null,
  run_until timestamptz,
  dedupe_key text not null,
  -- How often and when next it is asked what became of an unknown one.
  asks int not null default 0,
  ask_after timestamptz,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (corp_id, id)
);
create index action_unsent_due on action_unsent (corp_id, lane, run_after, dedupe_key) where status = 'planned';
create index action_unsent_until on action_unsent (corp_id, run_until) where status in ('planned', 'awaiting_approval') and run_until is not null;
create index action_unsent_asked on action_unsent (corp_id, ask_after) where status = 'unknown';
create index action_unsent_failed on action_unsent (corp_id, finished_at) where status = 'failed';
create index action_unsent_list on action_unsent (corp_id, status, created_at desc, id desc);

create table action_held (
  corp_id text not null,
  id text not null,
  lease_by text not null,
  primary key (corp_id, id)
);

insert into action_unsent (corp_id, id, status, lane, run_after, run_until, dedupe_key, asks, ask_after, created_at, finished_at)
select corp_id, id, case status when 'claimed' then 'planned' else status end, lane, run_after, run_until, dedupe_key, asks,
  case status when 'unknown' then coalesce(ask_after, created_at) end, created_at, finished_at
from planned_action where status <> 'sent';
insert into action_held (corp_id, id, lease_by)
select corp_id, id, lease_by from planned_action where status in ('claimed', 'unknown') and lease_by is not null;

alter table planned_action set (fillfactor = 50);
alter table planned_action drop column lease_by, drop column asks, drop column ask_after;
