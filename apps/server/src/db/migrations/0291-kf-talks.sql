-- How each customer's talk with an account stands. Made from facts.
create table kf_talk (
  corp_id text not null,
  open_kfid text not null,
  external_user_id text not null,
  -- The message with which this conversation began; null after its end.
  began_msgid text,
  said_at timestamptz,
  served_by text,
  served_at timestamptz,
  -- Since when she waits for whoever of the servicers takes her.
  waiting_at timestamptz,
  answered_at timestamptz,
  primary key (corp_id, open_kfid, external_user_id)
);
create index kf_talk_person on kf_talk (corp_id, external_user_id);
