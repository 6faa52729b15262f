-- Who saved a session's plan last, and how often it was: whoever saves says what she had read, so that nobody writes over another unseen.
alter table talk add column revision int not null default 0;
alter table talk add column saved_by text;
alter table talk add column saved_at timestamptz;
