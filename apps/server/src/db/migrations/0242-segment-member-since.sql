-- no-transaction
-- Who has come since: what a snapshot is compared with grows with the change, not with the segment.
create index concurrently if not exists segment_member_since on segment_member (corp_id, segment_id, since);
