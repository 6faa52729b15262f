-- no-transaction
alter table enrolment_step validate constraint enrolment_step_state_check;
alter table task validate constraint task_state_check;
