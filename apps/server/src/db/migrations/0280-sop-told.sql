-- A fact about many names a thousand people; whose story it belongs to is known by the place of the fact in the log. A null: nothing was told.
alter table enrolment_step add column came_seq bigint;
alter table enrolment_step add column closed_seq bigint;
-- Moved to another version, or everybody left.
alter table enrolment add column told_seq bigint;
