-- batches
update send_task t set recipients = coalesce((select array_agg(r.recipient order by r.recipient) from send_recipient r
  where r.corp_id = t.corp_id and r.send_id = t.send_id and r.task_no = t.no and r.state = 'planned'), '{}')
where (t.corp_id, t.send_id, t.no) in (select o.corp_id, o.send_id, o.no from send_task o where o.state = 'open' and o.recipients is null limit 1000);
