-- Whose contact took the place of one that was planned and not given out (reason 'displaced').
alter table touch add column displaced_by text;
