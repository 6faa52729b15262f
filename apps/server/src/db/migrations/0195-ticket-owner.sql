-- no-transaction
create index concurrently if not exists ticket_owner on ticket (corp_id, owner, id) where owner is not null;
