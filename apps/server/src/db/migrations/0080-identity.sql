-- Who is who: projections of order.recorded, person.linked, person.merged, person.split and their like.

-- Explicit keys only: a customer's external_userid derives her id, and a unionid that WeCom told us is in `customer`.
-- `kind` is open text: WeCom has changed its id spaces before (docs: external_userid conversions).
create table person_key (
  corp_id text not null,
  kind text not null,
  value text not null,
  -- Whose key it is before any merge; follow `person_alias` for today's person.
  person_id text not null,
  linked_at timestamptz not null,
  why text not null,
  primary key (corp_id, kind, value)
);
create index person_key_person on person_key (corp_id, person_id);

-- Persons who were merged into another: `via_id` is the one they were merged into, `into_id` where that leads today.
create table person_alias (
  corp_id text not null,
  person_id text not null,
  into_id text not null,
  via_id text not null,
  since timestamptz not null,
  why text not null,
  primary key (corp_id, person_id)
);
create index person_alias_into on person_alias (corp_id, into_id);
create index person_alias_via on person_alias (corp_id, via_id);

-- Pairs that a person took apart: no machine joins them again.
create table person_apart (
  corp_id text not null,
  a_id text not null,
  b_id text not null,
  since timestamptz not null,
  primary key (corp_id, a_id, b_id)
);

-- One key, two claimants: somebody decides.
create table person_conflict (
  corp_id text not null,
  id text not null,
  kind text not null,
  value text not null,
  holder_id text not null,
  claimant_id text not null,
  why text not null,
  found_at timestamptz not null,
  times int not null default 1,
  state text not null default 'open' check (state in ('open', 'settled')),
  how text check (how in ('merged', 'moved', 'kept')),
  settled_at timestamptz,
  primary key (corp_id, id)
);
create index person_conflict_list on person_conflict (corp_id, state, found_at desc, id);
