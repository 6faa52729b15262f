-- What the inbox page filters by and tells: the kind of event, why it could not be handled (as a code), how often a person
-- tried it again, and what she said when she set it aside.
alter table inbox add column event text;
alter table inbox add column error_code text;
alter table inbox add column replays int not null default 0;
alter table inbox add column note text;
