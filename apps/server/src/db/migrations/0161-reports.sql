-- The day's and week's reports that were made, each for one reader, and when the next are due. A report is kept as what it says, so that
-- it can be drawn again. Operators' rows: made by a duty, once per reader and day whichever process comes first.
create table report (
  corp_id text not null,
  id text not null,
  kind text not null check (kind in ('day', 'week')),
  -- The last day that it tells of.
  day date not null,
  user_id text not null,
  -- null: of the whole
  store_ids text[],
  -- null: there was nothing to say
  sheet jsonb,
  sends int not null default 0,
  created_at timestamptz not null,
  primary key (corp_id, id)
);
create index report_list on report (corp_id, created_at desc, id desc);
create table report_clock (
  corp_id text not null,
  kind text not null check (kind in ('day', 'week')),
  next_at timestamptz not null,
  -- The last reader for whom the due one was made: a run makes a few at a time.
  after text not null default '',
  primary key (corp_id, kind)
);
