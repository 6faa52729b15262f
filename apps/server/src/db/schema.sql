-- Written by `npm run db -- schema` from the migrations. Do not edit.

create table account_link (
  corp_id text not null,
  user_id text not null,
  kind text not null,
  hash text not null,
  expires_at timestamp with time zone not null,
  constraint account_link_pkey PRIMARY KEY (corp_id, user_id),
  constraint account_link_kind_check CHECK ((kind = ANY (ARRAY['invite'::text, 'reset'::text])))
);
CREATE INDEX account_link_hash ON public.account_link USING btree (hash);

create table action_held (
  corp_id text not null,
  id bigint not null generated always as identity,
  lease_by text not null,
  lane text,
  ids text[] not null,
  constraint action_held_pkey PRIMARY KEY (corp_id, id)
);

create table action_unsent (
  corp_id text not null,
  id text not null,
  status text not null default 'planned'::text,
  lane text not null,
  run_after timestamp with time zone not null,
  run_until timestamp with time zone,
  dedupe_key text not null,
  asks integer not null default 0,
  ask_after timestamp with time zone,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint action_unsent_pkey PRIMARY KEY (corp_id, id),
  constraint action_unsent_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'awaiting_approval'::text, 'failed'::text, 'expired'::text, 'cancelled'::text, 'unknown'::text])))
);
CREATE INDEX action_unsent_asked ON public.action_unsent USING btree (corp_id, ask_after) WHERE (status = 'unknown'::text);
CREATE INDEX action_unsent_due ON public.action_unsent USING btree (corp_id, lane, run_after, dedupe_key) WHERE (status = 'planned'::text);
CREATE INDEX action_unsent_failed ON public.action_unsent USING btree (corp_id, finished_at) WHERE (status = 'failed'::text);
CREATE INDEX action_unsent_list ON public.action_unsent USING btree (corp_id, status, created_at DESC, id DESC);
CREATE INDEX action_unsent_until ON public.action_unsent USING btree (corp_id, run_until) WHERE ((status = ANY (ARRAY['planned'::text, 'awaiting_approval'::text])) AND (run_until IS NOT NULL));

create table answer_book (
  corp_id text not null,
  stamp text not null,
  constraint answer_book_pkey PRIMARY KEY (corp_id)
);

create table answer_entry (
  corp_id text not null,
  id text not null,
  title text not null,
  questions text[] not null default '{}'::text[],
  keywords text[] not null default '{}'::text[],
  must text[] not null default '{}'::text[],
  must_not text[] not null default '{}'::text[],
  answer text not null,
  channels jsonb not null default '{}'::jsonb,
  priority integer not null default 0,
  owner text,
  valid_from timestamp with time zone,
  valid_to timestamp with time zone,
  state text not null default 'draft'::text,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint answer_entry_pkey PRIMARY KEY (corp_id, id),
  constraint answer_entry_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text])))
);
CREATE INDEX answer_entry_listed ON public.answer_entry USING btree (corp_id, priority DESC, id);
CREATE UNIQUE INDEX answer_entry_title ON public.answer_entry USING btree (corp_id, title);

create table answer_use (
  corp_id text not null,
  entry_id text not null,
  day date not null,
  channel text not null,
  n integer not null,
  constraint answer_use_pkey PRIMARY KEY (corp_id, entry_id, day, channel)
);

create table api_key (
  corp_id text not null,
  id text not null,
  name text not null,
  role text not null,
  hash text not null,
  created_at timestamp with time zone not null,
  user_id text,
  constraint api_key_pkey PRIMARY KEY (corp_id, id),
  constraint api_key_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'headOfCommunities'::text, 'groupOwner'::text, 'admin'::text, 'storeManager'::text, 'guide'::text, 'analyst'::text])))
);
CREATE UNIQUE INDEX api_key_id ON public.api_key USING btree (id);

create table archive_consent (
  corp_id text not null,
  customer text not null,
  with_id text not null,
  agrees boolean not null,
  changed_at timestamp with time zone not null,
  asked_at timestamp with time zone not null,
  constraint archive_consent_pkey PRIMARY KEY (corp_id, customer, with_id)
);

create table archive_gap (
  corp_id text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  why text not null,
  constraint archive_gap_pkey PRIMARY KEY (corp_id, from_at)
);

create table archive_message (
  corp_id text not null,
  seq bigint not null,
  msgid text not null,
  at timestamp with time zone not null,
  sender text not null,
  room text not null,
  customer text not null,
  staff text not null,
  kind text not null,
  body text not null,
  constraint archive_message_pkey PRIMARY KEY (corp_id, seq)
);
CREATE INDEX archive_message_age ON public.archive_message USING btree (corp_id, at);
CREATE INDEX archive_message_customer ON public.archive_message USING btree (corp_id, customer, at);
CREATE INDEX archive_message_id ON public.archive_message USING btree (corp_id, msgid);

create table archive_sealed (
  corp_id text not null,
  seq bigint not null,
  msgid text not null,
  key_version integer not null,
  random_key text not null,
  body text not null,
  stored_at timestamp with time zone not null,
  key_known boolean not null,
  constraint archive_sealed_pkey PRIMARY KEY (corp_id, seq)
);

create table archive_state (
  corp_id text not null,
  seq bigint not null,
  complete_at timestamp with time zone,
  next_at timestamp with time zone not null,
  off boolean not null default false,
  error_code text,
  error text,
  failed_since timestamp with time zone,
  constraint archive_state_pkey PRIMARY KEY (corp_id)
);

create table arrival (
  corp_id text not null,
  live_code_id text not null,
  kind text not null,
  person text not null,
  place text not null,
  at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint arrival_pkey PRIMARY KEY (corp_id, live_code_id, kind, person, place),
  constraint arrival_kind_check CHECK ((kind = ANY (ARRAY['friend'::text, 'member'::text])))
);
CREATE INDEX arrival_at ON public.arrival USING btree (corp_id, live_code_id, at);
CREATE INDEX arrival_ended ON public.arrival USING btree (corp_id, live_code_id, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX arrival_person ON public.arrival USING btree (corp_id, person, place);

create table asset_file (
  corp_id text not null,
  id text not null,
  kind text not null,
  mime text not null,
  bytes integer not null,
  width integer,
  height integer,
  name text not null,
  thumb bytea,
  created_at timestamp with time zone not null,
  created_by text not null,
  constraint asset_file_pkey PRIMARY KEY (corp_id, id),
  constraint asset_file_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'video'::text, 'file'::text])))
);

create table asset_folder (
  corp_id text not null,
  id text not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint asset_folder_pkey PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX asset_folder_name ON public.asset_folder USING btree (corp_id, name);

create table asset_part (
  corp_id text not null,
  owner text not null,
  n integer not null,
  data bytea not null,
  at timestamp with time zone not null,
  constraint asset_part_pkey PRIMARY KEY (corp_id, owner, n)
);

create table audit (
  corp_id text not null,
  id text not null,
  actor jsonb not null,
  verb text not null,
  subject text not null,
  data jsonb not null,
  at timestamp with time zone not null,
  kind text not null default 'change'::text,
  constraint audit_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX audit_actor ON public.audit USING btree (corp_id, COALESCE((actor ->> 'id'::text), (actor ->> 'userId'::text)), at DESC, id DESC);
CREATE INDEX audit_at ON public.audit USING btree (corp_id, at DESC, id DESC);
CREATE INDEX audit_kind ON public.audit USING btree (corp_id, kind, at DESC, id DESC);
CREATE INDEX audit_noun ON public.audit USING btree (corp_id, split_part(verb, '.'::text, 1), at DESC, id DESC);
CREATE INDEX audit_subject ON public.audit USING btree (corp_id, subject, at DESC);

create table behaviour_day (
  corp_id text not null,
  kind text not null,
  customer_id text not null,
  day date not null,
  n integer not null,
  constraint behaviour_day_pkey PRIMARY KEY (corp_id, kind, customer_id, day)
);
CREATE INDEX behaviour_day_when ON public.behaviour_day USING btree (corp_id, kind, day, customer_id) INCLUDE (n);

create table behaviour_last (
  corp_id text not null,
  kind text not null,
  customer_id text not null,
  first_day date not null,
  last_day date not null,
  n integer not null,
  constraint behaviour_last_pkey PRIMARY KEY (corp_id, kind, customer_id)
);
CREATE INDEX behaviour_last_when ON public.behaviour_last USING btree (corp_id, kind, last_day, customer_id);

create table behaviour_store (
  corp_id text not null,
  customer_id text not null,
  store_id text not null,
  at timestamp with time zone not null,
  seq bigint not null,
  constraint behaviour_store_pkey PRIMARY KEY (corp_id, customer_id)
);
CREATE INDEX behaviour_store_of ON public.behaviour_store USING btree (corp_id, store_id, customer_id);

create table bulk_change (
  corp_id text not null,
  job_id text not null,
  customer_id text not null,
  before jsonb not null,
  constraint bulk_change_pkey PRIMARY KEY (corp_id, job_id, customer_id)
);

create table bulk_job (
  corp_id text not null,
  id text not null,
  spec jsonb not null,
  whom jsonb not null,
  state text not null default 'running'::text,
  total bigint not null,
  total_exact boolean not null,
  place text not null default ''::text,
  looked bigint not null default 0,
  changed bigint not null default 0,
  skipped jsonb not null default '{}'::jsonb,
  asked bigint not null default 0,
  sent bigint not null default 0,
  refused bigint not null default 0,
  undo_of text,
  error text,
  asked_by jsonb not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint bulk_job_pkey PRIMARY KEY (corp_id, id),
  constraint bulk_job_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE INDEX bulk_job_list ON public.bulk_job USING btree (corp_id, created_at DESC, id);
CREATE INDEX bulk_job_running ON public.bulk_job USING btree (corp_id, created_at) WHERE (state = 'running'::text);

create table calendar_column (
  corp_id text not null,
  id text not null,
  name text not null,
  plan jsonb not null,
  playbook text,
  revision integer not null default 1,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  created_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  constraint calendar_column_pkey PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX calendar_column_name ON public.calendar_column USING btree (corp_id, name) WHERE (archived_at IS NULL);

create table calendar_post (
  corp_id text not null,
  slot_id text not null,
  chat_id text not null,
  task_id text not null,
  grade text,
  shown_at timestamp with time zone,
  constraint calendar_post_pkey PRIMARY KEY (corp_id, slot_id, chat_id)
);
CREATE INDEX calendar_post_task ON public.calendar_post USING btree (corp_id, task_id);

create table calendar_slot (
  corp_id text not null,
  id text not null,
  class_key text not null,
  column_id text not null,
  day date not null,
  at text not null,
  due_at timestamp with time zone not null,
  road text not null,
  plan jsonb not null,
  words text not null default ''::text,
  state text not null default 'draft'::text,
  reason text,
  planned integer not null default 0,
  refused integer not null default 0,
  reached integer not null default 0,
  members integer not null default 0,
  opened integer,
  talked integer,
  measured_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint calendar_slot_pkey PRIMARY KEY (corp_id, id),
  constraint calendar_slot_class_key_check CHECK ((class_key = ANY (ARRAY['store'::text, 'general'::text]))),
  constraint calendar_slot_road_check CHECK ((road = ANY (ARRAY['send'::text, 'hand'::text]))),
  constraint calendar_slot_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'given'::text, 'missed'::text, 'cancelled'::text])))
);
CREATE INDEX calendar_slot_column ON public.calendar_slot USING btree (corp_id, column_id, day);
CREATE INDEX calendar_slot_day ON public.calendar_slot USING btree (corp_id, class_key, day);
CREATE INDEX calendar_slot_due ON public.calendar_slot USING btree (corp_id, due_at) WHERE (state = 'published'::text);

