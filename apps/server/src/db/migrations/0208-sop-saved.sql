-- Who saved an SOP last, and how often it was: whoever saves says what she had read, so that nobody writes over another unseen.
alter table sop add column revision int not null default 0;
alter table sop add column saved_by text;
alter table sop add column saved_at timestamptz;
