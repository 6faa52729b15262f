-- no-transaction
-- A done callback is the rule: whatever is not done has an index of its own, instead of one over all that every change of state writes.
create index concurrently inbox_aside on inbox (corp_id, state, id desc) where state in ('ignored', 'quarantined', 'dismissed');
create index concurrently inbox_event on inbox (corp_id, event, id desc);
create index concurrently inbox_received_at on inbox (corp_id, received_at);
drop index concurrently if exists inbox_state;