create table calendar_visit (
  corp_id text not null,
  slot_id text not null,
  external_user_id text not null,
  first_at timestamp with time zone not null,
  constraint calendar_visit_pkey PRIMARY KEY (corp_id, slot_id, external_user_id)
);

create table calendar_week (
  corp_id text not null,
  class_key text not null,
  week date not null,
  revision integer not null default 0,
  before jsonb,
  constraint calendar_week_pkey PRIMARY KEY (corp_id, class_key, week),
  constraint calendar_week_class_key_check CHECK ((class_key = ANY (ARRAY['store'::text, 'general'::text])))
);

create table contact_preference (
  corp_id text not null,
  external_user_id text not null,
  level text not null,
  said_by text not null,
  said_at timestamp with time zone not null,
  without text[] not null default '{}'::text[],
  constraint contact_preference_pkey PRIMARY KEY (corp_id, external_user_id),
  constraint contact_preference_level_check CHECK ((level = ANY (ARRAY['usual'::text, 'fewer'::text, 'stock-only'::text, 'none'::text])))
);

create table content (
  corp_id text not null,
  id text not null,
  folder_id text,
  name text not null,
  last_n integer not null,
  live_n integer,
  expires_at timestamp with time zone,
  archived_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint content_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX content_listed ON public.content USING btree (corp_id, updated_at DESC, id DESC);
CREATE UNIQUE INDEX content_name ON public.content USING btree (corp_id, name);

create table content_favourite (
  corp_id text not null,
  user_id text not null,
  content_id text not null,
  at timestamp with time zone not null,
  constraint content_favourite_pkey PRIMARY KEY (corp_id, user_id, content_id)
);

create table content_file (
  corp_id text not null,
  content_id text not null,
  file_id text not null,
  constraint content_file_pkey PRIMARY KEY (corp_id, content_id, file_id)
);
CREATE INDEX content_file_used ON public.content_file USING btree (corp_id, file_id);

create table content_version (
  corp_id text not null,
  content_id text not null,
  n integer not null,
  body text not null,
  attachments jsonb not null default '[]'::jsonb,
  state text not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  made_name text not null,
  judged_at timestamp with time zone,
  judged_name text,
  remark text not null default ''::text,
  constraint content_version_pkey PRIMARY KEY (corp_id, content_id, n),
  constraint content_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting'::text, 'refused'::text, 'live'::text])))
);

create table corp (
  corp_id text not null,
  name text not null,
  time_zone text not null default 'Asia/Shanghai'::text,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  constraint corp_pkey PRIMARY KEY (corp_id)
);

create table corp_secret (
  corp_id text not null,
  name text not null,
  cipher text not null,
  constraint corp_secret_pkey PRIMARY KEY (corp_id, name)
);

create table custom_field (
  corp_id text not null,
  key text not null,
  name text not null,
  kind text not null,
  options jsonb not null default '[]'::jsonb,
  listed boolean not null default false,
  position integer not null default 0,
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint custom_field_pkey PRIMARY KEY (corp_id, key),
  constraint custom_field_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'boolean'::text, 'choice'::text])))
);
CREATE UNIQUE INDEX custom_field_name ON public.custom_field USING btree (corp_id, name) WHERE (archived_at IS NULL);

create table customer (
  corp_id text not null,
  id text not null,
  external_user_id text not null,
  name text,
  type integer,
  gender integer,
  unionid text not null default ''::text,
  avatar text not null default ''::text,
  detailed_at timestamp with time zone,
  state text not null,
  added_sec bigint not null default 0,
  tag_ids text[] not null default '{}'::text[],
  constraint customer_pkey PRIMARY KEY (corp_id, id),
  constraint customer_state_check CHECK ((state = ANY (ARRAY['friend'::text, 'one-way'::text, 'lost'::text, 'stranger'::text])))
);
CREATE UNIQUE INDEX customer_external ON public.customer USING btree (corp_id, external_user_id);
CREATE INDEX customer_letters ON public.customer USING gin (string_to_array(lower(name), NULL::text)) WHERE (name IS NOT NULL);
CREATE INDEX customer_list ON public.customer USING btree (corp_id, added_sec DESC, id);
CREATE INDEX customer_others ON public.customer USING btree (corp_id, state, added_sec DESC, id) WHERE (state <> 'friend'::text);
CREATE INDEX customer_tags ON public.customer USING gin (tag_ids);
CREATE INDEX customer_unionid ON public.customer USING btree (corp_id, unionid) WHERE (unionid <> ''::text);

create table customer_field (
  corp_id text not null,
  customer_id text not null,
  key text not null,
  text_value text,
  number_value double precision,
  date_value date,
  set_at timestamp with time zone not null,
  constraint customer_field_pkey PRIMARY KEY (corp_id, customer_id, key)
);
CREATE INDEX customer_field_date ON public.customer_field USING btree (corp_id, key, date_value, customer_id) WHERE (date_value IS NOT NULL);
CREATE INDEX customer_field_number ON public.customer_field USING btree (corp_id, key, number_value, customer_id) WHERE (number_value IS NOT NULL);
CREATE INDEX customer_field_text ON public.customer_field USING btree (corp_id, key, text_value, customer_id) WHERE (text_value IS NOT NULL);

create table customer_mark (
  corp_id text not null,
  customer_id text not null,
  mark text not null,
  since timestamp with time zone not null,
  constraint customer_mark_pkey PRIMARY KEY (corp_id, customer_id, mark),
  constraint customer_mark_mark_check CHECK ((mark = ANY (ARRAY['staff'::text, 'test'::text, 'supplier'::text, 'competitor'::text])))
);
CREATE INDEX customer_mark_mark ON public.customer_mark USING btree (corp_id, mark, customer_id);

create table customer_note (
  corp_id text not null,
  id text not null,
  customer_id text not null,
  user_id text not null,
  body text not null,
  at timestamp with time zone not null,
  constraint customer_note_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX customer_note_person ON public.customer_note USING btree (corp_id, customer_id, at DESC);

create table customer_order (
  corp_id text not null,
  order_no text not null,
  person_id text,
  key_person_id text,
  keys jsonb not null,
  amount_fen bigint not null,
  refunded_fen bigint not null default 0,
  said_refunded_fen bigint not null default 0,
  paid_at timestamp with time zone not null,
  day date not null,
  store_id text,
  store_code text not null default ''::text,
  channel text not null default ''::text,
  credit text not null default 'unknown'::text,
  source text not null,
  changed_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  former_person_ids text[],
  constraint customer_order_pkey PRIMARY KEY (corp_id, order_no),
  constraint customer_order_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint customer_order_credit_check CHECK ((credit = ANY (ARRAY['direct'::text, 'prompted'::text, 'unknown'::text])))
);
CREATE INDEX customer_order_channel ON public.customer_order USING btree (corp_id, channel, paid_at DESC) WHERE (channel <> ''::text);
CREATE INDEX customer_order_former ON public.customer_order USING btree (corp_id, order_no) WHERE (former_person_ids IS NOT NULL);
CREATE INDEX customer_order_list ON public.customer_order USING btree (corp_id, paid_at DESC, order_no);
CREATE INDEX customer_order_matched ON public.customer_order USING btree (corp_id, COALESCE((person_id ^@ 'cus_'::text), false), paid_at DESC, order_no);
CREATE INDEX customer_order_person ON public.customer_order USING btree (corp_id, person_id, day, paid_at) WHERE (person_id IS NOT NULL);
CREATE INDEX customer_order_refunded ON public.customer_order USING btree (corp_id, paid_at DESC) WHERE (refunded_fen > 0);
CREATE INDEX customer_order_store ON public.customer_order USING btree (corp_id, store_id, paid_at DESC) WHERE (store_id IS NOT NULL);

create table customer_stage (
  corp_id text not null,
  customer_id text not null,
  stage text not null,
  since timestamp with time zone not null,
  constraint customer_stage_pkey PRIMARY KEY (corp_id, customer_id)
);
CREATE INDEX customer_stage_of ON public.customer_stage USING btree (corp_id, stage, customer_id);

create table daily_figure (
  corp_id text not null,
  day date not null,
  store_id text not null default ''::text,
  key text not null,
  n integer not null,
  constraint daily_figure_pkey PRIMARY KEY (corp_id, day, store_id, key)
);

create table department (
  corp_id text not null,
  department_id bigint not null,
  name text not null,
  parent_id bigint not null,
  removed boolean not null default false,
  seen_at timestamp with time zone not null,
  constraint department_pkey PRIMARY KEY (corp_id, department_id)
);

create table enrolment (
  corp_id text not null,
  id text not null,
  sop_id text not null,
  version integer not null,
  subject text not null,
  recipient text not null,
  sender text not null,
  store_id text,
  chat_id text,
  started_at timestamp with time zone not null,
  state text not null,
  exit_reason text,
  exited_at timestamp with time zone,
  ended text,
  told_seq bigint,
  constraint enrolment_pkey PRIMARY KEY (corp_id, id),
  constraint enrolment_state_check CHECK ((state = ANY (ARRAY['active'::text, 'exited'::text])))
);
CREATE INDEX enrolment_chat ON public.enrolment USING btree (corp_id, chat_id, sop_id) WHERE (chat_id IS NOT NULL);
CREATE INDEX enrolment_own ON public.enrolment USING btree (corp_id, sender, sop_id);
CREATE INDEX enrolment_page ON public.enrolment USING btree (corp_id, sop_id, id);
CREATE INDEX enrolment_recipient ON public.enrolment USING btree (corp_id, recipient);
CREATE INDEX enrolment_sop ON public.enrolment USING btree (corp_id, sop_id, store_id);

create table enrolment_step (
  corp_id text not null,
  enrolment_id text not null,
  step text not null,
  sop_id text not null,
  recipient text not null,
  sender text not null,
  due_at timestamp with time zone not null,
  until timestamp with time zone not null,
  state text not null,
  action_id text,
  done_at timestamp with time zone,
  grade text,
  evidence text,
  reason text,
  metric_at timestamp with time zone,
  held_at timestamp with time zone,
  claimed_at timestamp with time zone,
  came_seq bigint,
  closed_seq bigint,
  constraint enrolment_step_pkey PRIMARY KEY (corp_id, enrolment_id, step),
  constraint enrolment_step_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'planned'::text, 'claimed'::text, 'done'::text, 'missed'::text, 'skipped'::text, 'refused'::text, 'exited'::text])))
);
CREATE INDEX enrolment_step_action ON public.enrolment_step USING btree (corp_id, action_id) WHERE (action_id IS NOT NULL);
CREATE INDEX enrolment_step_held ON public.enrolment_step USING btree (corp_id, sop_id, step) WHERE ((held_at IS NOT NULL) AND (state = 'waiting'::text));
CREATE INDEX enrolment_step_open ON public.enrolment_step USING btree (corp_id, sop_id, step, state, until);
CREATE INDEX enrolment_step_stopped ON public.enrolment_step USING btree (corp_id, sop_id, step, sender) WHERE ((state = 'waiting'::text) AND (reason = 'content-gone'::text));
CREATE INDEX enrolment_step_waiting ON public.enrolment_step USING btree (corp_id, due_at, sop_id, step, sender, enrolment_id) WHERE (state = 'waiting'::text);

