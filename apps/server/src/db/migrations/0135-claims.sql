-- A tick is a claim until something shows the work: steps and tasks end as claimed where nothing ever did.
alter table enrolment_step drop constraint enrolment_step_state_check;
alter table enrolment_step add constraint enrolment_step_state_check
  check (state in ('waiting', 'planned', 'claimed', 'done', 'missed', 'skipped', 'refused', 'exited')) not valid;
alter table enrolment_step add column claimed_at timestamptz;
alter table task drop constraint task_state_check;
alter table task add constraint task_state_check check (state in ('open', 'claimed', 'done', 'unproven', 'cancelled')) not valid;
-- When it left the list of what is to be done, whichever way.
alter table task add column ended_at timestamptz;
