-- no-transaction
-- How many friends somebody has, and whether these are among them, without reading the friendships themselves.
create index concurrently relation_kept on relation (corp_id, user_id, customer_id) include (state) where state in ('active', 'one-way');