create table event (
  corp_id text not null,
  seq bigint not null,
  type text not null,
  subject text not null,
  actor jsonb not null,
  data jsonb not null,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  source_key text,
  cause_seq bigint,
  constraint event_pkey PRIMARY KEY (corp_id, seq)
);
CREATE INDEX event_member ON public.event USING btree (corp_id, ((data ->> 'memberId'::text)), seq DESC) WHERE (type = ANY (ARRAY['group.member-joined'::text, 'group.member-left'::text]));
CREATE UNIQUE INDEX event_source ON public.event USING btree (corp_id, source_key) WHERE (source_key IS NOT NULL);
CREATE INDEX event_subject ON public.event USING btree (corp_id, subject, seq DESC);
CREATE INDEX event_type ON public.event USING btree (corp_id, type, seq);

create table event_head (
  corp_id text not null,
  seq bigint not null default 0,
  constraint event_head_pkey PRIMARY KEY (corp_id)
);

create table field_people (
  corp_id text not null,
  key text not null,
  value text not null,
  people bigint not null,
  constraint field_people_pkey PRIMARY KEY (corp_id, key, value)
);

create table forgetting (
  corp_id text not null,
  id text not null,
  state text not null,
  said_by text not null,
  by_name text,
  why text not null,
  asked_at timestamp with time zone not null,
  names jsonb,
  head bigint,
  place integer not null default 0,
  block integer not null default 0,
  walk integer not null default 1,
  walk_found integer not null default 0,
  next_at timestamp with time zone,
  found jsonb not null default '{}'::jsonb,
  ended jsonb not null default '{}'::jsonb,
  done_at timestamp with time zone,
  constraint forgetting_pkey PRIMARY KEY (corp_id, id),
  constraint forgetting_said_by_check CHECK ((said_by = ANY (ARRAY['page'::text, 'console'::text]))),
  constraint forgetting_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'ending'::text, 'erasing'::text, 'done'::text]))),
  constraint forgetting_why_check CHECK ((why = ANY (ARRAY['asked'::text, 'house'::text])))
);
CREATE INDEX forgetting_newest ON public.forgetting USING btree (corp_id, asked_at DESC, id DESC);
CREATE INDEX forgetting_open ON public.forgetting USING btree (corp_id, next_at) WHERE (next_at IS NOT NULL);

create table forgotten (
  corp_id text not null,
  hash text not null,
  forgetting_id text not null,
  at timestamp with time zone not null,
  constraint forgotten_pkey PRIMARY KEY (corp_id, hash)
);
CREATE INDEX forgotten_of ON public.forgotten USING btree (corp_id, forgetting_id);

create table gate_head (
  corp_id text not null,
  constraint gate_head_pkey PRIMARY KEY (corp_id)
);

create table goal (
  corp_id text not null,
  id text not null,
  playbook text,
  key text,
  name text not null,
  metric text not null,
  params jsonb not null default '{}'::jsonb,
  target double precision not null,
  start_value double precision,
  start_day date not null,
  deadline date not null,
  curve jsonb not null default '[]'::jsonb,
  owner text,
  state text not null default 'active'::text,
  reason text,
  measured_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint goal_pkey PRIMARY KEY (corp_id, id),
  constraint goal_state_check CHECK ((state = ANY (ARRAY['active'::text, 'archived'::text])))
);
CREATE UNIQUE INDEX goal_of_playbook ON public.goal USING btree (corp_id, playbook, key) WHERE (playbook IS NOT NULL);

create table goal_cost (
  corp_id text not null,
  goal_id text not null,
  id text not null,
  day date not null,
  label text not null,
  fen bigint not null,
  constraint goal_cost_pkey PRIMARY KEY (corp_id, goal_id, id),
  constraint goal_cost_fen_check CHECK ((fen > 0))
);

create table goal_day (
  corp_id text not null,
  goal_id text not null,
  day date not null,
  value double precision not null,
  constraint goal_day_pkey PRIMARY KEY (corp_id, goal_id, day)
);

create table group_chat (
  corp_id text not null,
  id text not null,
  chat_id text not null,
  name text not null default ''::text,
  owner text not null default ''::text,
  notice text not null default ''::text,
  created_sec bigint not null default 0,
  admins text[] not null default '{}'::text[],
  member_version text not null default ''::text,
  state text not null default 'open'::text,
  detailed_at timestamp with time zone,
  dismissed_at timestamp with time zone,
  members integer not null default 0,
  customers integer not null default 0,
  constraint group_chat_pkey PRIMARY KEY (corp_id, id),
  constraint group_chat_state_check CHECK ((state = ANY (ARRAY['open'::text, 'dismissed'::text])))
);
CREATE UNIQUE INDEX group_chat_chat ON public.group_chat USING btree (corp_id, chat_id);
CREATE INDEX group_chat_list ON public.group_chat USING btree (corp_id, created_sec DESC, id);
CREATE INDEX group_chat_owner ON public.group_chat USING btree (corp_id, owner);

create table group_leave (
  corp_id text not null,
  group_id text not null,
  member_id text not null,
  left_at timestamp with time zone not null,
  quit_scene integer,
  constraint group_leave_pkey PRIMARY KEY (corp_id, group_id, member_id)
);

create table group_member (
  corp_id text not null,
  group_id text not null,
  member_id text not null,
  joined_sec bigint not null,
  chat_id text not null,
  member_type integer not null,
  join_scene integer not null default 0,
  state text not null default ''::text,
  invitor text not null default ''::text,
  name text not null default ''::text,
  unionid text not null default ''::text,
  left_at timestamp with time zone,
  quit_scene integer,
  told_seq bigint,
  constraint group_member_pkey PRIMARY KEY (corp_id, group_id, member_id, joined_sec)
);
CREATE INDEX group_member_code ON public.group_member USING btree (corp_id, state, member_id) WHERE (state <> ''::text);
CREATE INDEX group_member_left ON public.group_member USING btree (corp_id, group_id, left_at) WHERE (left_at IS NOT NULL);
CREATE INDEX group_member_list ON public.group_member USING btree (corp_id, group_id, joined_sec DESC, member_id);
CREATE INDEX group_member_person ON public.group_member USING btree (corp_id, member_id, joined_sec DESC);

create table group_overlap (
  corp_id text not null,
  member_id text not null,
  customer_id text not null,
  groups integer not null,
  last_joined_sec bigint not null,
  constraint group_overlap_pkey PRIMARY KEY (corp_id, member_id)
);
CREATE INDEX group_overlap_customer ON public.group_overlap USING btree (corp_id, customer_id);
CREATE INDEX group_overlap_list ON public.group_overlap USING btree (corp_id, groups DESC, member_id);

create table handler_cursor (
  corp_id text not null,
  handler text not null,
  seq bigint not null default 0,
  version integer not null default 1,
  attempts integer not null default 0,
  last_error text,
  retry_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint handler_cursor_pkey PRIMARY KEY (corp_id, handler)
);

