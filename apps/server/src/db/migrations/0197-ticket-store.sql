-- no-transaction
create index concurrently if not exists ticket_store on ticket (corp_id, store_id, id) where store_id is not null;
