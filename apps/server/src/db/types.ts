// Written by `npm run db -- schema` from the migrations. Do not edit.
import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** Written as JSON text, because `pg` takes an array for a PostgreSQL array. */
export type Json = ColumnType<unknown, string, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** Exact, so it arrives as text. */
export type Numeric = ColumnType<string, string | number, string | number>;

export interface Audit {
  corp_id: string;
  id: string;
  actor: Json;
  verb: string;
  subject: string;
  data: Json;
  at: Timestamp;
}

export interface Corp {
  corp_id: string;
  name: string;
  time_zone: Generated<string>;
  settings: Generated<Json>;
  created_at: Timestamp;
}

export interface CorpSecret {
  corp_id: string;
  name: string;
  cipher: string;
}

export interface Event {
  corp_id: string;
  seq: number;
  type: string;
  subject: string;
  actor: Json;
  data: Json;
  occurred_at: Timestamp;
  recorded_at: Timestamp;
  source_key: string | null;
  cause_seq: number | null;
}

export interface EventHead {
  corp_id: string;
  seq: Generated<number>;
}

export interface GateHead {
  corp_id: string;
}

export interface HandlerCursor {
  corp_id: string;
  handler: string;
  seq: Generated<number>;
  version: Generated<number>;
  attempts: Generated<number>;
  last_error: string | null;
  retry_at: Timestamp | null;
  updated_at: Timestamp;
}

export interface Inbox {
  corp_id: string;
  id: ColumnType<number, never, never>;
  source: string;
  dedupe_key: string;
  envelope: Json;
  message: string;
  received_at: Timestamp;
  state: Generated<"received" | "done" | "ignored" | "quarantined" | "dismissed">;
  attempts: Generated<number>;
  error: string | null;
  handled_at: Timestamp | null;
}

export interface PlannedAction {
  corp_id: string;
  id: string;
  kind: string;
  payload: Json;
  lane: string;
  reach: "none" | "answer" | "touch";
  run_after: Timestamp;
  run_until: Timestamp | null;
  status: Generated<"planned" | "awaiting_approval" | "claimed" | "sent" | "failed" | "expired" | "cancelled" | "unknown">;
  dedupe_key: string;
  planned_by: string;
  cause_seq: number | null;
  lease_until: Timestamp | null;
  lease_by: string | null;
  attempts: Generated<number>;
  last_error: string | null;
  result: Json | null;
  created_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface SyncDue {
  corp_id: string;
  family: string;
  key: string;
  due_at: Timestamp;
  reason: string;
  attempts: Generated<number>;
  last_error: string | null;
}

export interface SyncRun {
  corp_id: string;
  id: string;
  family: string;
  started_at: Timestamp;
  finished_at: Timestamp | null;
  expected: Generated<number>;
  fetched: Generated<number>;
  repaired: Generated<number>;
  failed: Generated<Json>;
}

export interface Tick {
  corp_id: string;
  name: string;
  bucket: Timestamp;
  ran_at: Timestamp;
}

export interface Touch {
  corp_id: string;
  id: string;
  budget: "person" | "group" | "staff";
  recipient: string;
  action_id: string | null;
  kind: string;
  step: string | null;
  weight: number;
  at: Timestamp;
  state: "reserved" | "delivered" | "failed" | "released" | "refused";
  reason: string | null;
  planned_by: string;
  created_at: Timestamp;
  settled_at: Timestamp | null;
}

export interface Database {
  audit: Audit;
  corp: Corp;
  corp_secret: CorpSecret;
  event: Event;
  event_head: EventHead;
  gate_head: GateHead;
  handler_cursor: HandlerCursor;
  inbox: Inbox;
  planned_action: PlannedAction;
  sync_due: SyncDue;
  sync_run: SyncRun;
  tick: Tick;
  touch: Touch;
}