create table handover (
  corp_id text not null,
  id text not null,
  user_id text not null,
  kind text not null,
  reason text not null,
  state text not null,
  message text not null default ''::text,
  takers text[] not null default '{}'::text[],
  spoiled text[] not null default '{}'::text[],
  per_taker integer not null,
  undo_of text,
  planned_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  quiet boolean not null default false,
  listed boolean not null default false,
  list_action text,
  list_at timestamp with time zone,
  constraint handover_pkey PRIMARY KEY (corp_id, id),
  constraint handover_kind_check CHECK ((kind = ANY (ARRAY['resigned'::text, 'onjob'::text]))),
  constraint handover_reason_check CHECK ((reason = ANY (ARRAY['left'::text, 'leave'::text, 'moves'::text]))),
  constraint handover_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'running'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX handover_list ON public.handover USING btree (corp_id, planned_at DESC, id);
CREATE INDEX handover_running ON public.handover USING btree (corp_id, id) WHERE (state = 'running'::text);
CREATE INDEX handover_user ON public.handover USING btree (corp_id, user_id, planned_at DESC);

create table handover_item (
  corp_id text not null,
  handover_id text not null,
  kind text not null,
  key text not null,
  to_user text not null default ''::text,
  why text not null default ''::text,
  state text not null,
  reason text,
  run_at timestamp with time zone,
  next_at timestamp with time zone,
  tries integer not null default 0,
  asked_at timestamp with time zone,
  wait_until timestamp with time zone,
  done_at timestamp with time zone,
  action_id text,
  tried text[] not null default '{}'::text[],
  constraint handover_item_pkey PRIMARY KEY (corp_id, handover_id, kind, key),
  constraint handover_item_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'group'::text]))),
  constraint handover_item_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'asked'::text, 'waiting'::text, 'back'::text, 'done'::text, 'person'::text, 'kept'::text, 'gone'::text, 'cancelled'::text])))
);
CREATE INDEX handover_item_action ON public.handover_item USING btree (corp_id, action_id) WHERE (action_id IS NOT NULL);
CREATE INDEX handover_item_key ON public.handover_item USING btree (corp_id, key, to_user);
CREATE INDEX handover_item_next ON public.handover_item USING btree (corp_id, next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX handover_item_state ON public.handover_item USING btree (corp_id, handover_id, state, kind, key);

create table inbox (
  corp_id text not null,
  id bigint not null generated always as identity,
  source text not null,
  dedupe_key text not null,
  envelope jsonb not null,
  message text not null,
  received_at timestamp with time zone not null,
  state text not null default 'received'::text,
  attempts integer not null default 0,
  error text,
  handled_at timestamp with time zone,
  event text,
  error_code text,
  replays integer not null default 0,
  note text,
  constraint inbox_pkey PRIMARY KEY (corp_id, id),
  constraint inbox_state_check CHECK ((state = ANY (ARRAY['received'::text, 'done'::text, 'ignored'::text, 'quarantined'::text, 'dismissed'::text])))
);
CREATE INDEX inbox_aside ON public.inbox USING btree (corp_id, state, id DESC) WHERE (state = ANY (ARRAY['ignored'::text, 'quarantined'::text, 'dismissed'::text]));
CREATE UNIQUE INDEX inbox_dedupe ON public.inbox USING btree (corp_id, dedupe_key);
CREATE INDEX inbox_event ON public.inbox USING btree (corp_id, event, id DESC);
CREATE INDEX inbox_open ON public.inbox USING btree (corp_id, id) WHERE (state = 'received'::text);
CREATE INDEX inbox_received_at ON public.inbox USING btree (corp_id, received_at);

create table invitation (
  corp_id text not null,
  id text not null,
  name text not null,
  plan jsonb not null,
  state text not null default 'draft'::text,
  reason text,
  revision integer not null default 1,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  created_at timestamp with time zone not null,
  submitted_at timestamp with time zone,
  submitted_by text,
  ended_at timestamp with time zone,
  next_at timestamp with time zone,
  constraint invitation_pkey PRIMARY KEY (corp_id, id),
  constraint invitation_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'running'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX invitation_due ON public.invitation USING btree (corp_id, next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX invitation_list ON public.invitation USING btree (corp_id, created_at DESC, id DESC);

create table invitation_person (
  corp_id text not null,
  invitation_id text not null,
  external_user_id text not null,
  wave_id text,
  reason text,
  opened_at timestamp with time zone,
  joined_at timestamp with time zone,
  chat_id text,
  constraint invitation_person_pkey PRIMARY KEY (corp_id, invitation_id, external_user_id)
);
CREATE INDEX invitation_person_open ON public.invitation_person USING btree (corp_id, external_user_id) WHERE ((joined_at IS NULL) AND (reason IS NULL));
CREATE INDEX invitation_person_waiting ON public.invitation_person USING btree (corp_id, invitation_id) WHERE ((wave_id IS NULL) AND (reason IS NULL));
CREATE INDEX invitation_person_wave ON public.invitation_person USING btree (corp_id, wave_id) WHERE (wave_id IS NOT NULL);

create table invitation_wave (
  corp_id text not null,
  id text not null,
  invitation_id text not null,
  no integer not null,
  state text not null default 'open'::text,
  starts_at timestamp with time zone not null,
  until timestamp with time zone not null,
  people integer not null,
  seats integer not null,
  rate double precision not null,
  constraint invitation_wave_pkey PRIMARY KEY (corp_id, id),
  constraint invitation_wave_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ended'::text])))
);
CREATE UNIQUE INDEX invitation_wave_no ON public.invitation_wave USING btree (corp_id, invitation_id, no);

create table journey (
  corp_id text not null,
  external_user_id text not null,
  live_code_state text,
  added_at timestamp with time zone,
  welcomed_at timestamp with time zone,
  opened_at timestamp with time zone,
  searched_at timestamp with time zone,
  chosen_at timestamp with time zone,
  store_id text,
  joined_at timestamp with time zone,
  enrolment_id text,
  enrolled_at timestamp with time zone,
  reached_at timestamp with time zone,
  back_at timestamp with time zone,
  lost_at timestamp with time zone,
  came_at timestamp with time zone,
  left_at timestamp with time zone,
  constraint journey_pkey PRIMARY KEY (corp_id, external_user_id)
);
CREATE INDEX journey_added ON public.journey USING btree (corp_id, added_at);
CREATE INDEX journey_enrolment ON public.journey USING btree (corp_id, enrolment_id);
CREATE INDEX journey_store ON public.journey USING btree (corp_id, store_id, added_at);

create table kf_account (
  corp_id text not null,
  open_kfid text not null,
  name text not null default ''::text,
  ours boolean not null default true,
  answers boolean not null default false,
  answers_since timestamp with time zone,
  cursor text not null default ''::text,
  token text,
  token_at timestamp with time zone,
  read_at timestamp with time zone,
  error text,
  error_code text,
  failed_since timestamp with time zone,
  found_at timestamp with time zone not null,
  gone_at timestamp with time zone,
  constraint kf_account_pkey PRIMARY KEY (corp_id, open_kfid)
);

create table kf_talk (
  corp_id text not null,
  open_kfid text not null,
  external_user_id text not null,
  began_msgid text,
  said_at timestamp with time zone,
  served_by text,
  served_at timestamp with time zone,
  waiting_at timestamp with time zone,
  answered_at timestamp with time zone,
  constraint kf_talk_pkey PRIMARY KEY (corp_id, open_kfid, external_user_id)
);
CREATE INDEX kf_talk_person ON public.kf_talk USING btree (corp_id, external_user_id);

create table kf_words (
  corp_id text not null,
  open_kfid text not null,
  msgid text not null,
  external_user_id text not null,
  said_at timestamp with time zone not null,
  body text not null,
  constraint kf_words_pkey PRIMARY KEY (corp_id, open_kfid, msgid)
);
CREATE INDEX kf_words_person ON public.kf_words USING btree (corp_id, external_user_id);
CREATE INDEX kf_words_said ON public.kf_words USING btree (corp_id, said_at);

create table life_cycle (
  corp_id text not null,
  version integer not null,
  rules jsonb not null,
  families integer not null,
  place text,
  looked bigint not null default 0,
  moved bigint not null default 0,
  day date not null,
  updated_by jsonb not null,
  updated_at timestamp with time zone not null,
  constraint life_cycle_pkey PRIMARY KEY (corp_id)
);

create table link_figure (
  corp_id text not null,
  link_id text not null,
  people integer not null,
  clicks integer not null,
  bought integer not null,
  constraint link_figure_pkey PRIMARY KEY (corp_id, link_id)
);

create table link_follow (
  corp_id text not null,
  link_id text not null,
  external_user_id text not null,
  clicked_at timestamp with time zone not null,
  due_at timestamp with time zone,
  state text not null default 'waiting'::text,
  reason text,
  user_id text,
  constraint link_follow_pkey PRIMARY KEY (corp_id, link_id, external_user_id),
  constraint link_follow_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'bought'::text, 'tasked'::text, 'sent'::text, 'refused'::text, 'late'::text, 'nobody'::text, 'off'::text])))
);
CREATE INDEX link_follow_due ON public.link_follow USING btree (corp_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX link_follow_who ON public.link_follow USING btree (corp_id, external_user_id);

create table link_other (
  corp_id text not null,
  link_id text not null,
  kind text not null,
  n integer not null,
  constraint link_other_pkey PRIMARY KEY (corp_id, link_id, kind),
  constraint link_other_kind_check CHECK ((kind = ANY (ARRAY['preview'::text, 'outside'::text, 'staff'::text, 'stranger'::text])))
);

create table link_person (
  corp_id text not null,
  link_id text not null,
  external_user_id text not null,
  customer_id text not null,
  clicks integer not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  bought_at timestamp with time zone,
  constraint link_person_pkey PRIMARY KEY (corp_id, link_id, external_user_id)
);
CREATE INDEX link_person_last ON public.link_person USING btree (corp_id, link_id, last_at DESC, external_user_id);
CREATE INDEX link_person_who ON public.link_person USING btree (corp_id, customer_id);

create table live_code (
  corp_id text not null,
  id text not null,
  kind text not null,
  name text not null,
  channel text not null default ''::text,
  state text not null default 'active'::text,
  user_ids text[] not null default '{}'::text[],
  tags text[] not null default '{}'::text[],
  remark text not null default ''::text,
  welcome_text text not null default ''::text,
  welcome_link jsonb,
  store_id text,
  seat_limit integer not null default 200,
  auto_create boolean not null default true,
  base_name text not null default ''::text,
  way_version integer not null default 1,
  told_version integer not null default 0,
  way_chat_ids text[] not null default '{}'::text[],
  config_id text,
  qr_url text,
  problem jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  welcome_content text,
  constraint live_code_pkey PRIMARY KEY (corp_id, id),
  constraint live_code_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'group'::text]))),
  constraint live_code_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text])))
);
CREATE INDEX live_code_base_name ON public.live_code USING btree (corp_id, base_name) WHERE (base_name <> ''::text);
CREATE INDEX live_code_list ON public.live_code USING btree (corp_id, created_at DESC, id DESC);
CREATE INDEX live_code_store ON public.live_code USING btree (corp_id, store_id) WHERE (kind = 'group'::text);

create table live_code_group (
  corp_id text not null,
  chat_id text not null,
  live_code_id text not null,
  place integer not null,
  added_by text not null,
  added_at timestamp with time zone not null,
  announced boolean not null default false,
  constraint live_code_group_pkey PRIMARY KEY (corp_id, chat_id),
  constraint live_code_group_added_by_check CHECK ((added_by = ANY (ARRAY['operator'::text, 'wecom'::text])))
);
CREATE INDEX live_code_group_code ON public.live_code_group USING btree (corp_id, live_code_id, place);

create table mass_task (
  corp_id text not null,
  msgid text not null,
  action_id text not null,
  sender text not null,
  chat_type text not null,
  planned_by text not null,
  recipients integer not null,
  sent integer not null default 0,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint mass_task_pkey PRIMARY KEY (corp_id, msgid)
);
CREATE INDEX mass_task_sender ON public.mass_task USING btree (corp_id, sender, created_at);

create table media_copy (
  corp_id text not null,
  file_id text not null,
  media_id text,
  expires_at timestamp with time zone,
  due_at timestamp with time zone,
  round integer not null default 0,
  failed_at timestamp with time zone,
  error text,
  constraint media_copy_pkey PRIMARY KEY (corp_id, file_id)
);
CREATE INDEX media_copy_due ON public.media_copy USING btree (corp_id, due_at);

