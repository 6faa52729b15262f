-- no-transaction
-- Steps whose window is over are counted without reading the others (modules/sops/screens.ts); takes the place of enrolment_step_board.
create index concurrently enrolment_step_open on enrolment_step (corp_id, sop_id, step, state, until);
drop index concurrently if exists enrolment_step_board;
