-- no-transaction
-- Each of them names what changes on a call's way, so that every change wrote all indexes of the action anew: nine tenths of its cost.
drop index concurrently if exists planned_action_due;
drop index concurrently if exists planned_action_open;
drop index concurrently if exists planned_action_aside;
drop index concurrently if exists planned_action_failed;
drop index concurrently if exists planned_action_until;
