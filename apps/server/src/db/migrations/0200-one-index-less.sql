-- no-transaction
-- Each step that changes its state writes all indexes of its row anew: this one was an eighth of a due hour's cost in the projection, and
-- whoever looks for a person's steps finds them by her enrolments, of which each has a few.
drop index concurrently if exists enrolment_step_recipient;
