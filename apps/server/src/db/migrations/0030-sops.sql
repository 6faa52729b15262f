-- What operators configure.
create table sop (
  corp_id text not null,
  id text not null,
  key text not null,
  name jsonb not null,
  subject text not null check (subject in ('customer', 'group')),
  state text not null check (state in ('active', 'paused', 'stopped')),
  version int not null,
  playbook text,
  created_at timestamptz not null,
  primary key (corp_id, id)
);
create unique index sop_key on sop (corp_id, key);

-- People under way keep the version that they started with.
create table sop_version (
  corp_id text not null,
  sop_id text not null,
  version int not null,
  definition jsonb not null,
  created_at timestamptz not null,
  primary key (corp_id, sop_id, version)
);

-- Projections of sop.* facts.
create table enrolment (
  corp_id text not null,
  id text not null,
  sop_id text not null,
  version int not null,
  subject text not null,
  recipient text not null,
  sender text not null,
  store_id text,
  chat_id text,
  started_at timestamptz not null,
  state text not null check (state in ('active', 'exited')),
  exit_reason text,
  exited_at timestamptz,
  primary key (corp_id, id)
);
create index enrolment_recipient on enrolment (corp_id, recipient);
create index enrolment_sop on enrolment (corp_id, sop_id, store_id);

create table enrolment_step (
  corp_id text not null,
  enrolment_id text not null,
  step text not null,
  sop_id text not null,
  recipient text not null,
  sender text not null,
  due_at timestamptz not null,
  until timestamptz not null,
  state text not null
    check (state in ('waiting', 'planned', 'done', 'missed', 'skipped', 'refused', 'exited')),
  action_id text,
  done_at timestamptz,
  grade text,
  evidence text,
  reason text,
  metric_at timestamptz,
  primary key (corp_id, enrolment_id, step)
);
create index enrolment_step_due on enrolment_step (corp_id, due_at, sop_id, step) where state = 'waiting';
create index enrolment_step_action on enrolment_step (corp_id, action_id) where action_id is not null;
create index enrolment_step_board on enrolment_step (corp_id, sop_id, step, state);
create index enrolment_step_recipient on enrolment_step (corp_id, recipient, sop_id, step);

create table mass_task (
  corp_id text not null,
  msgid text not null,
  action_id text not null,
  sender text not null,
  chat_type text not null,
  planned_by text not null,
  recipients int not null,
  sent int not null default 0,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  closed_at timestamptz,
  primary key (corp_id, msgid)
);

create table task (
  corp_id text not null,
  id text not null,
  kind text not null,
  assignee text not null,
  subject text not null,
  state text not null check (state in ('open', 'claimed', 'done', 'cancelled')),
  due_at timestamptz not null,
  opened_at timestamptz not null,
  claimed_at timestamptz,
  claimed_by text,
  note text,
  done_at timestamptz,
  grade text,
  evidence text,
  reminders int not null default 0,
  params jsonb not null,
  planned_by text not null,
  why text not null,
  primary key (corp_id, id)
);
create index task_list on task (corp_id, state, due_at, id);
create index task_assignee on task (corp_id, assignee, state);
create index task_subject on task (corp_id, subject) where state in ('open', 'claimed');

create table playbook_install (
  corp_id text not null,
  key text not null,
  version text not null,
  yaml text not null,
  things jsonb not null,
  installed_at timestamptz not null,
  primary key (corp_id, key)
);

create table rehearsal (
  corp_id text not null,
  id text not null,
  playbook text not null,
  seed int not null,
  customers int not null,
  days int not null,
  state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
  progress real not null default 0,
  note text not null default '',
  report jsonb,
  -- Real time: a rehearsal runs beside the corp's business time.
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (corp_id, id)
);

-- A person's way through the story: the first time of each milestone. Projection.
create table journey (
  corp_id text not null,
  external_user_id text not null,
  live_code_state text,
  added_at timestamptz,
  welcomed_at timestamptz,
  opened_at timestamptz,
  searched_at timestamptz,
  chosen_at timestamptz,
  store_id text,
  joined_at timestamptz,
  enrolment_id text,
  enrolled_at timestamptz,
  reached_at timestamptz,
  -- The last time of each, so that whoever came again after leaving counts as here.
  back_at timestamptz,
  lost_at timestamptz,
  came_at timestamptz,
  left_at timestamptz,
  primary key (corp_id, external_user_id)
);
create index journey_added on journey (corp_id, added_at);
create index journey_enrolment on journey (corp_id, enrolment_id);
create index journey_store on journey (corp_id, store_id, added_at);

create table daily_figure (
  corp_id text not null,
  day date not null,
  store_id text not null default '',
  key text not null,
  n int not null,
  primary key (corp_id, day, store_id, key)
);