create table member (
  corp_id text not null,
  user_id text not null,
  role text not null,
  staff_user_id text,
  created_at timestamp with time zone not null,
  store_ids text[] not null default '{}'::text[],
  department_ids bigint[] not null default '{}'::bigint[],
  state text not null default 'active'::text,
  last_seen_at timestamp with time zone,
  constraint member_pkey PRIMARY KEY (corp_id, user_id),
  constraint member_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'headOfCommunities'::text, 'groupOwner'::text, 'admin'::text, 'storeManager'::text, 'guide'::text, 'analyst'::text]))),
  constraint member_state_check CHECK ((state = ANY (ARRAY['active'::text, 'invited'::text, 'disabled'::text, 'removed'::text])))
);
CREATE UNIQUE INDEX member_staff ON public.member USING btree (corp_id, staff_user_id) WHERE (staff_user_id IS NOT NULL);
CREATE INDEX member_user ON public.member USING btree (user_id, created_at, corp_id);

create table moment (
  corp_id text not null,
  id text not null,
  name text not null,
  plan jsonb not null,
  state text not null default 'draft'::text,
  reason text,
  revision integer not null default 1,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  created_at timestamp with time zone not null,
  submitted_at timestamp with time zone,
  submitted_by text,
  ended_at timestamp with time zone,
  next_at timestamp with time zone,
  action_id text,
  job_id text,
  wecom_id text,
  constraint moment_pkey PRIMARY KEY (corp_id, id),
  constraint moment_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'scheduled'::text, 'asked'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX moment_due ON public.moment USING btree (corp_id, next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX moment_list ON public.moment USING btree (corp_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX moment_wecom ON public.moment USING btree (corp_id, wecom_id) WHERE (wecom_id IS NOT NULL);

create table moment_post (
  corp_id text not null,
  moment_id text not null,
  user_id text not null,
  published_at timestamp with time zone not null,
  visible integer not null,
  constraint moment_post_pkey PRIMARY KEY (corp_id, moment_id, user_id)
);

create table moment_reaction (
  corp_id text not null,
  moment_id text not null,
  user_id text not null,
  external_user_id text not null,
  kind text not null,
  at timestamp with time zone not null,
  constraint moment_reaction_pkey PRIMARY KEY (corp_id, moment_id, user_id, external_user_id, kind)
);
CREATE INDEX moment_reaction_last ON public.moment_reaction USING btree (corp_id, moment_id, at DESC, external_user_id, kind, user_id);

create table moment_staff (
  corp_id text not null,
  moment_id text not null,
  user_id text not null,
  state text not null,
  reason text,
  asked_at timestamp with time zone not null,
  selling boolean not null,
  looked_at timestamp with time zone,
  constraint moment_staff_pkey PRIMARY KEY (corp_id, moment_id, user_id),
  constraint moment_staff_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'spared'::text, 'refused'::text])))
);
CREATE INDEX moment_staff_history ON public.moment_staff USING btree (corp_id, user_id, asked_at);

create table order_day (
  corp_id text not null,
  dim text not null,
  key text not null,
  day date not null,
  orders bigint not null,
  matched bigint not null,
  refunded bigint not null,
  direct bigint not null,
  prompted bigint not null,
  amount_fen bigint not null,
  refunded_fen bigint not null,
  constraint order_day_pkey PRIMARY KEY (corp_id, dim, key, day),
  constraint order_day_dim_check CHECK ((dim = ANY (ARRAY['all'::text, 'store'::text, 'channel'::text])))
);
CREATE INDEX order_day_day ON public.order_day USING btree (corp_id, dim, day);

create table order_delivery (
  corp_id text not null,
  id text not null,
  at timestamp with time zone not null,
  status integer not null,
  code text,
  details jsonb not null default '{}'::jsonb,
  orders integer not null default 0,
  refunds integer not null default 0,
  fresh integer not null default 0,
  constraint order_delivery_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX order_delivery_at ON public.order_delivery USING btree (corp_id, at DESC);

create table order_import (
  corp_id text not null,
  id text not null,
  file_name text not null,
  format text not null,
  state text not null,
  bytes bigint not null,
  received bigint not null default 0,
  handled bigint not null default 0,
  rows bigint not null default 0,
  added bigint not null default 0,
  changed bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  place jsonb not null default '{}'::jsonb,
  error jsonb,
  created_by text not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint order_import_pkey PRIMARY KEY (corp_id, id),
  constraint order_import_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'cdnow'::text]))),
  constraint order_import_state_check CHECK ((state = ANY (ARRAY['uploading'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX order_import_list ON public.order_import USING btree (corp_id, created_at DESC, id);
CREATE INDEX order_import_open ON public.order_import USING btree (corp_id) WHERE (state = ANY (ARRAY['uploading'::text, 'running'::text]));

create table order_import_piece (
  corp_id text not null,
  import_id text not null,
  n integer not null,
  body bytea not null,
  constraint order_import_piece_pkey PRIMARY KEY (corp_id, import_id, n)
);

create table order_import_problem (
  corp_id text not null,
  import_id text not null,
  line bigint not null,
  code text not null,
  details jsonb not null,
  constraint order_import_problem_pkey PRIMARY KEY (corp_id, import_id, line)
);

create table order_item (
  corp_id text not null,
  order_no text not null,
  sku text not null,
  quantity integer not null,
  changed_at timestamp with time zone not null,
  constraint order_item_pkey PRIMARY KEY (corp_id, order_no, sku),
  constraint order_item_quantity_check CHECK ((quantity > 0))
);
CREATE INDEX order_item_sku ON public.order_item USING btree (corp_id, sku);

create table order_refund (
  corp_id text not null,
  order_no text not null,
  refund_no text not null,
  amount_fen bigint not null,
  refunded_at timestamp with time zone not null,
  constraint order_refund_pkey PRIMARY KEY (corp_id, order_no, refund_no),
  constraint order_refund_amount_fen_check CHECK ((amount_fen >= 0))
);

create table order_stats (
  corp_id text not null,
  person_id text not null,
  orders integer not null,
  amount_fen bigint not null,
  days integer not null,
  first_day date not null,
  second_day date,
  last_day date not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint order_stats_pkey PRIMARY KEY (corp_id, person_id)
);

create table order_total (
  corp_id text not null,
  customers bigint not null,
  orders bigint not null,
  customer_days bigint not null,
  amount_fen bigint not null,
  repeaters bigint not null,
  within_30 bigint not null,
  within_90 bigint not null,
  constraint order_total_pkey PRIMARY KEY (corp_id)
);

create table order_version (
  corp_id text not null,
  order_no text not null,
  version uuid not null,
  constraint order_version_pkey PRIMARY KEY (corp_id, order_no, version)
);

create table pending_tag (
  corp_id text not null,
  tag text not null,
  external_user_id text not null,
  user_id text not null,
  why text not null,
  constraint pending_tag_pkey PRIMARY KEY (corp_id, tag, external_user_id, user_id)
);

create table person_alias (
  corp_id text not null,
  person_id text not null,
  into_id text not null,
  via_id text not null,
  since timestamp with time zone not null,
  why text not null,
  constraint person_alias_pkey PRIMARY KEY (corp_id, person_id)
);
CREATE INDEX person_alias_into ON public.person_alias USING btree (corp_id, into_id);
CREATE INDEX person_alias_via ON public.person_alias USING btree (corp_id, via_id);

create table person_apart (
  corp_id text not null,
  a_id text not null,
  b_id text not null,
  since timestamp with time zone not null,
  constraint person_apart_pkey PRIMARY KEY (corp_id, a_id, b_id)
);

create table person_conflict (
  corp_id text not null,
  id text not null,
  kind text not null,
  value text not null,
  holder_id text not null,
  claimant_id text not null,
  why text not null,
  found_at timestamp with time zone not null,
  times integer not null default 1,
  state text not null default 'open'::text,
  how text,
  settled_at timestamp with time zone,
  constraint person_conflict_pkey PRIMARY KEY (corp_id, id),
  constraint person_conflict_how_check CHECK ((how = ANY (ARRAY['merged'::text, 'moved'::text, 'kept'::text]))),
  constraint person_conflict_state_check CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text])))
);
CREATE INDEX person_conflict_list ON public.person_conflict USING btree (corp_id, state, found_at DESC, id);

create table person_key (
  corp_id text not null,
  kind text not null,
  value text not null,
  person_id text not null,
  linked_at timestamp with time zone not null,
  why text not null,
  constraint person_key_pkey PRIMARY KEY (corp_id, kind, value)
);
CREATE INDEX person_key_person ON public.person_key USING btree (corp_id, person_id);

create table planned_action (
  corp_id text not null,
  id text not null,
  kind text not null,
  payload jsonb not null,
  lane text not null,
  reach text not null,
  run_after timestamp with time zone not null,
  run_until timestamp with time zone,
  status text not null default 'planned'::text,
  dedupe_key text not null,
  planned_by text not null,
  cause_seq bigint,
  attempts integer not null default 0,
  last_error text,
  result jsonb,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint planned_action_pkey PRIMARY KEY (corp_id, id),
  constraint planned_action_reach_check CHECK ((reach = ANY (ARRAY['none'::text, 'answer'::text, 'touch'::text]))),
  constraint planned_action_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'awaiting_approval'::text, 'claimed'::text, 'sent'::text, 'failed'::text, 'expired'::text, 'cancelled'::text, 'unknown'::text])))
) with (fillfactor=50);
CREATE UNIQUE INDEX planned_action_dedupe ON public.planned_action USING btree (corp_id, dedupe_key);
CREATE INDEX planned_action_kind ON public.planned_action USING btree (corp_id, kind, created_at DESC, id DESC);
CREATE INDEX planned_action_list ON public.planned_action USING btree (corp_id, created_at DESC, id);
CREATE INDEX planned_action_planner ON public.planned_action USING btree (corp_id, planned_by, created_at DESC, id DESC);

create table playbook_install (
  corp_id text not null,
  key text not null,
  version text not null,
  yaml text not null,
  things jsonb not null,
  installed_at timestamp with time zone not null,
  constraint playbook_install_pkey PRIMARY KEY (corp_id, key)
);

