-- How often a session was moved: its tasks are made anew each time, with the new hour.
alter table talk add column round int not null default 0;
