-- Posts that sell have a budget of their own per group.
alter table touch add column selling boolean not null default false;
-- What it is about, where some want to hear of nothing else ('stock').
alter table touch add column topic text;

-- How much a customer wants to hear from us; no row: as always. Written by the verb, read by the gate in the same instant.
create table contact_preference (
  corp_id text not null,
  external_user_id text not null,
  level text not null check (level in ('usual', 'fewer', 'stock-only', 'none')),
  -- Where it was said: 'page' (by herself), 'staff' or 'console' (for her, as she asked).
  said_by text not null,
  said_at timestamptz not null,
  primary key (corp_id, external_user_id)
);
