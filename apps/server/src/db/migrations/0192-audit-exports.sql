-- batches
-- Exports were recorded before records had kinds.
update audit set kind = 'export' where (corp_id, id) in (
  select corp_id, id from audit where kind = 'change' and verb like '%.export' limit 2000)
