-- Records facts of one corp, gapless and in commit order; the only way into `event` (log/append.ts says how to call it).
-- One round trip and atomic by itself. Rows: {n, type, subject, actor, data, occurred_at, source_key, cause_seq}.
create function append_events(of_corp text, rows jsonb, keys text[], now timestamptz) returns int
language plpgsql as $$
declare
  added int;
begin
  -- A statement of its own: those after it see what was committed before the head row was ours.
  perform from event_head where corp_id = of_corp for update;
  if not found then
    insert into event_head (corp_id) values (of_corp) on conflict do nothing;
    perform from event_head where corp_id = of_corp for update;
  end if;

  with input as (
    select * from jsonb_to_recordset(rows) as r(
      n int, type text, subject text, actor jsonb, data jsonb, occurred_at timestamptz, source_key text, cause_seq bigint)
  ), known as materialized (
    -- By the keys themselves: their index is then used whatever the planner thinks of the input.
    select source_key from event where corp_id = of_corp and source_key = any(keys) and source_key is not null
  ), fresh as (
    select distinct on (source_key, case when source_key is null then n end) * from input
    where source_key is null or source_key not in (select k.source_key from known k)
    order by source_key, case when source_key is null then n end, n
  ), added_rows as (
    insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key, cause_seq)
    select of_corp, h.seq + row_number() over (order by f.n), f.type, f.subject, f.actor, f.data, f.occurred_at,
           now, f.source_key, f.cause_seq
    from fresh f, event_head h where h.corp_id = of_corp
    returning 1
  ), moved as (
    update event_head set seq = seq + (select count(*) from added_rows) where corp_id = of_corp
  )
  select count(*) into added from added_rows;
  return added;
end $$;
