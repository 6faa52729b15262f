-- batches
-- Without a time to ask an unknown one is in somebody's hand.
update action_unsent set ask_after = null where (corp_id, id) in (
  select q.corp_id, q.id from action_held h cross join unnest(h.ids) i(id) join action_unsent q on q.corp_id = h.corp_id and q.id = i.id
  where h.lane is null and q.status = 'unknown' and q.ask_after is not null limit 1000);
