drop table sop_count_fill;
