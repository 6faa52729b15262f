-- no-transaction
-- What was refused and why, newest first.
create index concurrently if not exists touch_refused on touch (corp_id, created_at, id) where state = 'refused';
