-- batches
update send_task t set reasons = (select jsonb_object_agg(c.reason, c.n) from (select r.reason, count(*) as n from send_recipient r
  where r.corp_id = t.corp_id and r.send_id = t.send_id and r.task_no = t.no and r.reason is not null group by 1) c)
where (t.corp_id, t.send_id, t.no) in (select o.corp_id, o.send_id, o.no from send_task o where o.action_id is not null and o.reasons = '{}'
  and exists (select from send_recipient r where r.corp_id = o.corp_id and r.send_id = o.send_id and r.task_no = o.no and r.reason is not null) limit 200);
