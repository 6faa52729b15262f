-- Posters (modules/posters): a background with places for a code and lines of text; drawn for one code at a time.
create table poster (
  corp_id text not null,
  id text not null,
  name text not null,
  file_id text not null,
  -- {"qr": {x, y, size}, "lines": [{text, x, y, size, colour, align}]}: thousandths of the picture's width.
  slots jsonb not null,
  archived_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (corp_id, id)
);
create unique index poster_name on poster (corp_id, name);
