-- How many steps of a SOP stand where, so that a board of any period adds up few rows and counts no steps. Kept by the projection
-- `sops` (modules/sops/tally.ts). `since` is the local day on which the enrolments began; a store has a row of all times besides
-- ('-infinity'). The step '' is the enrolment itself: `waiting` counts who has not left, `exited` who has. Staff and groups have no
-- rows, which would be as many as steps: they are counted within their store (index enrolment_sop).
create table sop_count (
  corp_id text not null,
  sop_id text not null,
  kind text not null check (kind in ('all', 'store')),
  since date not null,
  -- the store; '' of all, and of enrolments without one
  key text not null,
  step text not null,
  -- who wrote it: writers beside each other never wait for one row
  lane smallint not null default 0,
  waiting int not null default 0,
  planned int not null default 0,
  claimed int not null default 0,
  done int not null default 0,
  missed int not null default 0,
  skipped int not null default 0,
  refused int not null default 0,
  exited int not null default 0,
  -- of those that are done
  metric_met int not null default 0,
  primary key (corp_id, sop_id, kind, since, key, step, lane)
) with (fillfactor = 70);
-- What was there before is counted in batches (0205): where each corp's count stands.
create table sop_count_fill (
  corp_id text primary key,
  -- the last enrolment that is counted
  after text not null default ''
);
insert into sop_count_fill (corp_id) select corp_id from corp;
