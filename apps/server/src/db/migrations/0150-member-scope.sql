-- What somebody answers for besides the own customers and groups: stores, and departments with everything below them.
alter table member add column store_ids text[] not null default '{}', add column department_ids bigint[] not null default '{}';
