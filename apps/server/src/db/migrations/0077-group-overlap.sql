-- People who sit in several open groups: a derivation of group_member, kept by the facts that change it, so that the page
-- reads these rows and not a million memberships.
create table group_overlap (
  corp_id text not null,
  member_id text not null,
  customer_id text not null,
  groups int not null,
  last_joined_sec bigint not null,
  primary key (corp_id, member_id)
);
create index group_overlap_list on group_overlap (corp_id, groups desc, member_id);
create index group_overlap_customer on group_overlap (corp_id, customer_id);
