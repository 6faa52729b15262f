-- Written by `npm run db -- schema` from the migrations. Do not edit.

create table audit (
  corp_id text not null,
  id text not null,
  actor jsonb not null,
  verb text not null,
  subject text not null,
  data jsonb not null,
  at timestamp with time zone not null,
  constraint audit_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX audit_subject ON public.audit USING btree (corp_id, subject, at DESC);

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
CREATE UNIQUE INDEX event_source ON public.event USING btree (corp_id, source_key) WHERE (source_key IS NOT NULL);
CREATE INDEX event_subject ON public.event USING btree (corp_id, subject, seq DESC);
CREATE INDEX event_type ON public.event USING btree (corp_id, type, seq);

create table event_head (
  corp_id text not null,
  seq bigint not null default 0,
  constraint event_head_pkey PRIMARY KEY (corp_id)
);

create table gate_head (
  corp_id text not null,
  constraint gate_head_pkey PRIMARY KEY (corp_id)
);

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
  constraint inbox_pkey PRIMARY KEY (corp_id, id),
  constraint inbox_state_check CHECK ((state = ANY (ARRAY['received'::text, 'done'::text, 'ignored'::text, 'quarantined'::text, 'dismissed'::text])))
);
CREATE UNIQUE INDEX inbox_dedupe ON public.inbox USING btree (corp_id, dedupe_key);
CREATE INDEX inbox_open ON public.inbox USING btree (corp_id, id) WHERE (state = 'received'::text);
CREATE INDEX inbox_state ON public.inbox USING btree (corp_id, state, id DESC);

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
  lease_until timestamp with time zone,
  lease_by text,
  attempts integer not null default 0,
  last_error text,
  result jsonb,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint planned_action_pkey PRIMARY KEY (corp_id, id),
  constraint planned_action_reach_check CHECK ((reach = ANY (ARRAY['none'::text, 'answer'::text, 'touch'::text]))),
  constraint planned_action_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'awaiting_approval'::text, 'claimed'::text, 'sent'::text, 'failed'::text, 'expired'::text, 'cancelled'::text, 'unknown'::text])))
);
CREATE UNIQUE INDEX planned_action_dedupe ON public.planned_action USING btree (corp_id, dedupe_key);
CREATE INDEX planned_action_due ON public.planned_action USING btree (corp_id, run_after, lane, dedupe_key) WHERE (status = 'planned'::text);
CREATE INDEX planned_action_list ON public.planned_action USING btree (corp_id, created_at DESC, id);
CREATE INDEX planned_action_open ON public.planned_action USING btree (corp_id, status, lease_until) WHERE (status = ANY (ARRAY['claimed'::text, 'unknown'::text]));
CREATE INDEX planned_action_until ON public.planned_action USING btree (corp_id, run_until) WHERE (status = 'planned'::text);

create table sync_due (
  corp_id text not null,
  family text not null,
  key text not null,
  due_at timestamp with time zone not null,
  reason text not null,
  attempts integer not null default 0,
  last_error text,
  constraint sync_due_pkey PRIMARY KEY (corp_id, family, key)
);
CREATE INDEX sync_due_at ON public.sync_due USING btree (corp_id, due_at, family, key);

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
  constraint sync_run_pkey PRIMARY KEY (corp_id, id)
);
CREATE INDEX sync_run_family ON public.sync_run USING btree (corp_id, family, started_at DESC);

create table tick (
  corp_id text not null,
  name text not null,
  bucket timestamp with time zone not null,
  ran_at timestamp with time zone not null,
  constraint tick_pkey PRIMARY KEY (corp_id, name, bucket)
);

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
  constraint touch_pkey PRIMARY KEY (corp_id, id),
  constraint touch_budget_check CHECK ((budget = ANY (ARRAY['person'::text, 'group'::text, 'staff'::text]))),
  constraint touch_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'delivered'::text, 'failed'::text, 'released'::text, 'refused'::text])))
);
CREATE INDEX touch_action ON public.touch USING btree (corp_id, action_id);
CREATE INDEX touch_recipient ON public.touch USING btree (corp_id, budget, recipient, at);
