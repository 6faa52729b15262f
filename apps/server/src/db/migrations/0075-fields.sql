-- What a brand wants to know of its people in its own words, and who is no customer at all (C8).

-- Definitions are made by operators; values are facts.
create table custom_field (
  corp_id text not null,
  key text not null,
  name text not null,
  kind text not null check (kind in ('text', 'number', 'date', 'boolean', 'choice')),
  -- Of a choice: [{id, name}]. Values hold the id, so that an option may be renamed.
  options jsonb not null default '[]',
  -- Shown as a column of the list of people.
  listed boolean not null default false,
  position int not null default 0,
  -- No more values; what is there stays readable.
  archived_at timestamptz,
  created_at timestamptz not null,
  primary key (corp_id, key)
);
create unique index custom_field_name on custom_field (corp_id, name) where archived_at is null;

-- One column per way of comparing: text, choice (its id) and boolean ('true', 'false') in text_value. No row: no value.
create table customer_field (
  corp_id text not null,
  customer_id text not null,
  key text not null,
  text_value text,
  number_value double precision,
  date_value date,
  set_at timestamptz not null,
  primary key (corp_id, customer_id, key)
);
create index customer_field_text on customer_field (corp_id, key, text_value, customer_id) where text_value is not null;
create index customer_field_number on customer_field (corp_id, key, number_value, customer_id) where number_value is not null;
create index customer_field_date on customer_field (corp_id, key, date_value, customer_id) where date_value is not null;

-- People per field (value '') and per option of a choice or answer of a boolean.
create table field_people (
  corp_id text not null,
  key text not null,
  value text not null,
  people bigint not null,
  primary key (corp_id, key, value)
);

-- Staff, test accounts, suppliers, competitors: left out of rates.
create table customer_mark (
  corp_id text not null,
  customer_id text not null,
  mark text not null check (mark in ('staff', 'test', 'supplier', 'competitor')),
  since timestamptz not null,
  primary key (corp_id, customer_id, mark)
);
create index customer_mark_mark on customer_mark (corp_id, mark, customer_id);
