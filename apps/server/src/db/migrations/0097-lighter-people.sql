-- no-transaction
-- Every index is paid for by each of the millions of people of a first sync, so each must answer something of its own.
-- Names are looked for by their letters (0095); nothing asks for how they begin.
drop index concurrently if exists customer_name;
-- Most people are friends: a walk through the whole list finds them at once. Whoever is not is found here.
create index concurrently if not exists customer_others on customer (corp_id, state, added_sec desc, id) where state <> 'friend';
drop index concurrently if exists customer_state;
-- One index by member of staff instead of two.
create index concurrently if not exists relation_staff on relation (corp_id, user_id, customer_id) include (state);
drop index concurrently if exists relation_user;
drop index concurrently if exists relation_kept;
