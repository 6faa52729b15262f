-- no-transaction
-- What lists are searched and filtered by. A name or remark is found by its letters: names of two characters have no trigrams, and
-- trigrams depend on an extension and on the database's locale.
create index concurrently customer_letters on customer using gin (string_to_array(lower(name), null)) where name is not null;
create index concurrently relation_letters on relation using gin (string_to_array(lower(remark), null)) where remark <> '';
-- Who joined through a code.
create index concurrently group_member_code on group_member (corp_id, state, member_id) where state <> '';
create index concurrently arrival_ended on arrival (corp_id, live_code_id, ended_at) where ended_at is not null;
-- Calls by kind, by what planned them, and those that are not simply done.
create index concurrently planned_action_kind on planned_action (corp_id, kind, created_at desc, id desc);
create index concurrently planned_action_planner on planned_action (corp_id, planned_by, created_at desc, id desc);
create index concurrently planned_action_aside on planned_action (corp_id, status, created_at desc, id desc) where status <> 'sent';
create index concurrently planned_action_failed on planned_action (corp_id, finished_at) where status = 'failed';
