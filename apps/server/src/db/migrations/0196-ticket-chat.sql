-- no-transaction
create index concurrently if not exists ticket_chat on ticket (corp_id, chat_id, id) where chat_id is not null;
