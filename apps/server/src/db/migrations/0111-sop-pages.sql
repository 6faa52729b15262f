-- no-transaction
-- Everybody in an SOP, page by page.
create index concurrently if not exists enrolment_page on enrolment (corp_id, sop_id, id);
-- Questions about late steps: a few rows among millions.
create index concurrently if not exists enrolment_step_held on enrolment_step (corp_id, sop_id, step) where held_at is not null and state = 'waiting';
-- Due steps in the order in which they are packed: a batch of a million that are due at one instant costs a batch.
create index concurrently if not exists enrolment_step_waiting on enrolment_step (corp_id, due_at, sop_id, step, sender, enrolment_id)
  where state = 'waiting';
drop index concurrently if exists enrolment_step_due;
