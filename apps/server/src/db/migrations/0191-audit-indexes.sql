-- no-transaction
-- The page of records: by time, by kind (which also finds what is old enough to go), by who did it, by what it is about.
create index concurrently audit_at on audit (corp_id, at desc, id desc);
create index concurrently audit_kind on audit (corp_id, kind, at desc, id desc);
create index concurrently audit_actor on audit (corp_id, (coalesce(actor ->> 'id', actor ->> 'userId')), at desc, id desc);
create index concurrently audit_noun on audit (corp_id, (split_part(verb, '.', 1)), at desc, id desc);
