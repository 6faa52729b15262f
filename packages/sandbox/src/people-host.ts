/**
 * The seam between the world (this package's core) and the people in it (src/people).
 * The core knows what a person *can* do; the people decide what somebody *does*.
 * Effects are plain data: they are kept on disk and survive a kill of the sandbox.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A WeCom attachment as the sender gave it, e.g. `{ msgtype: "link", link: { title, url } }`. */
export type Attachment = JsonObject;

/** Something a robot wants to be woken for. `kind` and `data` are the robot's own. */
export interface PeopleEffect {
  kind: string;
  /** customer id (`c12`) or staff userid */
  who: string;
  data: Json;
}

/** Input of `POST /_sandbox/act`; see README for the verbs and their further fields. */
export interface ActInput {
  who: string;
  do: string;
  [field: string]: unknown;
}

/**
 * What an act did. `error` is a refusal of the world ("the group is full"), which a person would see on
 * the phone; an impossible request (unknown verb, unknown person) throws `ControlError` (HTTP 400) instead.
 */
export interface ActResult {
  who: string;
  name: string;
  /** present once the corp can know this person (a friend relation or a group membership came about) */
  externalUserId?: string;
  /** userid of the member of staff who became a friend */
  added?: string;
  /** userid of the member who has to accept the friend request first */
  requested?: string;
  /** userid that the person already had as a friend, or chat id of a group the person is already in */
  already?: string;
  /** chat id of the group that was joined */
  joined?: string;
  chatId?: string;
  /** `open` and `submit`: HTTP status, final url and page */
  status?: number;
  url?: string;
  html?: string;
  /** `confirm` and `post-moment`: customers who can see the moment */
  visible?: number;
  momentId?: string;
  /** `mass-send` */
  msgid?: string;
  /** `confirm`: number of targets by status 0 unsent, 1 sent, 2 not a friend, 3 over the cap */
  counts?: { unsent: number; sent: number; notFriend: number; overCap: number };
  /** name of the intercept rule of which the phone warned */
  warned?: string;
  error?: string;
}

export interface PhoneMessage {
  /** customer id, staff userid, "app", "kf" for an account's own answers, or "system" for a notice of the chat program */
  from: string;
  /** ISO */
  at: string;
  text?: string;
  attachments?: Attachment[];
  /** of application messages, to tap their cards */
  msgid?: string;
}

export interface PhoneChat {
  /** userid, customer id, chat id, agent id or open_kfid */
  with: string;
  kind: "single" | "group" | "app" | "kf";
  name: string;
  messages: PhoneMessage[];
}

export interface PhoneTask {
  msgid: string;
  kind: "single" | "group" | "moment";
  text: string;
  attachments: Attachment[];
  targets: number;
  status: "open" | "sent" | "cancelled";
  createdAt: string;
  allowSelect: boolean;
  reminders: number;
}

export interface Phone {
  who: string;
  name: string;
  kind: "customer" | "staff";
  externalUserId?: string;
  chats: PhoneChat[];
  groups: { chatId: string; name: string; owner: string; members: number }[];
  moments: JsonObject[];
  tasks: PhoneTask[];
  /** friend requests that wait for an answer: customers' (codes without skip_verify), or members' to a customer */
  requests: { who: string; name: string; at: string }[];
}

interface EventBase {
  /** whose phone shows it: customer id or userid */
  who: string;
  /** virtual milliseconds */
  at: number;
}

export type WorldEvent =
  | (EventBase & { type: "added"; userid: string; state: string })
  | (EventBase & { type: "welcome-received"; userid: string; texts: string[]; attachments: Attachment[] })
  /** a one-to-one message typed by the other side; `from` is a customer id or userid */
  | (EventBase & { type: "message-received"; from: string; text: string })
  | (EventBase & { type: "mass-received"; from: string; msgid: string; text: string; attachments: Attachment[] })
  /** one event per group, not per member: ask `host.members(chatId)`; `who` is the sender */
  | (EventBase & {
      type: "group-message";
      chatId: string;
      text: string;
      attachments: Attachment[];
      /** set when it is a mass message */
      msgid?: string;
    })
  | (EventBase & { type: "joined-group"; chatId: string; via: "qr" | "invite" })
  | (EventBase & { type: "left-group"; chatId: string; kicked: boolean })
  | (EventBase & { type: "group-welcome-received"; chatId: string; text: string; attachments: Attachment[] })
  /** a member of staff got a mass-send task, or was reminded of it */
  | (EventBase & {
      type: "task-received";
      msgid: string;
      kind: "single" | "group" | "moment";
      targets: number;
      allowSelect: boolean;
      reminder: boolean;
    })
  | (EventBase & { type: "task-cancelled"; msgid: string })
  | (EventBase & { type: "app-message-received"; msgtype: string; title: string; text: string; url: string })
  | (EventBase & { type: "friend-requested"; from: string })
  /** a further group was opened by a join way; `who` is its owner */
  | (EventBase & { type: "group-opened"; chatId: string; name: string })
  | (EventBase & { type: "unfriended"; userid: string })
  /** one event per member who publishes, not per customer: ask `host.momentViewers(momentId, userid)`; `who` is the member */
  | (EventBase & { type: "moment-published"; momentId: string; text: string; attachments: Attachment[] })
  /** the customer is to go from `userid` to `takeover`, unless refused within the day; and did */
  | (EventBase & { type: "transfer-offered"; userid: string; takeover: string })
  | (EventBase & { type: "transferred"; userid: string; takeover: string })
  /** may what is said be archived: with this member, or in this group? */
  | (EventBase & { type: "consent-asked"; userid?: string; chatId?: string });

