-- no-transaction
-- Who is under way through a member of staff: asked for leavers (modules/handover).
create index concurrently enrolment_sender on enrolment (corp_id, sender) where state = 'active';
