-- no-transaction
create index concurrently if not exists mass_task_sender on mass_task (corp_id, sender, created_at);
