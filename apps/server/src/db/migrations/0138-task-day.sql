-- Who was told that it is not done, and when.
alter table task add column escalated_at timestamptz;
alter table task add column escalated_to text;