create table poster (
  corp_id text not null,
  id text not null,
  name text not null,
  file_id text not null,
  slots jsonb not null,
  archived_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint poster_pkey PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX poster_name ON public.poster USING btree (corp_id, name);

create table rehearsal (
  corp_id text not null,
  id text not null,
  playbook text not null,
  seed integer not null,
  customers integer not null,
  days integer not null,
  state text not null,
  progress real not null default 0,
  note text not null default ''::text,
  report jsonb,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint rehearsal_pkey PRIMARY KEY (corp_id, id),
  constraint rehearsal_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

create table relation (
  corp_id text not null,
  customer_id text not null,
  user_id text not null,
  external_user_id text not null,
  state text not null,
  created_sec bigint not null,
  half boolean not null default false,
  one_way_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  detailed_at timestamp with time zone,
  remark text not null default ''::text,
  description text not null default ''::text,
  add_way integer,
  channel_state text not null default ''::text,
  tag_ids text[] not null default '{}'::text[],
  told_seq bigint,
  constraint relation_pkey PRIMARY KEY (corp_id, customer_id, user_id),
  constraint relation_state_check CHECK ((state = ANY (ARRAY['half'::text, 'active'::text, 'one-way'::text, 'ended'::text])))
);
CREATE INDEX relation_channel ON public.relation USING btree (corp_id, channel_state) WHERE (channel_state <> ''::text);
CREATE INDEX relation_letters ON public.relation USING gin (string_to_array(lower(remark), NULL::text)) WHERE (remark <> ''::text);
CREATE INDEX relation_remark ON public.relation USING btree (corp_id, remark text_pattern_ops) WHERE (remark <> ''::text);
CREATE INDEX relation_staff ON public.relation USING btree (corp_id, user_id, customer_id) INCLUDE (state);

create table report (
  corp_id text not null,
  id text not null,
  kind text not null,
  day date not null,
  user_id text not null,
  store_ids text[],
  sheet jsonb,
  sends integer not null default 0,
  created_at timestamp with time zone not null,
  constraint report_pkey PRIMARY KEY (corp_id, id),
  constraint report_kind_check CHECK ((kind = ANY (ARRAY['day'::text, 'week'::text])))
);
CREATE INDEX report_list ON public.report USING btree (corp_id, created_at DESC, id DESC);

create table report_clock (
  corp_id text not null,
  kind text not null,
  next_at timestamp with time zone not null,
  after text not null default ''::text,
  constraint report_clock_pkey PRIMARY KEY (corp_id, kind),
  constraint report_clock_kind_check CHECK ((kind = ANY (ARRAY['day'::text, 'week'::text])))
);

create table rfm_run (
  corp_id text not null,
  as_of date not null,
  ran_at timestamp with time zone not null,
  people bigint not null,
  changed bigint not null,
  cells jsonb not null,
  constraint rfm_run_pkey PRIMARY KEY (corp_id)
);

create table rfm_score (
  corp_id text not null,
  person_id text not null,
  r smallint not null,
  f smallint not null,
  m smallint not null,
  changed_at timestamp with time zone not null,
  constraint rfm_score_pkey PRIMARY KEY (corp_id, person_id)
);
CREATE INDEX rfm_score_cell ON public.rfm_score USING btree (corp_id, r, f, person_id);
CREATE INDEX rfm_score_changed ON public.rfm_score USING btree (corp_id, changed_at);

create table seat_hold (
  corp_id text not null,
  visitor text not null,
  live_code_id text not null,
  store_id text,
  until timestamp with time zone not null,
  constraint seat_hold_pkey PRIMARY KEY (corp_id, visitor)
);
CREATE INDEX seat_hold_code ON public.seat_hold USING btree (corp_id, live_code_id, until);

create table segment (
  corp_id text not null,
  id text not null,
  name text not null,
  description text not null default ''::text,
  state text not null default 'active'::text,
  version integer not null,
  tree jsonb not null,
  depends text[] not null default '{}'::text[],
  members integer not null default 0,
  computed_version integer,
  computed_at timestamp with time zone,
  took_ms integer,
  wanted text,
  computing_since timestamp with time zone,
  last_error text,
  failures integer not null default 0,
  retry_at timestamp with time zone,
  created_by jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  families integer not null default 0,
  constraint segment_pkey PRIMARY KEY (corp_id, id),
  constraint segment_state_check CHECK ((state = ANY (ARRAY['active'::text, 'archived'::text])))
);
CREATE INDEX segment_list ON public.segment USING btree (corp_id, state, created_at DESC, id);
CREATE INDEX segment_wanted ON public.segment USING btree (corp_id, id) WHERE ((wanted IS NOT NULL) AND (state = 'active'::text));

create table segment_day (
  corp_id text not null,
  segment_id text not null,
  day date not null,
  members integer not null,
  entered integer not null default 0,
  left_n integer not null default 0,
  constraint segment_day_pkey PRIMARY KEY (corp_id, segment_id, day)
);

create table segment_head (
  corp_id text not null,
  day date,
  sources text not null default ''::text,
  rfm_at timestamp with time zone,
  constraint segment_head_pkey PRIMARY KEY (corp_id)
);

create table segment_member (
  corp_id text not null,
  segment_id text not null,
  customer_id text not null,
  since timestamp with time zone not null,
  constraint segment_member_pkey PRIMARY KEY (corp_id, segment_id, customer_id)
);
CREATE INDEX segment_member_since ON public.segment_member USING btree (corp_id, segment_id, since);

create table segment_snapshot (
  corp_id text not null,
  id text not null,
  segment_id text not null,
  version integer not null,
  name text not null,
  members integer not null,
  taken_at timestamp with time zone not null,
  actor jsonb not null,
  constraint segment_snapshot_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX segment_snapshot_of ON public.segment_snapshot USING btree (corp_id, segment_id, taken_at DESC, id);

create table segment_snapshot_member (
  corp_id text not null,
  snapshot_id text not null,
  customer_id text not null,
  constraint segment_snapshot_member_pkey PRIMARY KEY (corp_id, snapshot_id, customer_id)
);

create table segment_touched (
  corp_id text not null,
  id bigint not null generated always as identity,
  customer_id text not null,
  families integer not null,
  segment_id text,
  constraint segment_touched_pkey PRIMARY KEY (corp_id, id)
);

create table segment_version (
  corp_id text not null,
  segment_id text not null,
  version integer not null,
  tree jsonb not null,
  note text not null default ''::text,
  actor jsonb not null,
  created_at timestamp with time zone not null,
  constraint segment_version_pkey PRIMARY KEY (corp_id, segment_id, version)
);

create table send (
  corp_id text not null,
  id text not null,
  name text not null,
  target text not null,
  state text not null default 'draft'::text,
  plan jsonb not null,
  kind text not null default 'usual'::text,
  of_send text,
  revision integer not null default 1,
  created_at timestamp with time zone not null,
  created_by jsonb not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  submitted_at timestamp with time zone,
  submitted_by jsonb,
  approved_by jsonb,
  refusal text,
  cancelled_at timestamp with time zone,
  cancel_reason text,
  next_at timestamp with time zone,
  collected_at timestamp with time zone,
  finished_at timestamp with time zone,
  recipients integer not null default 0,
  held_out integer not null default 0,
  refused integer not null default 0,
  delivered integer not null default 0,
  failed integer not null default 0,
  unsent integer not null default 0,
  tasks integer not null default 0,
  confirmed integer not null default 0,
  forecast jsonb,
  constraint send_pkey PRIMARY KEY (corp_id, id),
  constraint send_kind_check CHECK ((kind = ANY (ARRAY['usual'::text, 'again'::text, 'correction'::text]))),
  constraint send_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting'::text, 'scheduled'::text, 'planning'::text, 'running'::text, 'done'::text, 'cancelled'::text]))),
  constraint send_target_check CHECK ((target = ANY (ARRAY['customers'::text, 'groups'::text])))
);
CREATE INDEX send_children ON public.send USING btree (corp_id, of_send) WHERE (of_send IS NOT NULL);
CREATE INDEX send_due ON public.send USING btree (corp_id, next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX send_listed ON public.send USING btree (corp_id, created_at DESC, id DESC);

create table send_aside (
  corp_id text not null,
  send_id text not null,
  recipient text not null,
  task_no integer not null default 0,
  state text not null,
  reason text not null,
  at timestamp with time zone,
  constraint send_aside_pkey PRIMARY KEY (corp_id, send_id, recipient),
  constraint send_aside_state_check CHECK ((state = ANY (ARRAY['held-out'::text, 'refused'::text, 'unsent'::text])))
);
CREATE INDEX send_aside_person ON public.send_aside USING btree (corp_id, recipient);

create table send_task (
  corp_id text not null,
  send_id text not null,
  no integer not null,
  sender text not null,
  cell integer not null,
  size integer not null,
  state text not null default 'open'::text,
  reason text,
  action_id text,
  run_after timestamp with time zone,
  run_until timestamp with time zone,
  msgid text,
  created_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  closed_at timestamp with time zone,
  accepted integer not null default 0,
  delivered integer not null default 0,
  failed integer not null default 0,
  unsent integer not null default 0,
  recipients text[],
  reasons jsonb not null default '{}'::jsonb,
  left_out integer not null default 0,
  constraint send_task_pkey PRIMARY KEY (corp_id, send_id, no),
  constraint send_task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'planned'::text, 'created'::text, 'closed'::text, 'none'::text])))
);
CREATE UNIQUE INDEX send_task_action ON public.send_task USING btree (corp_id, action_id) WHERE (action_id IS NOT NULL);
CREATE INDEX send_task_open ON public.send_task USING btree (corp_id, send_id, no) WHERE (state = 'open'::text);
CREATE INDEX send_task_sender ON public.send_task USING btree (corp_id, sender, created_at) WHERE (created_at IS NOT NULL);

create table short_link (
  corp_id text not null,
  id text not null,
  code text not null,
  name text not null,
  url text not null,
  follow text not null default 'none'::text,
  follow_minutes integer not null default 120,
  follow_text text not null default ''::text,
  archived_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint short_link_pkey PRIMARY KEY (corp_id, id),
  constraint short_link_follow_check CHECK ((follow = ANY (ARRAY['none'::text, 'task'::text, 'send'::text])))
);
CREATE UNIQUE INDEX short_link_code ON public.short_link USING btree (corp_id, code);
CREATE UNIQUE INDEX short_link_name ON public.short_link USING btree (corp_id, name);

create table sidebar_send (
  corp_id text not null,
  id text not null,
  user_id text not null,
  recipient text not null,
  chat_id text,
  task_id text,
  content_key text,
  touch_key text,
  state text not null,
  at timestamp with time zone not null,
  settled_at timestamp with time zone,
  error text,
  constraint sidebar_send_pkey PRIMARY KEY (corp_id, id),
  constraint sidebar_send_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX sidebar_send_open ON public.sidebar_send USING btree (corp_id, at) WHERE (state = 'asked'::text);
CREATE INDEX sidebar_send_recipient ON public.sidebar_send USING btree (corp_id, recipient, at DESC);

create table sop (
  corp_id text not null,
  id text not null,
  key text not null,
  name jsonb not null,
  subject text not null,
  state text not null,
  version integer not null,
  playbook text,
  created_at timestamp with time zone not null,
  draft jsonb,
  resumed_at timestamp with time zone,
  next_round_at timestamp with time zone,
  round_after text not null default ''::text,
  revision integer not null default 0,
  saved_by text,
  saved_at timestamp with time zone,
  move_to integer,
  move_after text not null default ''::text,
  move_done integer not null default 0,
  move_total integer not null default 0,
  constraint sop_pkey PRIMARY KEY (corp_id, id),
  constraint sop_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'stopped'::text]))),
  constraint sop_subject_check CHECK ((subject = ANY (ARRAY['customer'::text, 'group'::text, 'staff'::text])))
);
CREATE UNIQUE INDEX sop_key ON public.sop USING btree (corp_id, key);

