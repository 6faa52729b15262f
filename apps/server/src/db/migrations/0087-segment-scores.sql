-- Up to which making of the RFM scores segments have looked.
alter table segment_head add column rfm_at timestamptz;
