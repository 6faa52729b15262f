-- Whose an order was before: whoever counts people by their orders must look at them again, too, when it changes hands.
alter table customer_order add column former_person_ids text[];
