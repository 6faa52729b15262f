-- batches
-- Who joined a group is read from the stays; the behaviour tables said it a second time.
with gone as (
  select corp_id, kind, customer_id from behaviour_last where kind = 'joined-group' limit 2000
), days as (
  delete from behaviour_day d using gone g where d.corp_id = g.corp_id and d.kind = g.kind and d.customer_id = g.customer_id
)
delete from behaviour_last l using gone g where l.corp_id = g.corp_id and l.kind = g.kind and l.customer_id = g.customer_id;
