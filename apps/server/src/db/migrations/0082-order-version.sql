-- Which forms of an order were recorded already, so that the same file or delivery twice is no news. Written by the verb in
-- the transaction of its facts; a row of last month's file never undoes what came since.
create table order_version (
  corp_id text not null,
  order_no text not null,
  version uuid not null,
  primary key (corp_id, order_no, version)
);