/** People who are not yet customers, as given to `POST /_sandbox/corp/setup {customers}`. */
export interface Population {
  count: number;
  /** homes are drawn around these points (WGS-84), by weight, within the radius */
  near: { lng: number; lat: number; weight: number; radiusKm: number; [knob: string]: Json }[];
  /** further knobs of the behaviour, passed through unread */
  [knob: string]: Json | undefined;
}

export interface StaffView {
  userid: string;
  name: string;
  position: string;
  department: number[];
  /** behaviour type, e.g. "prompt", "lazy"; "" when the set-up named none */
  persona: string;
}

export interface GroupMemberView {
  /** customer id or userid */
  who: string;
  kind: "customer" | "staff";
}

/** What the core offers to robots. Everything is keyed by `who`: a customer id (`c12`) or a userid. */
export interface PeopleHost {
  readonly seed: number;
  /** base url of the sandbox, e.g. http://127.0.0.1:8081 */
  readonly origin: string;
  /** virtual milliseconds since 1970 */
  now(): number;
  /** hash(seed, who, purpose, n) as a number in [0, 1): never a shared stream */
  random(who: string, purpose: string, n?: number): number;
  /** Wakes `People.handle(effect)` at the virtual time; within one instant by `key` in code unit order. */
  schedule(atMs: number, key: string, effect: PeopleEffect): void;
  act(input: ActInput): Promise<ActResult>;
  phone(who: string): Phone;
  onEvent(listener: (event: WorldEvent) => void): void;
  /** Fetches as this person's phone (cookie jar, WeChat user agent, redirects incl. OAuth followed). */
  fetch(
    who: string,
    url: string,
    init?: { method?: "GET" | "POST"; form?: Record<string, string> },
  ): Promise<{ status: number; url: string; html: string }>;
  /** Makes a person who is not a customer yet; returns the id. */
  newPerson(input: { name?: string; gender?: 0 | 1 | 2; home?: { lng: number; lat: number } }): string;
  home(who: string): { lng: number; lat: number } | null;
  /** active staff in stable order */
  staff(): StaffView[];
  member(userid: string): StaffView | undefined;
  /** "" when the group is gone */
  ownerOf(chatId: string): string;
  /** customers who can see what this member published */
  momentViewers(momentId: string, userid: string): readonly string[];
  /** present members of a group in order of joining; [] when it does not exist */
  members(chatId: string): GroupMemberView[];
  /** chat ids that a person is in now */
  groupsOf(who: string): string[];
  /** userids that have this customer as a friend now (one-way deletions are left out) */
  friendsOf(who: string): string[];
  /** small memory that persists with the world; `who` may be any text */
  recall(who: string, key: string): Json | undefined;
  remember(who: string, key: string, value: Json): void;
}

/** What src/people gives back. */
export interface People {
  /** An effect that was scheduled by `host.schedule` is due. */
  handle(effect: PeopleEffect): Promise<void>;
  /** Called by `POST /_sandbox/corp/setup {customers}`. */
  setup(population: Population): void;
  stats(): JsonObject;
}

/** Options that `createSandbox({people})` hands through to `createPeople(host, options)`. */
export interface PeopleOptions {
  /** false: nobody acts by themselves */
  enabled?: boolean;
  [option: string]: unknown;
}

/** The shape of `createPeople` exported by src/people/index.ts. */
export type CreatePeople = (host: PeopleHost, options: PeopleOptions) => People;
