-- What a segment's tree depends on, as bits (modules/segments/families.ts): a fact concerns those that ask for its family.
alter table segment add column families int not null default 0;
