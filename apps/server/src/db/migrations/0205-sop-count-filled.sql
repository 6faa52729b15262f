-- batches
-- Adds up the steps of two thousand enrolments, and moves on in the same statement: cut off anywhere, it counts nobody twice.
with at as (
    select f.corp_id, f.after from sop_count_fill f
    where exists (select from enrolment e where e.corp_id = f.corp_id and e.id > f.after) order by f.corp_id limit 1),
  place as materialized (
    select e.corp_id, e.id, e.sop_id, e.state, coalesce(e.store_id, '') as store, (e.started_at at time zone c.time_zone)::date as day
    from at join corp c on c.corp_id = at.corp_id
      cross join lateral (select * from enrolment e where e.corp_id = at.corp_id and e.id > at.after order by e.id limit 2000) e),
  unit as (
    select p.corp_id, p.sop_id, s.step, p.store, p.day, s.state, (s.state = 'done' and s.metric_at is not null) as met
    from place p join enrolment_step s on s.corp_id = p.corp_id and s.enrolment_id = p.id
    union all select corp_id, sop_id, '', store, day, case state when 'active' then 'waiting' else 'exited' end, false from place),
  counted as (
    insert into sop_count as n (corp_id, sop_id, kind, since, key, step, waiting, planned, claimed, done, missed, skipped, refused, exited,
      metric_met)
    select u.corp_id, u.sop_id, x.kind, x.since, x.key, u.step,
      count(*) filter (where u.state = 'waiting'), count(*) filter (where u.state = 'planned'),
      count(*) filter (where u.state = 'claimed'), count(*) filter (where u.state = 'done'),
      count(*) filter (where u.state = 'missed'), count(*) filter (where u.state = 'skipped'),
      count(*) filter (where u.state = 'refused'), count(*) filter (where u.state = 'exited'), count(*) filter (where u.met)
    from unit u, lateral (values ('all', u.day, ''), ('store', u.day, u.store), ('store', date '-infinity', u.store)) x(kind, since, key)
    group by 1, 2, 3, 4, 5, 6
    on conflict (corp_id, sop_id, kind, since, key, step, lane) do update set waiting = n.waiting + excluded.waiting,
      planned = n.planned + excluded.planned, claimed = n.claimed + excluded.claimed, done = n.done + excluded.done,
      missed = n.missed + excluded.missed, skipped = n.skipped + excluded.skipped, refused = n.refused + excluded.refused,
      exited = n.exited + excluded.exited, metric_met = n.metric_met + excluded.metric_met)
update sop_count_fill f set after = (select max(p.id) from place p) from at where f.corp_id = at.corp_id;
