-- Who has what in hand is said once for all that was claimed together, not once for each: a row for each was written and deleted on every call's
-- way. And what is claimed waits no longer: as long as its row stood among what is due, every claim after it had to look past it.
create temporary table was_in_hand on commit drop as
select h.corp_id, h.id, h.lease_by, a.lane, a.status from action_held h join planned_action a on a.corp_id = h.corp_id and a.id = h.id;

drop table action_held;
create table action_held (
  corp_id text not null,
  id bigint generated always as identity,
  lease_by text not null,
  -- The lane of calls to be made; null: these are unknown, and WeCom is asked what became of them.
  lane text,
  -- What is not over goes out of it as soon as that is written down; what is over may stand here until the last one is.
  ids text[] not null,
  primary key (corp_id, id)
);
-- They are hashes: there is nothing to compress, and the row's other columns stay beside each other.
alter table action_held alter column ids set storage external;

insert into action_held (corp_id, lease_by, lane, ids)
select corp_id, lease_by, case status when 'claimed' then lane end, array_agg(id order by id) from was_in_hand
where status in ('claimed', 'unknown') group by 1, 2, 3;
