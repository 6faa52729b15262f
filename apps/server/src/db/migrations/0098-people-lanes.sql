-- People are folded in two halves, each with its own cursor and its own counts (kit/people-lanes.ts). The second begins where
-- the one for all of them stands.
alter table tag_people add column lane smallint not null default 0;
alter table tag_people drop constraint tag_people_pkey;
alter table tag_people add primary key (corp_id, tag_id, lane);
-- The lock of the lines above keeps whoever changes people from coming between rows and counts.
delete from tag_people;
insert into tag_people (corp_id, tag_id, lane, people)
select corp_id, tag, case when id < 'cus_g' then 0 else 1 end, count(*) from customer, unnest(tag_ids) tag group by 1, 2, 3;
insert into handler_cursor (corp_id, handler, version, seq, updated_at)
select corp_id, 'customers.2', version, seq, updated_at from handler_cursor where handler = 'customers';
