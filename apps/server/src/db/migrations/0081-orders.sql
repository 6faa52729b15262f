-- Orders are projections of order.recorded, order.refunded, person.merged and person.split (module orders).

create table customer_order (
  corp_id text not null,
  order_no text not null,
  -- Whose it is today; null when the order carried no key. A WeCom customer's id begins with cus_.
  person_id text,
  -- Who held its strongest key, before merges: an un-merge gives it back to her.
  key_person_id text,
  keys jsonb not null,
  amount_fen bigint not null check (amount_fen >= 0),
  refunded_fen bigint not null default 0,
  -- What the shop's own row said was refunded in all, beside single refunds.
  said_refunded_fen bigint not null default 0,
  paid_at timestamptz not null,
  -- The corp's local day of paid_at.
  day date not null,
  store_id text,
  store_code text not null default '',
  channel text not null default '',
  -- direct: bought in the private domain; prompted: reminded there, bought elsewhere.
  credit text not null default 'unknown' check (credit in ('direct', 'prompted', 'unknown')),
  source text not null,
  changed_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (corp_id, order_no)
);
create index customer_order_list on customer_order (corp_id, paid_at desc, order_no);
create index customer_order_matched on customer_order (corp_id, (coalesce(person_id ^@ 'cus_', false)), paid_at desc, order_no);
create index customer_order_person on customer_order (corp_id, person_id, day, paid_at) where person_id is not null;
create index customer_order_store on customer_order (corp_id, store_id, paid_at desc) where store_id is not null;
create index customer_order_channel on customer_order (corp_id, channel, paid_at desc) where channel <> '';
create index customer_order_refunded on customer_order (corp_id, paid_at desc) where refunded_fen > 0;

-- Refunds may come before their order.
create table order_refund (
  corp_id text not null,
  order_no text not null,
  refund_no text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  refunded_at timestamptz not null,
  primary key (corp_id, order_no, refund_no)
);

-- Per person, over orders that count: one refunded in full does not; amounts are net of refunds. A person without any
-- such order has no row.
create table order_stats (
  corp_id text not null,
  person_id text not null,
  orders int not null,
  amount_fen bigint not null,
  -- Distinct local days, and the first two and the last of them.
  days int not null,
  first_day date not null,
  second_day date,
  last_day date not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (corp_id, person_id)
);

-- The whole corp, over the rows of order_stats.
create table order_total (
  corp_id text not null,
  customers bigint not null,
  orders bigint not null,
  customer_days bigint not null,
  amount_fen bigint not null,
  repeaters bigint not null,
  within_30 bigint not null,
  within_90 bigint not null,
  primary key (corp_id)
);

-- All orders of a day, whether they count for a person or not. `matched`: of a WeCom customer.
create table order_day (
  corp_id text not null,
  day date not null,
  store_id text not null,
  channel text not null,
  credit text not null,
  orders bigint not null,
  matched bigint not null,
  refunded bigint not null,
  amount_fen bigint not null,
  refunded_fen bigint not null,
  primary key (corp_id, day, store_id, channel, credit)
);

-- Quintiles 1…5 (5 is best) over persons with an order, made anew after local midnight; changed rows only are written.
create table rfm_score (
  corp_id text not null,
  person_id text not null,
  r smallint not null,
  f smallint not null,
  m smallint not null,
  primary key (corp_id, person_id)
);
create index rfm_score_cell on rfm_score (corp_id, r, f, person_id);

create table rfm_run (
  corp_id text not null,
  as_of date not null,
  ran_at timestamptz not null,
  people bigint not null,
  changed bigint not null,
  -- [{r, f, m, people}], so that the grid costs one row.
  cells jsonb not null,
  primary key (corp_id)
);

-- An import from the console: its file in pieces until it is through.
create table order_import (
  corp_id text not null,
  id text not null,
  file_name text not null,
  format text not null check (format in ('csv', 'cdnow')),
  state text not null check (state in ('uploading', 'running', 'done', 'failed', 'cancelled')),
  bytes bigint not null,
  received bigint not null default 0,
  handled bigint not null default 0,
  rows bigint not null default 0,
  added bigint not null default 0,
  changed bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  -- What the reader needs to go on at the next piece.
  place jsonb not null default '{}',
  error jsonb,
  created_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (corp_id, id)
);
create index order_import_list on order_import (corp_id, created_at desc, id);
create index order_import_open on order_import (corp_id) where state in ('uploading', 'running');

create table order_import_piece (
  corp_id text not null,
  import_id text not null,
  n int not null,
  body bytea not null,
  primary key (corp_id, import_id, n)
);

create table order_import_problem (
  corp_id text not null,
  import_id text not null,
  line bigint not null,
  code text not null,
  details jsonb not null,
  primary key (corp_id, import_id, line)
);

-- The hook's last deliveries, for whoever sets it up.
create table order_delivery (
  corp_id text not null,
  id text not null,
  at timestamptz not null,
  status int not null,
  code text,
  details jsonb not null default '{}',
  orders int not null default 0,
  refunds int not null default 0,
  fresh int not null default 0,
  primary key (corp_id, id)
);
create index order_delivery_at on order_delivery (corp_id, at desc);
