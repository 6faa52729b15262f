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
with unit as (
    select s.corp_id, s.sop_id, s.enrolment_id, s.step, s.state, (s.state = 'done' and s.metric_at is not null) as met from enrolment_step s
    union all select corp_id, sop_id, id, '', case state when 'active' then 'waiting' else 'exited' end, false from enrolment),
  place as materialized (
    select e.corp_id, e.id, coalesce(e.store_id, '') as store, (e.started_at at time zone c.time_zone)::date as day
    from enrolment e join corp c on c.corp_id = e.corp_id),
  placed as (
    select u.corp_id, u.sop_id, u.step, p.store, p.day,
      count(*) filter (where u.state = 'waiting') as waiting, count(*) filter (where u.state = 'planned') as planned,
      count(*) filter (where u.state = 'done') as done, count(*) filter (where u.state = 'missed') as missed,
      count(*) filter (where u.state = 'skipped') as skipped, count(*) filter (where u.state = 'refused') as refused,
      count(*) filter (where u.state = 'exited') as exited, count(*) filter (where u.met) as met
    from unit u join place p on p.corp_id = u.corp_id and p.id = u.enrolment_id
    group by 1, 2, 3, 4, 5)
insert into sop_count (corp_id, sop_id, kind, since, key, step, waiting, planned, done, missed, skipped, refused, exited, metric_met)
select p.corp_id, p.sop_id, x.kind, x.since, x.key, p.step, sum(p.waiting), sum(p.planned), sum(p.done), sum(p.missed), sum(p.skipped),
  sum(p.refused), sum(p.exited), sum(p.met)
from placed p, lateral (values ('all', p.day, ''), ('store', p.day, p.store), ('store', date '-infinity', p.store)) x(kind, since, key)
group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6;
