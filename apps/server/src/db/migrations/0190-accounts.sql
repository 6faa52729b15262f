-- Accounts that are looked after from the console: their state, when they were last here, one account for each member of staff, and
-- one-time links for passwords. A removed account keeps its row, so that its sessions are told why and records keep their names.

alter table member
  add column state text not null default 'active' check (state in ('active', 'invited', 'disabled', 'removed')),
  add column last_seen_at timestamptz;

-- Who was bound twice could not log in by WeCom under either account. The account of longest standing keeps the member.
with twice as (
  select corp_id, user_id, staff_user_id, row_number() over (partition by corp_id, staff_user_id order by created_at, user_id) as n
  from member where staff_user_id is not null
), freed as (
  update member m set staff_user_id = null from twice t
  where t.n > 1 and m.corp_id = t.corp_id and m.user_id = t.user_id
  returning m.corp_id, m.user_id, t.staff_user_id
)
insert into audit (corp_id, id, actor, verb, subject, data, at)
select corp_id, 'aud_0190_' || user_id, '{"kind": "system", "part": "migration"}', 'accounts.update', 'account:' || user_id,
  jsonb_build_object('staffUserId', staff_user_id, 'why', 'two accounts were bound to this member of staff'), now()
from freed;

create unique index member_staff on member (corp_id, staff_user_id) where staff_user_id is not null;

-- A key that somebody works with ends with the account; null: the house's own (demo, command line).
alter table api_key add column user_id text;

-- Real time. One link for each account: a new one makes the old one worthless. The token itself is not kept.
create table account_link (
  corp_id text not null,
  user_id text not null,
  kind text not null check (kind in ('invite', 'reset')),
  hash text not null,
  expires_at timestamptz not null,
  primary key (corp_id, user_id)
);
create index account_link_hash on account_link (hash);

-- change, view or export.
alter table audit add column kind text not null default 'change';
