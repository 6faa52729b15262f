-- no-transaction
-- Who waits for a content of the library to be mended. Hardly ever anybody: looking for them costs nothing then.
create index concurrently if not exists enrolment_step_stopped on enrolment_step (corp_id, sop_id, step, sender)
  where state = 'waiting' and reason = 'content-gone';
