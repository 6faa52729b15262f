-- Accounts of WeChat customer service (微信客服): what operators want of each, and how far it was read.
create table kf_account (
  corp_id text not null,
  open_kfid text not null,
  name text not null default '',
  -- Whether this app may speak for it.
  ours boolean not null default true,
  -- Answers by itself what standing answers fit; what was said before is nobody's question.
  answers boolean not null default false,
  answers_since timestamptz,
  -- Where `sync_msg` goes on. Written in the transaction of the page's facts.
  cursor text not null default '',
  token text,
  token_at timestamptz,
  read_at timestamptz,
  error text,
  error_code text,
  failed_since timestamptz,
  found_at timestamptz not null,
  gone_at timestamptz,
  primary key (corp_id, open_kfid)
);

-- What customers wrote to accounts that answer by themselves, for some days. That they wrote is a fact.
create table kf_words (
  corp_id text not null,
  open_kfid text not null,
  msgid text not null,
  external_user_id text not null,
  said_at timestamptz not null,
  body text not null,
  primary key (corp_id, open_kfid, msgid)
);
create index kf_words_person on kf_words (corp_id, external_user_id);
create index kf_words_said on kf_words (corp_id, said_at);