create table sop_count (
  corp_id text not null,
  sop_id text not null,
  kind text not null,
  since date not null,
  key text not null,
  step text not null,
  lane smallint not null default 0,
  waiting integer not null default 0,
  planned integer not null default 0,
  claimed integer not null default 0,
  done integer not null default 0,
  missed integer not null default 0,
  skipped integer not null default 0,
  refused integer not null default 0,
  exited integer not null default 0,
  metric_met integer not null default 0,
  constraint sop_count_pkey PRIMARY KEY (corp_id, sop_id, kind, since, key, step, lane),
  constraint sop_count_kind_check CHECK ((kind = ANY (ARRAY['all'::text, 'store'::text])))
) with (fillfactor=70);

create table sop_park (
  corp_id text not null,
  enrolment_id text not null,
  sop_id text not null,
  version integer not null,
  recipient text not null,
  node text not null,
  from_at timestamp with time zone not null,
  at timestamp with time zone not null,
  event text,
  constraint sop_park_pkey PRIMARY KEY (corp_id, enrolment_id)
);
CREATE INDEX sop_park_due ON public.sop_park USING btree (corp_id, at, enrolment_id);
CREATE INDEX sop_park_event ON public.sop_park USING btree (corp_id, recipient, event) WHERE (event IS NOT NULL);

create table sop_version (
  corp_id text not null,
  sop_id text not null,
  version integer not null,
  definition jsonb not null,
  created_at timestamp with time zone not null,
  constraint sop_version_pkey PRIMARY KEY (corp_id, sop_id, version)
);

create table staff (
  corp_id text not null,
  id text not null,
  user_id text not null,
  name text not null,
  departments jsonb not null default '[]'::jsonb,
  position text not null default ''::text,
  status integer not null default 0,
  follows boolean not null default false,
  removed boolean not null default false,
  seen_at timestamp with time zone not null,
  constraint staff_pkey PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX staff_user ON public.staff USING btree (corp_id, user_id);

create table stage_people (
  corp_id text not null,
  stage text not null,
  people bigint not null,
  constraint stage_people_pkey PRIMARY KEY (corp_id, stage)
);

create table stage_touched (
  corp_id text not null,
  id bigint not null generated always as identity,
  customer_id text not null,
  constraint stage_touched_pkey PRIMARY KEY (corp_id, id)
);

create table stock_arrival (
  corp_id text not null,
  id text not null,
  product_id text not null,
  store_id text,
  arrived integer not null,
  taken integer not null default 0,
  held integer not null default 0,
  reserved integer not null generated always as (LEAST((arrived - taken), held)) stored,
  free integer not null generated always as (((arrived - taken) - LEAST((arrived - taken), held))) stored,
  state text not null default 'going'::text,
  reason text,
  waves integer not null default 0,
  at timestamp with time zone not null,
  by text not null,
  ended_at timestamp with time zone,
  next_at timestamp with time zone,
  received integer not null default 0,
  received_80_at timestamp with time zone,
  constraint stock_arrival_pkey PRIMARY KEY (corp_id, id),
  constraint stock_arrival_arrived_check CHECK ((arrived > 0)),
  constraint stock_arrival_check CHECK (((taken >= 0) AND (taken <= arrived))),
  constraint stock_arrival_held_check CHECK ((held >= 0)),
  constraint stock_arrival_state_check CHECK ((state = ANY (ARRAY['going'::text, 'done'::text, 'stopped'::text])))
);
CREATE INDEX stock_arrival_due ON public.stock_arrival USING btree (corp_id, next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX stock_arrival_product ON public.stock_arrival USING btree (corp_id, product_id, at DESC);

create table stock_hold (
  corp_id text not null,
  arrival_id text not null,
  wave_no integer not null,
  customer_id text not null,
  want_id text not null,
  quantity integer not null,
  state text not null default 'open'::text,
  reason text,
  taken integer not null default 0,
  until timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint stock_hold_pkey PRIMARY KEY (corp_id, arrival_id, wave_no, customer_id),
  constraint stock_hold_quantity_check CHECK ((quantity > 0)),
  constraint stock_hold_state_check CHECK ((state = ANY (ARRAY['open'::text, 'taken'::text, 'returned'::text])))
);
CREATE INDEX stock_hold_open ON public.stock_hold USING btree (corp_id, arrival_id) WHERE (state = 'open'::text);
CREATE INDEX stock_hold_person ON public.stock_hold USING btree (corp_id, customer_id);
CREATE INDEX stock_hold_want ON public.stock_hold USING btree (corp_id, want_id);

create table stock_product (
  corp_id text not null,
  id text not null,
  sku text not null,
  name text not null,
  plan jsonb not null,
  playbook text,
  revision integer not null default 1,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  created_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  constraint stock_product_pkey PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX stock_product_sku ON public.stock_product USING btree (corp_id, sku) WHERE (archived_at IS NULL);

create table stock_sale (
  corp_id text not null,
  order_no text not null,
  product_id text not null,
  arrival_id text,
  want_id text,
  quantity integer not null,
  at timestamp with time zone not null,
  constraint stock_sale_pkey PRIMARY KEY (corp_id, order_no, product_id)
);
CREATE INDEX stock_sale_arrival ON public.stock_sale USING btree (corp_id, arrival_id) WHERE (arrival_id IS NOT NULL);

create table stock_want (
  corp_id text not null,
  id text not null,
  product_id text not null,
  customer_id text not null,
  store_id text,
  quantity integer not null,
  road text not null,
  since timestamp with time zone not null,
  noted_by text not null,
  expires_at timestamp with time zone not null,
  state text not null default 'waiting'::text,
  reason text,
  arrival_id text,
  ended_at timestamp with time zone,
  constraint stock_want_pkey PRIMARY KEY (corp_id, id),
  constraint stock_want_quantity_check CHECK ((quantity > 0)),
  constraint stock_want_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'held'::text, 'taken'::text, 'passed'::text, 'withdrawn'::text, 'expired'::text, 'dropped'::text])))
);
CREATE INDEX stock_want_arrival ON public.stock_want USING btree (corp_id, arrival_id) WHERE (arrival_id IS NOT NULL);
CREATE UNIQUE INDEX stock_want_once ON public.stock_want USING btree (corp_id, product_id, customer_id) WHERE (state = ANY (ARRAY['waiting'::text, 'held'::text]));
CREATE INDEX stock_want_person ON public.stock_want USING btree (corp_id, customer_id);
CREATE INDEX stock_want_queue ON public.stock_want USING btree (corp_id, product_id, state, since, id);

create table stock_wave (
  corp_id text not null,
  arrival_id text not null,
  no integer not null,
  id text not null,
  state text not null default 'open'::text,
  starts_at timestamp with time zone not null,
  until timestamp with time zone not null,
  ended_at timestamp with time zone,
  people integer not null,
  pieces integer not null,
  rate double precision not null,
  received integer not null default 0,
  offered integer not null default 0,
  taken integer not null default 0,
  received_80_at timestamp with time zone,
  constraint stock_wave_pkey PRIMARY KEY (corp_id, arrival_id, no),
  constraint stock_wave_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ended'::text])))
);
CREATE UNIQUE INDEX stock_wave_id ON public.stock_wave USING btree (corp_id, id);

create table store (
  corp_id text not null,
  id text not null,
  code text not null,
  name text not null,
  province text not null default ''::text,
  city text not null default ''::text,
  district text not null default ''::text,
  address text not null default ''::text,
  lng double precision not null,
  lat double precision not null,
  state text not null default 'open'::text,
  opens text,
  closes text,
  manager_user_id text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint store_pkey PRIMARY KEY (corp_id, id),
  constraint store_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
  constraint store_lng_check CHECK (((lng >= ('-180'::integer)::double precision) AND (lng <= (180)::double precision))),
  constraint store_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);
CREATE INDEX store_city ON public.store USING btree (corp_id, city, district, name);
CREATE UNIQUE INDEX store_code ON public.store USING btree (corp_id, code);
CREATE INDEX store_manager ON public.store USING btree (corp_id, manager_user_id) WHERE (manager_user_id IS NOT NULL);

create table store_version (
  corp_id text not null,
  version bigint not null default 0,
  constraint store_version_pkey PRIMARY KEY (corp_id)
);

create table sync_ahead (
  corp_id text not null,
  run_id text not null,
  key text not null,
  since bigint not null,
  asked_at timestamp with time zone not null,
  answer json not null,
  constraint sync_ahead_pkey PRIMARY KEY (corp_id, run_id, key)
);

create table sync_due (
  corp_id text not null,
  family text not null,
  key text not null,
  due_at timestamp with time zone not null,
  reason text not null,
  attempts integer not null default 0,
  last_error text,
  changes integer not null default 1,
  first_at timestamp with time zone,
  wanted text,
  constraint sync_due_pkey PRIMARY KEY (corp_id, family, key)
);
CREATE INDEX sync_due_at ON public.sync_due USING btree (corp_id, due_at, family, key);

create table sync_piece (
  corp_id text not null,
  run_id text not null,
  no integer not null,
  keys text[] not null,
  cursor text,
  state text not null default 'waiting'::text,
  expected integer,
  fetched integer not null default 0,
  restarts integer not null default 0,
  error text,
  constraint sync_piece_pkey PRIMARY KEY (corp_id, run_id, no),
  constraint sync_piece_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'waiting'::text, 'done'::text, 'failed'::text])))
);

create table sync_run (
  corp_id text not null,
  id text not null,
  family text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  expected integer not null default 0,
  fetched integer not null default 0,
  repaired integer not null default 0,
  failed jsonb not null default '[]'::jsonb,
  kind text not null default 'incremental'::text,
  keys integer not null default 0,
  keys_done integer not null default 0,
  error text,
  constraint sync_run_pkey PRIMARY KEY (corp_id, id),
  constraint sync_run_kind_check CHECK ((kind = ANY (ARRAY['initial'::text, 'incremental'::text, 'repair'::text])))
);
CREATE INDEX sync_run_family ON public.sync_run USING btree (corp_id, family, started_at DESC);
CREATE INDEX sync_run_list ON public.sync_run USING btree (corp_id, started_at DESC, id DESC);
CREATE INDEX sync_run_newest ON public.sync_run USING btree (corp_id, family, kind, started_at DESC, id DESC);
CREATE INDEX sync_run_open ON public.sync_run USING btree (corp_id, family) WHERE (finished_at IS NULL);

create table sync_since (
  corp_id text not null,
  since timestamp with time zone not null,
  constraint sync_since_pkey PRIMARY KEY (corp_id)
);

