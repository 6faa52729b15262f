-- People under way who are being moved to another version, a page at a time: where that stands is kept with the SOP.
alter table sop add column move_to int;
alter table sop add column move_after text not null default '';
alter table sop add column move_done int not null default 0;
alter table sop add column move_total int not null default 0;
