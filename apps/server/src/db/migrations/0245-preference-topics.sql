-- What she does not want to hear of, whatever her level: some of 'offers', 'news', 'events'.
alter table contact_preference add column without text[] not null default '{}';
