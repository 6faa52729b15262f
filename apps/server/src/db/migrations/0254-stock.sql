-- What was bought with an order (handler orders.items), where the shop says it.
create table order_item (
  corp_id text not null,
  order_no text not null,
  sku text not null,
  quantity int not null check (quantity > 0),
  changed_at timestamptz not null,
  primary key (corp_id, order_no, sku)
);
create index order_item_sku on order_item (corp_id, sku);

-- Products that people wait for, who waits, what came and for whom some are kept (modules/stock): decisions (law 6).
create table stock_product (
  corp_id text not null,
  id text not null,
  sku text not null,
  name text not null,
  plan jsonb not null,
  playbook text,
  revision int not null default 1,
  saved_at timestamptz not null,
  saved_by text not null,
  created_at timestamptz not null,
  archived_at timestamptz,
  primary key (corp_id, id)
);
create unique index stock_product_sku on stock_product (corp_id, sku) where archived_at is null;

create table stock_want (
  corp_id text not null,
  id text not null,
  product_id text not null,
  customer_id text not null,
  -- Null: wherever it comes.
  store_id text,
  quantity int not null check (quantity > 0),
  road text not null,
  since timestamptz not null,
  noted_by text not null,
  expires_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'held', 'taken', 'passed', 'withdrawn', 'expired', 'dropped')),
  reason text,
  -- The arrival that it is kept of, was taken of, or on which she dropped out.
  arrival_id text,
  ended_at timestamptz,
  primary key (corp_id, id)
);
create unique index stock_want_once on stock_want (corp_id, product_id, customer_id) where state in ('waiting', 'held');
create index stock_want_queue on stock_want (corp_id, product_id, state, since, id);
create index stock_want_person on stock_want (corp_id, customer_id);
create index stock_want_arrival on stock_want (corp_id, arrival_id) where arrival_id is not null;

-- Pieces that came. `held`: what was kept for people, which may be more than there is, since not everybody takes (waves); what stands behind it is
-- `reserved`. So reserved + taken + free = arrived by construction, and none is below zero.
create table stock_arrival (
  corp_id text not null,
  id text not null,
  product_id text not null,
  store_id text,
  arrived int not null check (arrived > 0),
  taken int not null default 0 check (taken between 0 and arrived),
  held int not null default 0 check (held >= 0),
  reserved int not null generated always as (least(arrived - taken, held)) stored,
  free int not null generated always as (arrived - taken - least(arrived - taken, held)) stored,
  state text not null default 'going' check (state in ('going', 'done', 'stopped')),
  reason text,
  waves int not null default 0,
  at timestamptz not null,
  by text not null,
  ended_at timestamptz,
  -- When the duty looks again; null: nothing more happens by itself.
  next_at timestamptz,
  -- Measured while its waves run.
  received int not null default 0,
  received_80_at timestamptz,
  primary key (corp_id, id)
);
create index stock_arrival_product on stock_arrival (corp_id, product_id, at desc);
create index stock_arrival_due on stock_arrival (corp_id, next_at) where next_at is not null;

create table stock_wave (
  corp_id text not null,
  arrival_id text not null,
  no int not null,
  -- Of the send, too.
  id text not null,
  state text not null default 'open' check (state in ('open', 'ended')),
  starts_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  people int not null,
  pieces int not null,
  rate double precision not null,
  -- People whom it reached, the pieces kept for them, and what they took: the next rate stands on it.
  received int not null default 0,
  offered int not null default 0,
  taken int not null default 0,
  received_80_at timestamptz,
  primary key (corp_id, arrival_id, no)
);
create unique index stock_wave_id on stock_wave (corp_id, id);

create table stock_hold (
  corp_id text not null,
  arrival_id text not null,
  wave_no int not null,
  customer_id text not null,
  want_id text not null,
  quantity int not null check (quantity > 0),
  state text not null default 'open' check (state in ('open', 'taken', 'returned')),
  reason text,
  taken int not null default 0,
  until timestamptz not null,
  ended_at timestamptz,
  primary key (corp_id, arrival_id, wave_no, customer_id)
);
create index stock_hold_person on stock_hold (corp_id, customer_id);
create index stock_hold_want on stock_hold (corp_id, want_id);
create index stock_hold_open on stock_hold (corp_id, arrival_id) where state = 'open';

-- Pieces of an arrival that an order shows as bought; each order once.
create table stock_sale (
  corp_id text not null,
  order_no text not null,
  product_id text not null,
  arrival_id text,
  want_id text,
  quantity int not null,
  at timestamptz not null,
  primary key (corp_id, order_no, product_id)
);
create index stock_sale_arrival on stock_sale (corp_id, arrival_id) where arrival_id is not null;
