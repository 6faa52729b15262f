-- batches
-- What is in hand waits no longer.
delete from action_unsent where (corp_id, id) in (
  select q.corp_id, q.id from action_held h cross join unnest(h.ids) i(id) join action_unsent q on q.corp_id = h.corp_id and q.id = i.id
  where h.lane is not null and q.status = 'planned' limit 1000);
