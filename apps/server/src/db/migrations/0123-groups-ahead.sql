-- Groups that were fetched while the first list of people waited for WeCom's next minute. They are facts once the people are;
-- what a crash takes away is asked for again.
create unlogged table sync_ahead (
  corp_id text not null,
  run_id text not null,
  key text not null,
  since bigint not null,
  asked_at timestamptz not null,
  answer json not null,
  primary key (corp_id, run_id, key)
);
-- Written and read once: packing it would cost more than it saves.
alter table sync_ahead alter column answer set storage external;
