-- What a link's people come to, kept with them: counting a million of them for one page took a second.
create table link_figure (
  corp_id text not null,
  link_id text not null,
  people int not null,
  clicks int not null,
  bought int not null,
  primary key (corp_id, link_id)
);
