-- SOPs as graphs: drafts, members of staff as subjects, and places where somebody's way waits to be decided.
alter table sop drop constraint sop_subject_check;
alter table sop drop constraint sop_state_check;
alter table sop add constraint sop_subject_check check (subject in ('customer', 'group', 'staff'));
alter table sop add constraint sop_state_check check (state in ('draft', 'active', 'paused', 'stopped'));
-- What is being written; null when nothing differs from the newest version.
alter table sop add column draft jsonb;
-- Steps that were due before this are late, however short ago.
alter table sop add column resumed_at timestamptz;
-- When people are looked for next (calendar, conditions, groups that fill up), and how far the search that runs has come.
alter table sop add column next_round_at timestamptz;
alter table sop add column round_after text not null default '';

-- Why nothing more comes although nobody left: `end`, `held-out`; null while something may.
alter table enrolment add column ended text;
-- Since when somebody is asked whether a late step should still be done.
alter table enrolment_step add column held_at timestamptz;

-- Whose way is open: a branch to be asked at `at`, or an event that is waited for until then. Projection of sop.* facts.
create table sop_park (
  corp_id text not null,
  enrolment_id text not null,
  sop_id text not null,
  version int not null,
  recipient text not null,
  node text not null,
  from_at timestamptz not null,
  at timestamptz not null,
  event text,
  primary key (corp_id, enrolment_id)
);
create index sop_park_due on sop_park (corp_id, at, enrolment_id);
create index sop_park_event on sop_park (corp_id, recipient, event) where event is not null;
