-- no-transaction
-- Whose people and groups these are: what a narrow role's board is counted from. The one by sender takes the place of that of the
-- enrolments under way alone.
create index concurrently if not exists enrolment_own on enrolment (corp_id, sender, sop_id);
create index concurrently if not exists enrolment_chat on enrolment (corp_id, chat_id, sop_id) where chat_id is not null;
drop index concurrently if exists enrolment_sender;
