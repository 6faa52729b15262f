-- A corp of a thousand stores has as many (day, store, channel) as orders: each is counted by itself instead, so that a month
-- is thirty rows. dim 'all' has key ''; 'store' the store's id, '' where it is not known; 'channel' the shop's word.
drop table order_day;
create table order_day (
  corp_id text not null,
  dim text not null check (dim in ('all', 'store', 'channel')),
  key text not null,
  day date not null,
  orders bigint not null,
  -- Of a WeCom customer.
  matched bigint not null,
  refunded bigint not null,
  direct bigint not null,
  prompted bigint not null,
  amount_fen bigint not null,
  refunded_fen bigint not null,
  primary key (corp_id, dim, key, day)
);
create index order_day_day on order_day (corp_id, dim, day);

-- Whoever derives from scores (segments) takes the rows that changed since it looked last.
drop table rfm_score;
create table rfm_score (
  corp_id text not null,
  person_id text not null,
  r smallint not null,
  f smallint not null,
  m smallint not null,
  changed_at timestamptz not null,
  primary key (corp_id, person_id)
);
create index rfm_score_cell on rfm_score (corp_id, r, f, person_id);
create index rfm_score_changed on rfm_score (corp_id, changed_at);
