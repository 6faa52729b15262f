-- Whom a send concerns is kept once: whoever was put to the gate stands in its ledger (touch), under her task's action. A task lists whom it
-- carries only until then; whoever is put to no gate stands aside with the reason. Writing everybody twice took most of a large send's time.
create table send_aside (
  corp_id text not null,
  send_id text not null,
  -- External user id or chat id.
  recipient text not null,
  -- The task that would have carried her; 0: none.
  task_no int not null default 0,
  state text not null check (state in ('held-out', 'refused', 'unsent')),
  reason text not null,
  at timestamptz,
  primary key (corp_id, send_id, recipient)
);
create index send_aside_person on send_aside (corp_id, recipient);

alter table send_task add column recipients text[];
-- Lists of ids are short-lived and do not get much shorter by compression.
alter table send_task alter column recipients set storage external;
-- How many of them for which reason did not get it; counted anew whenever something becomes of one.
alter table send_task add column reasons jsonb not null default '{}';
-- Taken out of the call after it was planned.
alter table send_task add column left_out int not null default 0;

insert into send_aside (corp_id, send_id, recipient, task_no, state, reason, at)
select r.corp_id, r.send_id, r.recipient, r.task_no, r.state, coalesce(r.reason, 'cancelled'), r.at from send_recipient r
  left join send_task t on t.corp_id = r.corp_id and t.send_id = r.send_id and t.no = r.task_no
where t.action_id is null and r.state in ('held-out', 'refused', 'unsent');
