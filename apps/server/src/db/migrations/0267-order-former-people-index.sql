-- no-transaction
create index concurrently if not exists customer_order_former on customer_order (corp_id, order_no) where former_person_ids is not null;