create table tag (
  corp_id text not null,
  id text not null,
  name text not null,
  group_id text not null,
  group_name text not null,
  sort_order bigint not null default 0,
  removed_at timestamp with time zone,
  group_order bigint not null default 0,
  constraint tag_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX tag_name ON public.tag USING btree (corp_id, group_name, name);

create table tag_change (
  corp_id text not null,
  action_id text not null,
  kind text not null,
  label text not null,
  to_label text not null default ''::text,
  tag_ids text[] not null default '{}'::text[],
  group_id text,
  asked_by jsonb not null,
  asked_at timestamp with time zone not null,
  dismissed_at timestamp with time zone,
  constraint tag_change_pkey PRIMARY KEY (corp_id, action_id),
  constraint tag_change_kind_check CHECK ((kind = ANY (ARRAY['create'::text, 'rename'::text, 'move'::text, 'delete'::text])))
);
CREATE INDEX tag_change_at ON public.tag_change USING btree (corp_id, asked_at DESC);

create table tag_people (
  corp_id text not null,
  tag_id text not null,
  people bigint not null,
  lane smallint not null default 0,
  constraint tag_people_pkey PRIMARY KEY (corp_id, tag_id, lane)
);

create table tag_wish (
  corp_id text not null,
  action_id text not null,
  customer_id text not null,
  user_id text not null,
  add text[] not null,
  remove text[] not null,
  job_id text,
  asked_by jsonb not null,
  asked_at timestamp with time zone not null,
  retried_as text,
  constraint tag_wish_pkey PRIMARY KEY (corp_id, action_id)
);
CREATE INDEX tag_wish_customer ON public.tag_wish USING btree (corp_id, customer_id, asked_at DESC);
CREATE INDEX tag_wish_job ON public.tag_wish USING btree (corp_id, job_id, action_id) WHERE (job_id IS NOT NULL);

create table talk (
  corp_id text not null,
  id text not null,
  kind text not null,
  state text not null,
  title text not null,
  host text not null,
  starts_at timestamp with time zone not null,
  plan jsonb not null,
  chat_ids text[] not null default '{}'::text[],
  place integer not null default 0,
  digest text not null default ''::text,
  replay_url text not null default ''::text,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  round integer not null default 0,
  revision integer not null default 0,
  saved_by text,
  saved_at timestamp with time zone,
  constraint talk_pkey PRIMARY KEY (corp_id, id),
  constraint talk_kind_check CHECK ((kind = ANY (ARRAY['newcomer'::text, 'guest'::text, 'live'::text]))),
  constraint talk_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'announced'::text, 'collecting'::text, 'live'::text, 'digest'::text, 'closed'::text, 'cancelled'::text])))
);
CREATE INDEX talk_list ON public.talk USING btree (corp_id, starts_at, id);

create table talk_question (
  corp_id text not null,
  talk_id text not null,
  id text not null,
  text text not null,
  external_user_id text not null,
  asked_at timestamp with time zone not null,
  votes integer not null default 0,
  answer text,
  answered_at timestamp with time zone,
  ticket_id text,
  constraint talk_question_pkey PRIMARY KEY (corp_id, talk_id, id)
);

create table talk_stage (
  corp_id text not null,
  talk_id text not null,
  key text not null,
  at timestamp with time zone not null,
  until timestamp with time zone not null,
  state text not null,
  action_ids text[] not null default '{}'::text[],
  planned integer not null default 0,
  refused integer not null default 0,
  reason text,
  constraint talk_stage_pkey PRIMARY KEY (corp_id, talk_id, key),
  constraint talk_stage_key_check CHECK ((key = ANY (ARRAY['announce'::text, 'remind'::text, 'soon'::text, 'digest'::text]))),
  constraint talk_stage_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'planned'::text, 'missed'::text, 'cancelled'::text])))
);
CREATE INDEX talk_stage_due ON public.talk_stage USING btree (corp_id, at) WHERE (state = 'waiting'::text);

create table talk_visitor (
  corp_id text not null,
  talk_id text not null,
  external_user_id text not null,
  first_at timestamp with time zone not null,
  constraint talk_visitor_pkey PRIMARY KEY (corp_id, talk_id, external_user_id)
);

create table talk_vote (
  corp_id text not null,
  talk_id text not null,
  question_id text not null,
  external_user_id text not null,
  constraint talk_vote_pkey PRIMARY KEY (corp_id, talk_id, question_id, external_user_id)
);

create table task (
  corp_id text not null,
  id text not null,
  kind text not null,
  assignee text not null,
  subject text not null,
  state text not null,
  due_at timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  claimed_at timestamp with time zone,
  claimed_by text,
  note text,
  done_at timestamp with time zone,
  grade text,
  evidence text,
  reminders integer not null default 0,
  params jsonb not null,
  planned_by text not null,
  why text not null,
  ended_at timestamp with time zone,
  escalated_at timestamp with time zone,
  escalated_to text,
  constraint task_pkey PRIMARY KEY (corp_id, id),
  constraint task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'claimed'::text, 'done'::text, 'unproven'::text, 'cancelled'::text])))
);
CREATE INDEX task_assignee ON public.task USING btree (corp_id, assignee, state);
CREATE INDEX task_list ON public.task USING btree (corp_id, state, due_at, id);
CREATE INDEX task_subject ON public.task USING btree (corp_id, subject) WHERE (state = ANY (ARRAY['open'::text, 'claimed'::text]));

create table tick (
  corp_id text not null,
  name text not null,
  bucket timestamp with time zone not null,
  ran_at timestamp with time zone not null,
  missed integer not null default 0,
  constraint tick_pkey PRIMARY KEY (corp_id, name, bucket)
);

create table ticket (
  corp_id text not null,
  id text not null,
  kind text not null,
  state text not null,
  source text not null,
  text text not null,
  external_user_id text,
  chat_id text,
  store_id text,
  owner text,
  ref text,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  first_due_at timestamp with time zone not null,
  first_answered_at timestamp with time zone,
  answered_at timestamp with time zone,
  answer text,
  shown text,
  closed_at timestamp with time zone,
  note text not null default ''::text,
  round integer not null,
  reopened integer not null,
  constraint ticket_pkey PRIMARY KEY (corp_id, id),
  constraint ticket_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'complaint'::text, 'suggestion'::text]))),
  constraint ticket_state_check CHECK ((state = ANY (ARRAY['open'::text, 'promised'::text, 'answered'::text, 'closed'::text, 'reopened'::text])))
);
CREATE INDEX ticket_answered ON public.ticket USING btree (corp_id, answered_at) WHERE (answered_at IS NOT NULL);
CREATE INDEX ticket_chat ON public.ticket USING btree (corp_id, chat_id, id) WHERE (chat_id IS NOT NULL);
CREATE INDEX ticket_customer ON public.ticket USING btree (corp_id, external_user_id, opened_at DESC) WHERE (external_user_id IS NOT NULL);
CREATE INDEX ticket_letters ON public.ticket USING gin (string_to_array(lower((text || COALESCE(answer, ''::text))), NULL::text));
CREATE INDEX ticket_live ON public.ticket USING btree (corp_id, due_at, id) WHERE (state = ANY (ARRAY['open'::text, 'promised'::text, 'reopened'::text]));
CREATE INDEX ticket_mine ON public.ticket USING btree (corp_id, owner, due_at, id) WHERE (state = ANY (ARRAY['open'::text, 'promised'::text, 'reopened'::text]));
CREATE INDEX ticket_opened ON public.ticket USING btree (corp_id, opened_at);
CREATE INDEX ticket_over ON public.ticket USING btree (corp_id, state, due_at DESC, id DESC) WHERE (state = ANY (ARRAY['answered'::text, 'closed'::text]));
CREATE INDEX ticket_owner ON public.ticket USING btree (corp_id, owner, id) WHERE (owner IS NOT NULL);
CREATE INDEX ticket_store ON public.ticket USING btree (corp_id, store_id, id) WHERE (store_id IS NOT NULL);

create table touch (
  corp_id text not null,
  id text not null,
  budget text not null,
  recipient text not null,
  action_id text,
  kind text not null,
  step text,
  weight integer not null,
  at timestamp with time zone not null,
  state text not null,
  reason text,
  planned_by text not null,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  selling boolean not null default false,
  topic text,
  displaced_by text,
  constraint touch_pkey PRIMARY KEY (corp_id, id),
  constraint touch_budget_check CHECK ((budget = ANY (ARRAY['person'::text, 'group'::text, 'staff'::text]))),
  constraint touch_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'delivered'::text, 'failed'::text, 'released'::text, 'refused'::text])))
);
CREATE INDEX touch_action ON public.touch USING btree (corp_id, action_id);
CREATE INDEX touch_recipient ON public.touch USING btree (corp_id, budget, recipient, at);
CREATE INDEX touch_refused ON public.touch USING btree (corp_id, created_at, id) WHERE (state = 'refused'::text);

CREATE OR REPLACE FUNCTION public.append_events(of_corp text, rows jsonb, keys text[], now timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  last bigint;
  added int;
  known text[];
begin
  -- A statement of its own: those after it see what was committed before the head row was ours.
  select seq into last from event_head where corp_id = of_corp for update;
  if not found then
    insert into event_head (corp_id) values (of_corp) on conflict do nothing;
    select seq into last from event_head where corp_id = of_corp for update;
  end if;

  -- By the keys themselves: their index is then used whatever the planner thinks of the input.
  select array_agg(source_key) into known from event
    where corp_id = of_corp and source_key = any(keys) and source_key is not null;

  if known is null and (select count(distinct k) from unnest(keys) k) = cardinality(keys) then
    insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key, cause_seq)
    select of_corp, last + 1 + r.n, r.type, r.subject, r.actor, r.data, r.occurred_at, now, r.source_key, r.cause_seq
    from jsonb_to_recordset(rows) as r(
      n int, type text, subject text, actor jsonb, data jsonb, occurred_at timestamptz, source_key text, cause_seq bigint);
  else
    with fresh as (
      select distinct on (source_key, case when source_key is null then n end) * from jsonb_to_recordset(rows) as r(
        n int, type text, subject text, actor jsonb, data jsonb, occurred_at timestamptz, source_key text, cause_seq bigint)
      where source_key is null or source_key <> all (coalesce(known, '{}'))
      order by source_key, case when source_key is null then n end, n
    )
    insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key, cause_seq)
    select of_corp, last + row_number() over (order by f.n), f.type, f.subject, f.actor, f.data, f.occurred_at,
           now, f.source_key, f.cause_seq
    from fresh f;
  end if;
  get diagnostics added = row_count;
  update event_head set seq = last + added where corp_id = of_corp;
  return added;
end $function$;
