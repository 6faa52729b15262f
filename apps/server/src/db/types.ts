// Written by `npm run db -- schema` from the migrations. Do not edit.
import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** Written as JSON text, because `pg` takes an array for a PostgreSQL array. */
export type Json = ColumnType<unknown, string, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** Exact, so it arrives as text. */
export type Numeric = ColumnType<string, string | number, string | number>;

export interface AccountLink {
  corp_id: string;
  user_id: string;
  kind: "invite" | "reset";
  hash: string;
  expires_at: Timestamp;
}

export interface ActionHeld {
  corp_id: string;
  id: ColumnType<number, never, never>;
  lease_by: string;
  lane: string | null;
  ids: string[];
}

export interface ActionUnsent {
  corp_id: string;
  id: string;
  status: Generated<"planned" | "awaiting_approval" | "failed" | "expired" | "cancelled" | "unknown">;
  lane: string;
  run_after: Timestamp;
  run_until: Timestamp | null;
  dedupe_key: string;
  asks: Generated<number>;
  ask_after: Timestamp | null;
  created_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface AnswerBook {
  corp_id: string;
  stamp: string;
}

export interface AnswerEntry {
  corp_id: string;
  id: string;
  title: string;
  questions: Generated<string[]>;
  keywords: Generated<string[]>;
  must: Generated<string[]>;
  must_not: Generated<string[]>;
  answer: string;
  channels: Generated<Json>;
  priority: Generated<number>;
  owner: string | null;
  valid_from: Timestamp | null;
  valid_to: Timestamp | null;
  state: Generated<"draft" | "live">;
  version: Generated<number>;
  created_at: Timestamp;
  updated_at: Timestamp;
  updated_by: string;
}

export interface AnswerUse {
  corp_id: string;
  entry_id: string;
  day: string;
  channel: string;
  n: number;
}

export interface ApiKey {
  corp_id: string;
  id: string;
  name: string;
  role: "owner" | "headOfCommunities" | "groupOwner" | "admin" | "storeManager" | "guide" | "analyst";
  hash: string;
  created_at: Timestamp;
  user_id: string | null;
}

export interface ArchiveConsent {
  corp_id: string;
  customer: string;
  with_id: string;
  agrees: boolean;
  changed_at: Timestamp;
  asked_at: Timestamp;
}

export interface ArchiveGap {
  corp_id: string;
  from_at: Timestamp;
  to_at: Timestamp;
  why: string;
}

export interface ArchiveMessage {
  corp_id: string;
  seq: number;
  msgid: string;
  at: Timestamp;
  sender: string;
  room: string;
  customer: string;
  staff: string;
  kind: string;
  body: string;
}

export interface ArchiveSealed {
  corp_id: string;
  seq: number;
  msgid: string;
  key_version: number;
  random_key: string;
  body: string;
  stored_at: Timestamp;
  key_known: boolean;
}

export interface ArchiveState {
  corp_id: string;
  seq: number;
  complete_at: Timestamp | null;
  next_at: Timestamp;
  off: Generated<boolean>;
  error_code: string | null;
  error: string | null;
  failed_since: Timestamp | null;
}

export interface Arrival {
  corp_id: string;
  live_code_id: string;
  kind: "friend" | "member";
  person: string;
  place: string;
  at: Timestamp;
  last_at: Timestamp;
  ended_at: Timestamp | null;
}

export interface AssetFile {
  corp_id: string;
  id: string;
  kind: "image" | "video" | "file";
  mime: string;
  bytes: number;
  width: number | null;
  height: number | null;
  name: string;
  thumb: Buffer | null;
  created_at: Timestamp;
  created_by: string;
}

export interface AssetFolder {
  corp_id: string;
  id: string;
  name: string;
  created_at: Timestamp;
}

export interface AssetPart {
  corp_id: string;
  owner: string;
  n: number;
  data: Buffer;
  at: Timestamp;
}

export interface Audit {
  corp_id: string;
  id: string;
  actor: Json;
  verb: string;
  subject: string;
  data: Json;
  at: Timestamp;
  kind: Generated<string>;
}

export interface BehaviourDay {
  corp_id: string;
  kind: string;
  customer_id: string;
  day: string;
  n: number;
}

export interface BehaviourLast {
  corp_id: string;
  kind: string;
  customer_id: string;
  first_day: string;
  last_day: string;
  n: number;
}

export interface BehaviourStore {
  corp_id: string;
  customer_id: string;
  store_id: string;
  at: Timestamp;
  seq: number;
}

export interface BulkChange {
  corp_id: string;
  job_id: string;
  customer_id: string;
  before: Json;
}

export interface BulkJob {
  corp_id: string;
  id: string;
  spec: Json;
  whom: Json;
  state: Generated<"running" | "done" | "cancelled" | "failed">;
  total: number;
  total_exact: boolean;
  place: Generated<string>;
  looked: Generated<number>;
  changed: Generated<number>;
  skipped: Generated<Json>;
  asked: Generated<number>;
  sent: Generated<number>;
  refused: Generated<number>;
  undo_of: string | null;
  error: string | null;
  asked_by: Json;
  created_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface CalendarColumn {
  corp_id: string;
  id: string;
  name: string;
  plan: Json;
  playbook: string | null;
  revision: Generated<number>;
  saved_at: Timestamp;
  saved_by: string;
  created_at: Timestamp;
  archived_at: Timestamp | null;
}

export interface CalendarPost {
  corp_id: string;
  slot_id: string;
  chat_id: string;
  task_id: string;
  grade: string | null;
  shown_at: Timestamp | null;
}

export interface CalendarSlot {
  corp_id: string;
  id: string;
  class_key: "store" | "general";
  column_id: string;
  day: string;
  at: string;
  due_at: Timestamp;
  road: "send" | "hand";
  plan: Json;
  words: Generated<string>;
  state: Generated<"draft" | "published" | "given" | "missed" | "cancelled">;
  reason: string | null;
  planned: Generated<number>;
  refused: Generated<number>;
  reached: Generated<number>;
  members: Generated<number>;
  opened: number | null;
  talked: number | null;
  measured_at: Timestamp | null;
  created_at: Timestamp;
}

export interface CalendarVisit {
  corp_id: string;
  slot_id: string;
  external_user_id: string;
  first_at: Timestamp;
}

export interface CalendarWeek {
  corp_id: string;
  class_key: "store" | "general";
  week: string;
  revision: Generated<number>;
  before: Json | null;
}

export interface ContactPreference {
  corp_id: string;
  external_user_id: string;
  level: "usual" | "fewer" | "stock-only" | "none";
  said_by: string;
  said_at: Timestamp;
  without: Generated<string[]>;
}

export interface Content {
  corp_id: string;
  id: string;
  folder_id: string | null;
  name: string;
  last_n: number;
  live_n: number | null;
  expires_at: Timestamp | null;
  archived_at: Timestamp | null;
  version: Generated<number>;
  created_at: Timestamp;
  updated_at: Timestamp;
  updated_by: string;
}

export interface ContentFavourite {
  corp_id: string;
  user_id: string;
  content_id: string;
  at: Timestamp;
}

export interface ContentFile {
  corp_id: string;
  content_id: string;
  file_id: string;
}

export interface ContentVersion {
  corp_id: string;
  content_id: string;
  n: number;
  body: string;
  attachments: Generated<Json>;
  state: "draft" | "waiting" | "refused" | "live";
  made_at: Timestamp;
  made_by: string;
  made_name: string;
  judged_at: Timestamp | null;
  judged_name: string | null;
  remark: Generated<string>;
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

export interface CustomField {
  corp_id: string;
  key: string;
  name: string;
  kind: "text" | "number" | "date" | "boolean" | "choice";
  options: Generated<Json>;
  listed: Generated<boolean>;
  position: Generated<number>;
  archived_at: Timestamp | null;
  created_at: Timestamp;
}

export interface Customer {
  corp_id: string;
  id: string;
  external_user_id: string;
  name: string | null;
  type: number | null;
  gender: number | null;
  unionid: Generated<string>;
  avatar: Generated<string>;
  detailed_at: Timestamp | null;
  state: "friend" | "one-way" | "lost" | "stranger";
  added_sec: Generated<number>;
  tag_ids: Generated<string[]>;
}

export interface CustomerField {
  corp_id: string;
  customer_id: string;
  key: string;
  text_value: string | null;
  number_value: number | null;
  date_value: string | null;
  set_at: Timestamp;
}

export interface CustomerMark {
  corp_id: string;
  customer_id: string;
  mark: "staff" | "test" | "supplier" | "competitor";
  since: Timestamp;
}

export interface CustomerNote {
  corp_id: string;
  id: string;
  customer_id: string;
  user_id: string;
  body: string;
  at: Timestamp;
}

export interface CustomerOrder {
  corp_id: string;
  order_no: string;
  person_id: string | null;
  key_person_id: string | null;
  keys: Json;
  amount_fen: number;
  refunded_fen: Generated<number>;
  said_refunded_fen: Generated<number>;
  paid_at: Timestamp;
  day: string;
  store_id: string | null;
  store_code: Generated<string>;
  channel: Generated<string>;
  credit: Generated<"direct" | "prompted" | "unknown">;
  source: string;
  changed_at: Timestamp;
  recorded_at: Timestamp;
  former_person_ids: string[] | null;
}

export interface CustomerStage {
  corp_id: string;
  customer_id: string;
  stage: string;
  since: Timestamp;
}

export interface DailyFigure {
  corp_id: string;
  day: string;
  store_id: Generated<string>;
  key: string;
  n: number;
}

export interface Department {
  corp_id: string;
  department_id: number;
  name: string;
  parent_id: number;
  removed: Generated<boolean>;
  seen_at: Timestamp;
}

export interface Enrolment {
  corp_id: string;
  id: string;
  sop_id: string;
  version: number;
  subject: string;
  recipient: string;
  sender: string;
  store_id: string | null;
  chat_id: string | null;
  started_at: Timestamp;
  state: "active" | "exited";
  exit_reason: string | null;
  exited_at: Timestamp | null;
  ended: string | null;
  told_seq: number | null;
}

export interface EnrolmentStep {
  corp_id: string;
  enrolment_id: string;
  step: string;
  sop_id: string;
  recipient: string;
  sender: string;
  due_at: Timestamp;
  until: Timestamp;
  state: "waiting" | "planned" | "claimed" | "done" | "missed" | "skipped" | "refused" | "exited";
  action_id: string | null;
  done_at: Timestamp | null;
  grade: string | null;
  evidence: string | null;
  reason: string | null;
  metric_at: Timestamp | null;
  held_at: Timestamp | null;
  claimed_at: Timestamp | null;
  came_seq: number | null;
  closed_seq: number | null;
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

export interface FieldPeople {
  corp_id: string;
  key: string;
  value: string;
  people: number;
}

export interface Forgetting {
  corp_id: string;
  id: string;
  state: "asked" | "ending" | "erasing" | "done";
  said_by: "page" | "console";
  by_name: string | null;
  why: "asked" | "house";
  asked_at: Timestamp;
  names: Json | null;
  head: number | null;
  place: Generated<number>;
  block: Generated<number>;
  walk: Generated<number>;
  walk_found: Generated<number>;
  next_at: Timestamp | null;
  found: Generated<Json>;
  ended: Generated<Json>;
  done_at: Timestamp | null;
}

export interface Forgotten {
  corp_id: string;
  hash: string;
  forgetting_id: string;
  at: Timestamp;
}

export interface GateHead {
  corp_id: string;
}

export interface Goal {
  corp_id: string;
  id: string;
  playbook: string | null;
  key: string | null;
  name: string;
  metric: string;
  params: Generated<Json>;
  target: number;
  start_value: number | null;
  start_day: string;
  deadline: string;
  curve: Generated<Json>;
  owner: string | null;
  state: Generated<"active" | "archived">;
  reason: string | null;
  measured_at: Timestamp | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface GoalCost {
  corp_id: string;
  goal_id: string;
  id: string;
  day: string;
  label: string;
  fen: number;
}

export interface GoalDay {
  corp_id: string;
  goal_id: string;
  day: string;
  value: number;
}

export interface GroupChat {
  corp_id: string;
  id: string;
  chat_id: string;
  name: Generated<string>;
  owner: Generated<string>;
  notice: Generated<string>;
  created_sec: Generated<number>;
  admins: Generated<string[]>;
  member_version: Generated<string>;
  state: Generated<"open" | "dismissed">;
  detailed_at: Timestamp | null;
  dismissed_at: Timestamp | null;
  members: Generated<number>;
  customers: Generated<number>;
}

export interface GroupLeave {
  corp_id: string;
  group_id: string;
  member_id: string;
  left_at: Timestamp;
  quit_scene: number | null;
}

export interface GroupMember {
  corp_id: string;
  group_id: string;
  member_id: string;
  joined_sec: number;
  chat_id: string;
  member_type: number;
  join_scene: Generated<number>;
  state: Generated<string>;
  invitor: Generated<string>;
  name: Generated<string>;
  unionid: Generated<string>;
  left_at: Timestamp | null;
  quit_scene: number | null;
  told_seq: number | null;
}

export interface GroupOverlap {
  corp_id: string;
  member_id: string;
  customer_id: string;
  groups: number;
  last_joined_sec: number;
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

export interface Handover {
  corp_id: string;
  id: string;
  user_id: string;
  kind: "resigned" | "onjob";
  reason: "left" | "leave" | "moves";
  state: "planned" | "running" | "done" | "cancelled";
  message: Generated<string>;
  takers: Generated<string[]>;
  spoiled: Generated<string[]>;
  per_taker: number;
  undo_of: string | null;
  planned_at: Timestamp;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  quiet: Generated<boolean>;
  listed: Generated<boolean>;
  list_action: string | null;
  list_at: Timestamp | null;
}

export interface HandoverItem {
  corp_id: string;
  handover_id: string;
  kind: "customer" | "group";
  key: string;
  to_user: Generated<string>;
  why: Generated<string>;
  state: "planned" | "asked" | "waiting" | "back" | "done" | "person" | "kept" | "gone" | "cancelled";
  reason: string | null;
  run_at: Timestamp | null;
  next_at: Timestamp | null;
  tries: Generated<number>;
  asked_at: Timestamp | null;
  wait_until: Timestamp | null;
  done_at: Timestamp | null;
  action_id: string | null;
  tried: Generated<string[]>;
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
  event: string | null;
  error_code: string | null;
  replays: Generated<number>;
  note: string | null;
}

export interface Invitation {
  corp_id: string;
  id: string;
  name: string;
  plan: Json;
  state: Generated<"draft" | "running" | "done" | "cancelled">;
  reason: string | null;
  revision: Generated<number>;
  saved_at: Timestamp;
  saved_by: string;
  created_at: Timestamp;
  submitted_at: Timestamp | null;
  submitted_by: string | null;
  ended_at: Timestamp | null;
  next_at: Timestamp | null;
}

export interface InvitationPerson {
  corp_id: string;
  invitation_id: string;
  external_user_id: string;
  wave_id: string | null;
  reason: string | null;
  opened_at: Timestamp | null;
  joined_at: Timestamp | null;
  chat_id: string | null;
}

export interface InvitationWave {
  corp_id: string;
  id: string;
  invitation_id: string;
  no: number;
  state: Generated<"open" | "ended">;
  starts_at: Timestamp;
  until: Timestamp;
  people: number;
  seats: number;
  rate: number;
}

export interface Journey {
  corp_id: string;
  external_user_id: string;
  live_code_state: string | null;
  added_at: Timestamp | null;
  welcomed_at: Timestamp | null;
  opened_at: Timestamp | null;
  searched_at: Timestamp | null;
  chosen_at: Timestamp | null;
  store_id: string | null;
  joined_at: Timestamp | null;
  enrolment_id: string | null;
  enrolled_at: Timestamp | null;
  reached_at: Timestamp | null;
  back_at: Timestamp | null;
  lost_at: Timestamp | null;
  came_at: Timestamp | null;
  left_at: Timestamp | null;
}

export interface KfAccount {
  corp_id: string;
  open_kfid: string;
  name: Generated<string>;
  ours: Generated<boolean>;
  answers: Generated<boolean>;
  answers_since: Timestamp | null;
  cursor: Generated<string>;
  token: string | null;
  token_at: Timestamp | null;
  read_at: Timestamp | null;
  error: string | null;
  error_code: string | null;
  failed_since: Timestamp | null;
  found_at: Timestamp;
  gone_at: Timestamp | null;
}

export interface KfTalk {
  corp_id: string;
  open_kfid: string;
  external_user_id: string;
  began_msgid: string | null;
  said_at: Timestamp | null;
  served_by: string | null;
  served_at: Timestamp | null;
  waiting_at: Timestamp | null;
  answered_at: Timestamp | null;
}

export interface KfWords {
  corp_id: string;
  open_kfid: string;
  msgid: string;
  external_user_id: string;
  said_at: Timestamp;
  body: string;
}

export interface LifeCycle {
  corp_id: string;
  version: number;
  rules: Json;
  families: number;
  place: string | null;
  looked: Generated<number>;
  moved: Generated<number>;
  day: string;
  updated_by: Json;
  updated_at: Timestamp;
}

export interface LinkFigure {
  corp_id: string;
  link_id: string;
  people: number;
  clicks: number;
  bought: number;
}

export interface LinkFollow {
  corp_id: string;
  link_id: string;
  external_user_id: string;
  clicked_at: Timestamp;
  due_at: Timestamp | null;
  state: Generated<"waiting" | "bought" | "tasked" | "sent" | "refused" | "late" | "nobody" | "off">;
  reason: string | null;
  user_id: string | null;
}

export interface LinkOther {
  corp_id: string;
  link_id: string;
  kind: "preview" | "outside" | "staff" | "stranger";
  n: number;
}

export interface LinkPerson {
  corp_id: string;
  link_id: string;
  external_user_id: string;
  customer_id: string;
  clicks: number;
  first_at: Timestamp;
  last_at: Timestamp;
  bought_at: Timestamp | null;
}

export interface LiveCode {
  corp_id: string;
  id: string;
  kind: "staff" | "group";
  name: string;
  channel: Generated<string>;
  state: Generated<"active" | "paused">;
  user_ids: Generated<string[]>;
  tags: Generated<string[]>;
  remark: Generated<string>;
  welcome_text: Generated<string>;
  welcome_link: Json | null;
  store_id: string | null;
  seat_limit: Generated<number>;
  auto_create: Generated<boolean>;
  base_name: Generated<string>;
  way_version: Generated<number>;
  told_version: Generated<number>;
  way_chat_ids: Generated<string[]>;
  config_id: string | null;
  qr_url: string | null;
  problem: Json | null;
  created_at: Timestamp;
  updated_at: Timestamp;
  welcome_content: string | null;
}

export interface LiveCodeGroup {
  corp_id: string;
  chat_id: string;
  live_code_id: string;
  place: number;
  added_by: "operator" | "wecom";
  added_at: Timestamp;
  announced: Generated<boolean>;
}

export interface MassTask {
  corp_id: string;
  msgid: string;
  action_id: string;
  sender: string;
  chat_type: string;
  planned_by: string;
  recipients: number;
  sent: Generated<number>;
  created_at: Timestamp;
  confirmed_at: Timestamp | null;
  closed_at: Timestamp | null;
}

export interface MediaCopy {
  corp_id: string;
  file_id: string;
  media_id: string | null;
  expires_at: Timestamp | null;
  due_at: Timestamp | null;
  round: Generated<number>;
  failed_at: Timestamp | null;
  error: string | null;
}

export interface Member {
  corp_id: string;
  user_id: string;
  role: "owner" | "headOfCommunities" | "groupOwner" | "admin" | "storeManager" | "guide" | "analyst";
  staff_user_id: string | null;
  created_at: Timestamp;
  store_ids: Generated<string[]>;
  department_ids: Generated<number[]>;
  state: Generated<"active" | "invited" | "disabled" | "removed">;
  last_seen_at: Timestamp | null;
}

export interface Moment {
  corp_id: string;
  id: string;
  name: string;
  plan: Json;
  state: Generated<"draft" | "scheduled" | "asked" | "done" | "cancelled">;
  reason: string | null;
  revision: Generated<number>;
  saved_at: Timestamp;
  saved_by: string;
  created_at: Timestamp;
  submitted_at: Timestamp | null;
  submitted_by: string | null;
  ended_at: Timestamp | null;
  next_at: Timestamp | null;
  action_id: string | null;
  job_id: string | null;
  wecom_id: string | null;
}

export interface MomentPost {
  corp_id: string;
  moment_id: string;
  user_id: string;
  published_at: Timestamp;
  visible: number;
}

export interface MomentReaction {
  corp_id: string;
  moment_id: string;
  user_id: string;
  external_user_id: string;
  kind: string;
  at: Timestamp;
}

export interface MomentStaff {
  corp_id: string;
  moment_id: string;
  user_id: string;
  state: "asked" | "spared" | "refused";
  reason: string | null;
  asked_at: Timestamp;
  selling: boolean;
  looked_at: Timestamp | null;
}

export interface OrderDay {
  corp_id: string;
  dim: "all" | "store" | "channel";
  key: string;
  day: string;
  orders: number;
  matched: number;
  refunded: number;
  direct: number;
  prompted: number;
  amount_fen: number;
  refunded_fen: number;
}

export interface OrderDelivery {
  corp_id: string;
  id: string;
  at: Timestamp;
  status: number;
  code: string | null;
  details: Generated<Json>;
  orders: Generated<number>;
  refunds: Generated<number>;
  fresh: Generated<number>;
}

export interface OrderImport {
  corp_id: string;
  id: string;
  file_name: string;
  format: "csv" | "cdnow";
  state: "uploading" | "running" | "done" | "failed" | "cancelled";
  bytes: number;
  received: Generated<number>;
  handled: Generated<number>;
  rows: Generated<number>;
  added: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  rejected: Generated<number>;
  place: Generated<Json>;
  error: Json | null;
  created_by: string;
  created_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface OrderImportPiece {
  corp_id: string;
  import_id: string;
  n: number;
  body: Buffer;
}

export interface OrderImportProblem {
  corp_id: string;
  import_id: string;
  line: number;
  code: string;
  details: Json;
}

export interface OrderItem {
  corp_id: string;
  order_no: string;
  sku: string;
  quantity: number;
  changed_at: Timestamp;
}

export interface OrderRefund {
  corp_id: string;
  order_no: string;
  refund_no: string;
  amount_fen: number;
  refunded_at: Timestamp;
}

export interface OrderStats {
  corp_id: string;
  person_id: string;
  orders: number;
  amount_fen: number;
  days: number;
  first_day: string;
  second_day: string | null;
  last_day: string;
  first_at: Timestamp;
  last_at: Timestamp;
}

export interface OrderTotal {
  corp_id: string;
  customers: number;
  orders: number;
  customer_days: number;
  amount_fen: number;
  repeaters: number;
  within_30: number;
  within_90: number;
}

export interface OrderVersion {
  corp_id: string;
  order_no: string;
  version: string;
}

export interface PendingTag {
  corp_id: string;
  tag: string;
  external_user_id: string;
  user_id: string;
  why: string;
}

export interface PersonAlias {
  corp_id: string;
  person_id: string;
  into_id: string;
  via_id: string;
  since: Timestamp;
  why: string;
}

export interface PersonApart {
  corp_id: string;
  a_id: string;
  b_id: string;
  since: Timestamp;
}

export interface PersonConflict {
  corp_id: string;
  id: string;
  kind: string;
  value: string;
  holder_id: string;
  claimant_id: string;
  why: string;
  found_at: Timestamp;
  times: Generated<number>;
  state: Generated<"open" | "settled">;
  how: "merged" | "moved" | "kept" | null;
  settled_at: Timestamp | null;
}

export interface PersonKey {
  corp_id: string;
  kind: string;
  value: string;
  person_id: string;
  linked_at: Timestamp;
  why: string;
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
  attempts: Generated<number>;
  last_error: string | null;
  result: Json | null;
  created_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface PlaybookInstall {
  corp_id: string;
  key: string;
  version: string;
  yaml: string;
  things: Json;
  installed_at: Timestamp;
}

export interface Poster {
  corp_id: string;
  id: string;
  name: string;
  file_id: string;
  slots: Json;
  archived_at: Timestamp | null;
  version: Generated<number>;
  created_at: Timestamp;
  updated_at: Timestamp;
  updated_by: string;
}

export interface Rehearsal {
  corp_id: string;
  id: string;
  playbook: string;
  seed: number;
  customers: number;
  days: number;
  state: "running" | "done" | "failed" | "cancelled";
  progress: Generated<number>;
  note: Generated<string>;
  report: Json | null;
  started_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface Relation {
  corp_id: string;
  customer_id: string;
  user_id: string;
  external_user_id: string;
  state: "half" | "active" | "one-way" | "ended";
  created_sec: number;
  half: Generated<boolean>;
  one_way_at: Timestamp | null;
  ended_at: Timestamp | null;
  ended_by: string | null;
  detailed_at: Timestamp | null;
  remark: Generated<string>;
  description: Generated<string>;
  add_way: number | null;
  channel_state: Generated<string>;
  tag_ids: Generated<string[]>;
  told_seq: number | null;
}

export interface Report {
  corp_id: string;
  id: string;
  kind: "day" | "week";
  day: string;
  user_id: string;
  store_ids: string[] | null;
  sheet: Json | null;
  sends: Generated<number>;
  created_at: Timestamp;
}

export interface ReportClock {
  corp_id: string;
  kind: "day" | "week";
  next_at: Timestamp;
  after: Generated<string>;
}

export interface RfmRun {
  corp_id: string;
  as_of: string;
  ran_at: Timestamp;
  people: number;
  changed: number;
  cells: Json;
}

export interface RfmScore {
  corp_id: string;
  person_id: string;
  r: number;
  f: number;
  m: number;
  changed_at: Timestamp;
}

export interface SeatHold {
  corp_id: string;
  visitor: string;
  live_code_id: string;
  store_id: string | null;
  until: Timestamp;
}

export interface Segment {
  corp_id: string;
  id: string;
  name: string;
  description: Generated<string>;
  state: Generated<"active" | "archived">;
  version: number;
  tree: Json;
  depends: Generated<string[]>;
  members: Generated<number>;
  computed_version: number | null;
  computed_at: Timestamp | null;
  took_ms: number | null;
  wanted: string | null;
  computing_since: Timestamp | null;
  last_error: string | null;
  failures: Generated<number>;
  retry_at: Timestamp | null;
  created_by: Json;
  created_at: Timestamp;
  updated_at: Timestamp;
  families: Generated<number>;
}

export interface SegmentDay {
  corp_id: string;
  segment_id: string;
  day: string;
  members: number;
  entered: Generated<number>;
  left_n: Generated<number>;
}

export interface SegmentHead {
  corp_id: string;
  day: string | null;
  sources: Generated<string>;
  rfm_at: Timestamp | null;
}

export interface SegmentMember {
  corp_id: string;
  segment_id: string;
  customer_id: string;
  since: Timestamp;
}

export interface SegmentSnapshot {
  corp_id: string;
  id: string;
  segment_id: string;
  version: number;
  name: string;
  members: number;
  taken_at: Timestamp;
  actor: Json;
}

export interface SegmentSnapshotMember {
  corp_id: string;
  snapshot_id: string;
  customer_id: string;
}

export interface SegmentTouched {
  corp_id: string;
  id: ColumnType<number, never, never>;
  customer_id: string;
  families: number;
  segment_id: string | null;
}

export interface SegmentVersion {
  corp_id: string;
  segment_id: string;
  version: number;
  tree: Json;
  note: Generated<string>;
  actor: Json;
  created_at: Timestamp;
}

export interface Send {
  corp_id: string;
  id: string;
  name: string;
  target: "customers" | "groups";
  state: Generated<"draft" | "waiting" | "scheduled" | "planning" | "running" | "done" | "cancelled">;
  plan: Json;
  kind: Generated<"usual" | "again" | "correction">;
  of_send: string | null;
  revision: Generated<number>;
  created_at: Timestamp;
  created_by: Json;
  saved_at: Timestamp;
  saved_by: string;
  submitted_at: Timestamp | null;
  submitted_by: Json | null;
  approved_by: Json | null;
  refusal: string | null;
  cancelled_at: Timestamp | null;
  cancel_reason: string | null;
  next_at: Timestamp | null;
  collected_at: Timestamp | null;
  finished_at: Timestamp | null;
  recipients: Generated<number>;
  held_out: Generated<number>;
  refused: Generated<number>;
  delivered: Generated<number>;
  failed: Generated<number>;
  unsent: Generated<number>;
  tasks: Generated<number>;
  confirmed: Generated<number>;
  forecast: Json | null;
}

export interface SendAside {
  corp_id: string;
  send_id: string;
  recipient: string;
  task_no: Generated<number>;
  state: "held-out" | "refused" | "unsent";
  reason: string;
  at: Timestamp | null;
}

export interface SendTask {
  corp_id: string;
  send_id: string;
  no: number;
  sender: string;
  cell: number;
  size: number;
  state: Generated<"open" | "planned" | "created" | "closed" | "none">;
  reason: string | null;
  action_id: string | null;
  run_after: Timestamp | null;
  run_until: Timestamp | null;
  msgid: string | null;
  created_at: Timestamp | null;
  confirmed_at: Timestamp | null;
  closed_at: Timestamp | null;
  accepted: Generated<number>;
  delivered: Generated<number>;
  failed: Generated<number>;
  unsent: Generated<number>;
  recipients: string[] | null;
  reasons: Generated<Json>;
  left_out: Generated<number>;
}

export interface ShortLink {
  corp_id: string;
  id: string;
  code: string;
  name: string;
  url: string;
  follow: Generated<"none" | "task" | "send">;
  follow_minutes: Generated<number>;
  follow_text: Generated<string>;
  archived_at: Timestamp | null;
  version: Generated<number>;
  created_at: Timestamp;
  updated_at: Timestamp;
  updated_by: string;
}

export interface SidebarSend {
  corp_id: string;
  id: string;
  user_id: string;
  recipient: string;
  chat_id: string | null;
  task_id: string | null;
  content_key: string | null;
  touch_key: string | null;
  state: "asked" | "sent" | "failed";
  at: Timestamp;
  settled_at: Timestamp | null;
  error: string | null;
}

export interface Sop {
  corp_id: string;
  id: string;
  key: string;
  name: Json;
  subject: "customer" | "group" | "staff";
  state: "draft" | "active" | "paused" | "stopped";
  version: number;
  playbook: string | null;
  created_at: Timestamp;
  draft: Json | null;
  resumed_at: Timestamp | null;
  next_round_at: Timestamp | null;
  round_after: Generated<string>;
  revision: Generated<number>;
  saved_by: string | null;
  saved_at: Timestamp | null;
  move_to: number | null;
  move_after: Generated<string>;
  move_done: Generated<number>;
  move_total: Generated<number>;
}

export interface SopCount {
  corp_id: string;
  sop_id: string;
  kind: "all" | "store";
  since: string;
  key: string;
  step: string;
  lane: Generated<number>;
  waiting: Generated<number>;
  planned: Generated<number>;
  claimed: Generated<number>;
  done: Generated<number>;
  missed: Generated<number>;
  skipped: Generated<number>;
  refused: Generated<number>;
  exited: Generated<number>;
  metric_met: Generated<number>;
}

export interface SopPark {
  corp_id: string;
  enrolment_id: string;
  sop_id: string;
  version: number;
  recipient: string;
  node: string;
  from_at: Timestamp;
  at: Timestamp;
  event: string | null;
}

export interface SopVersion {
  corp_id: string;
  sop_id: string;
  version: number;
  definition: Json;
  created_at: Timestamp;
}

export interface Staff {
  corp_id: string;
  id: string;
  user_id: string;
  name: string;
  departments: Generated<Json>;
  position: Generated<string>;
  status: Generated<number>;
  follows: Generated<boolean>;
  removed: Generated<boolean>;
  seen_at: Timestamp;
}

export interface StagePeople {
  corp_id: string;
  stage: string;
  people: number;
}

export interface StageTouched {
  corp_id: string;
  id: ColumnType<number, never, never>;
  customer_id: string;
}

export interface StockArrival {
  corp_id: string;
  id: string;
  product_id: string;
  store_id: string | null;
  arrived: number;
  taken: Generated<number>;
  held: Generated<number>;
  reserved: ColumnType<number, never, never>;
  free: ColumnType<number, never, never>;
  state: Generated<"going" | "done" | "stopped">;
  reason: string | null;
  waves: Generated<number>;
  at: Timestamp;
  by: string;
  ended_at: Timestamp | null;
  next_at: Timestamp | null;
  received: Generated<number>;
  received_80_at: Timestamp | null;
}

export interface StockHold {
  corp_id: string;
  arrival_id: string;
  wave_no: number;
  customer_id: string;
  want_id: string;
  quantity: number;
  state: Generated<"open" | "taken" | "returned">;
  reason: string | null;
  taken: Generated<number>;
  until: Timestamp;
  ended_at: Timestamp | null;
}

export interface StockProduct {
  corp_id: string;
  id: string;
  sku: string;
  name: string;
  plan: Json;
  playbook: string | null;
  revision: Generated<number>;
  saved_at: Timestamp;
  saved_by: string;
  created_at: Timestamp;
  archived_at: Timestamp | null;
}

export interface StockSale {
  corp_id: string;
  order_no: string;
  product_id: string;
  arrival_id: string | null;
  want_id: string | null;
  quantity: number;
  at: Timestamp;
}

export interface StockWant {
  corp_id: string;
  id: string;
  product_id: string;
  customer_id: string;
  store_id: string | null;
  quantity: number;
  road: string;
  since: Timestamp;
  noted_by: string;
  expires_at: Timestamp;
  state: Generated<"waiting" | "held" | "taken" | "passed" | "withdrawn" | "expired" | "dropped">;
  reason: string | null;
  arrival_id: string | null;
  ended_at: Timestamp | null;
}

export interface StockWave {
  corp_id: string;
  arrival_id: string;
  no: number;
  id: string;
  state: Generated<"open" | "ended">;
  starts_at: Timestamp;
  until: Timestamp;
  ended_at: Timestamp | null;
  people: number;
  pieces: number;
  rate: number;
  received: Generated<number>;
  offered: Generated<number>;
  taken: Generated<number>;
  received_80_at: Timestamp | null;
}

export interface Store {
  corp_id: string;
  id: string;
  code: string;
  name: string;
  province: Generated<string>;
  city: Generated<string>;
  district: Generated<string>;
  address: Generated<string>;
  lng: number;
  lat: number;
  state: Generated<"open" | "closed">;
  opens: string | null;
  closes: string | null;
  manager_user_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface StoreVersion {
  corp_id: string;
  version: Generated<number>;
}

export interface SyncAhead {
  corp_id: string;
  run_id: string;
  key: string;
  since: number;
  asked_at: Timestamp;
  answer: Json;
}

export interface SyncDue {
  corp_id: string;
  family: string;
  key: string;
  due_at: Timestamp;
  reason: string;
  attempts: Generated<number>;
  last_error: string | null;
  changes: Generated<number>;
  first_at: Timestamp | null;
  wanted: string | null;
}

export interface SyncPiece {
  corp_id: string;
  run_id: string;
  no: number;
  keys: string[];
  cursor: string | null;
  state: Generated<"reading" | "waiting" | "done" | "failed">;
  expected: number | null;
  fetched: Generated<number>;
  restarts: Generated<number>;
  error: string | null;
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
  kind: Generated<"initial" | "incremental" | "repair">;
  keys: Generated<number>;
  keys_done: Generated<number>;
  error: string | null;
}

export interface SyncSince {
  corp_id: string;
  since: Timestamp;
}

export interface Tag {
  corp_id: string;
  id: string;
  name: string;
  group_id: string;
  group_name: string;
  sort_order: Generated<number>;
  removed_at: Timestamp | null;
  group_order: Generated<number>;
}

export interface TagChange {
  corp_id: string;
  action_id: string;
  kind: "create" | "rename" | "move" | "delete";
  label: string;
  to_label: Generated<string>;
  tag_ids: Generated<string[]>;
  group_id: string | null;
  asked_by: Json;
  asked_at: Timestamp;
  dismissed_at: Timestamp | null;
}

export interface TagPeople {
  corp_id: string;
  tag_id: string;
  people: number;
  lane: Generated<number>;
}

export interface TagWish {
  corp_id: string;
  action_id: string;
  customer_id: string;
  user_id: string;
  add: string[];
  remove: string[];
  job_id: string | null;
  asked_by: Json;
  asked_at: Timestamp;
  retried_as: string | null;
}

export interface Talk {
  corp_id: string;
  id: string;
  kind: "newcomer" | "guest" | "live";
  state: "draft" | "announced" | "collecting" | "live" | "digest" | "closed" | "cancelled";
  title: string;
  host: string;
  starts_at: Timestamp;
  plan: Json;
  chat_ids: Generated<string[]>;
  place: Generated<number>;
  digest: Generated<string>;
  replay_url: Generated<string>;
  created_at: Timestamp;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  round: Generated<number>;
  revision: Generated<number>;
  saved_by: string | null;
  saved_at: Timestamp | null;
}

export interface TalkQuestion {
  corp_id: string;
  talk_id: string;
  id: string;
  text: string;
  external_user_id: string;
  asked_at: Timestamp;
  votes: Generated<number>;
  answer: string | null;
  answered_at: Timestamp | null;
  ticket_id: string | null;
}

export interface TalkStage {
  corp_id: string;
  talk_id: string;
  key: "announce" | "remind" | "soon" | "digest";
  at: Timestamp;
  until: Timestamp;
  state: "waiting" | "planned" | "missed" | "cancelled";
  action_ids: Generated<string[]>;
  planned: Generated<number>;
  refused: Generated<number>;
  reason: string | null;
}

export interface TalkVisitor {
  corp_id: string;
  talk_id: string;
  external_user_id: string;
  first_at: Timestamp;
}

export interface TalkVote {
  corp_id: string;
  talk_id: string;
  question_id: string;
  external_user_id: string;
}

export interface Task {
  corp_id: string;
  id: string;
  kind: string;
  assignee: string;
  subject: string;
  state: "open" | "claimed" | "done" | "unproven" | "cancelled";
  due_at: Timestamp;
  opened_at: Timestamp;
  claimed_at: Timestamp | null;
  claimed_by: string | null;
  note: string | null;
  done_at: Timestamp | null;
  grade: string | null;
  evidence: string | null;
  reminders: Generated<number>;
  params: Json;
  planned_by: string;
  why: string;
  ended_at: Timestamp | null;
  escalated_at: Timestamp | null;
  escalated_to: string | null;
}

export interface Tick {
  corp_id: string;
  name: string;
  bucket: Timestamp;
  ran_at: Timestamp;
  missed: Generated<number>;
}

export interface Ticket {
  corp_id: string;
  id: string;
  kind: "question" | "complaint" | "suggestion";
  state: "open" | "promised" | "answered" | "closed" | "reopened";
  source: string;
  text: string;
  external_user_id: string | null;
  chat_id: string | null;
  store_id: string | null;
  owner: string | null;
  ref: string | null;
  opened_at: Timestamp;
  due_at: Timestamp;
  first_due_at: Timestamp;
  first_answered_at: Timestamp | null;
  answered_at: Timestamp | null;
  answer: string | null;
  shown: string | null;
  closed_at: Timestamp | null;
  note: Generated<string>;
  round: number;
  reopened: number;
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
  selling: Generated<boolean>;
  topic: string | null;
  displaced_by: string | null;
}

export interface Database {
  account_link: AccountLink;
  action_held: ActionHeld;
  action_unsent: ActionUnsent;
  answer_book: AnswerBook;
  answer_entry: AnswerEntry;
  answer_use: AnswerUse;
  api_key: ApiKey;
  archive_consent: ArchiveConsent;
  archive_gap: ArchiveGap;
  archive_message: ArchiveMessage;
  archive_sealed: ArchiveSealed;
  archive_state: ArchiveState;
  arrival: Arrival;
  asset_file: AssetFile;
  asset_folder: AssetFolder;
  asset_part: AssetPart;
  audit: Audit;
  behaviour_day: BehaviourDay;
  behaviour_last: BehaviourLast;
  behaviour_store: BehaviourStore;
  bulk_change: BulkChange;
  bulk_job: BulkJob;
  calendar_column: CalendarColumn;
  calendar_post: CalendarPost;
  calendar_slot: CalendarSlot;
  calendar_visit: CalendarVisit;
  calendar_week: CalendarWeek;
  contact_preference: ContactPreference;
  content: Content;
  content_favourite: ContentFavourite;
  content_file: ContentFile;
  content_version: ContentVersion;
  corp: Corp;
  corp_secret: CorpSecret;
  custom_field: CustomField;
  customer: Customer;
  customer_field: CustomerField;
  customer_mark: CustomerMark;
  customer_note: CustomerNote;
  customer_order: CustomerOrder;
  customer_stage: CustomerStage;
  daily_figure: DailyFigure;
  department: Department;
  enrolment: Enrolment;
  enrolment_step: EnrolmentStep;
  event: Event;
  event_head: EventHead;
  field_people: FieldPeople;
  forgetting: Forgetting;
  forgotten: Forgotten;
  gate_head: GateHead;
  goal: Goal;
  goal_cost: GoalCost;
  goal_day: GoalDay;
  group_chat: GroupChat;
  group_leave: GroupLeave;
  group_member: GroupMember;
  group_overlap: GroupOverlap;
  handler_cursor: HandlerCursor;
  handover: Handover;
  handover_item: HandoverItem;
  inbox: Inbox;
  invitation: Invitation;
  invitation_person: InvitationPerson;
  invitation_wave: InvitationWave;
  journey: Journey;
  kf_account: KfAccount;
  kf_talk: KfTalk;
  kf_words: KfWords;
  life_cycle: LifeCycle;
  link_figure: LinkFigure;
  link_follow: LinkFollow;
  link_other: LinkOther;
  link_person: LinkPerson;
  live_code: LiveCode;
  live_code_group: LiveCodeGroup;
  mass_task: MassTask;
  media_copy: MediaCopy;
  member: Member;
  moment: Moment;
  moment_post: MomentPost;
  moment_reaction: MomentReaction;
  moment_staff: MomentStaff;
  order_day: OrderDay;
  order_delivery: OrderDelivery;
  order_import: OrderImport;
  order_import_piece: OrderImportPiece;
  order_import_problem: OrderImportProblem;
  order_item: OrderItem;
  order_refund: OrderRefund;
  order_stats: OrderStats;
  order_total: OrderTotal;
  order_version: OrderVersion;
  pending_tag: PendingTag;
  person_alias: PersonAlias;
  person_apart: PersonApart;
  person_conflict: PersonConflict;
  person_key: PersonKey;
  planned_action: PlannedAction;
  playbook_install: PlaybookInstall;
  poster: Poster;
  rehearsal: Rehearsal;
  relation: Relation;
  report: Report;
  report_clock: ReportClock;
  rfm_run: RfmRun;
  rfm_score: RfmScore;
  seat_hold: SeatHold;
  segment: Segment;
  segment_day: SegmentDay;
  segment_head: SegmentHead;
  segment_member: SegmentMember;
  segment_snapshot: SegmentSnapshot;
  segment_snapshot_member: SegmentSnapshotMember;
  segment_touched: SegmentTouched;
  segment_version: SegmentVersion;
  send: Send;
  send_aside: SendAside;
  send_task: SendTask;
  short_link: ShortLink;
  sidebar_send: SidebarSend;
  sop: Sop;
  sop_count: SopCount;
  sop_park: SopPark;
  sop_version: SopVersion;
  staff: Staff;
  stage_people: StagePeople;
  stage_touched: StageTouched;
  stock_arrival: StockArrival;
  stock_hold: StockHold;
  stock_product: StockProduct;
  stock_sale: StockSale;
  stock_want: StockWant;
  stock_wave: StockWave;
  store: Store;
  store_version: StoreVersion;
  sync_ahead: SyncAhead;
  sync_due: SyncDue;
  sync_piece: SyncPiece;
  sync_run: SyncRun;
  sync_since: SyncSince;
  tag: Tag;
  tag_change: TagChange;
  tag_people: TagPeople;
  tag_wish: TagWish;
  talk: Talk;
  talk_question: TalkQuestion;
  talk_stage: TalkStage;
  talk_visitor: TalkVisitor;
  talk_vote: TalkVote;
  task: Task;
  tick: Tick;
  ticket: Ticket;
  touch: Touch;
}
