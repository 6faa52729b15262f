-- The same as before; but where none of the keys is known and none comes twice, which is nearly always, nothing has to be sorted or left out.
create or replace function append_events(of_corp text, rows jsonb, keys text[], now timestamptz) returns int language plpgsql as $$
declare
  last bigint;
  added int;
  known text[];
begin
  -- A statement of its own: those after it see what was committed before the head row was ours.
  select seq into last from event_head where corp_id = of_corp for update;
  if not found then
    insert into event_head (corp_id) values (of_corp) on conflict do nothing;
    select seq into last from event_head where corp_id = of_corp for update;
  end if;

  -- By the keys themselves: their index is then used whatever the planner thinks of the input.
  select array_agg(source_key) into known from event
    where corp_id = of_corp and source_key = any(keys) and source_key is not null;

  if known is null and (select count(distinct k) from unnest(keys) k) = cardinality(keys) then
    insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key, cause_seq)
    select of_corp, last + 1 + r.n, r.type, r.subject, r.actor, r.data, r.occurred_at, now, r.source_key, r.cause_seq
    from jsonb_to_recordset(rows) as r(
      n int, type text, subject text, actor jsonb, data jsonb, occurred_at timestamptz, source_key text, cause_seq bigint);
  else
    with fresh as (
      select distinct on (source_key, case when source_key is null then n end) * from jsonb_to_recordset(rows) as r(
        n int, type text, subject text, actor jsonb, data jsonb, occurred_at timestamptz, source_key text, cause_seq bigint)
      where source_key is null or source_key <> all (coalesce(known, '{}'))
      order by source_key, case when source_key is null then n end, n
    )
    insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key, cause_seq)
    select of_corp, last + row_number() over (order by f.n), f.type, f.subject, f.actor, f.data, f.occurred_at,
           now, f.source_key, f.cause_seq
    from fresh f;
  end if;
  get diagnostics added = row_count;
  update event_head set seq = last + added where corp_id = of_corp;
  return added;
end $$;
