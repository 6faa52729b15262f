-- The newest certificate of each family and kind, without reading the others. A run is a few rows an hour: the table is small.
create index sync_run_newest on sync_run (corp_id, family, kind, started_at desc, id desc);
