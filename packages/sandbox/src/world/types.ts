import type { Attachment, Json, JsonObject } from "../people-host.ts";

/** Rows of the world. All are plain JSON: a row is what goes to the disk. Times named `…At` are virtual ms. */

export interface Department {
  id: number;
  name: string;
  parentid: number;
  order: number;
}

export interface User {
  userid: string;
  name: string;
  department: number[];
  position: string;
  alias: string;
  gender: 0 | 1 | 2;
  /** 1 active, 5 left */
  status: 1 | 5;
  /** has the 客户联系 permission */
  contact: boolean;
  /** the console has a welcome message of its own for this member: no WelcomeCode then */
  consoleWelcome: boolean;
  persona: string;
  /** false: has no seat for customer contact (only with `licenceFailInfo`) */
  licensed?: boolean;
  /** when the account went, ms */
  leftAt?: number;
  /** when the set-up named them */
  mobile?: string;
  email?: string;
  leaders?: string[];
}

/** An application with a secret: self-built, or one of the system's own. */
export interface App {
  agentId: number;
  name: string;
  secret: string;
  kind: "app" | "contacts" | "customers" | "archive" | "kf";
  /** listed under 客户联系 → 可调用接口的应用 */
  customers: boolean;
  /** listed under 微信客服 → 可调用接口的应用 */
  kf: boolean;
  /** visible range; null = everybody */
  range: { users: string[]; departments: number[] } | null;
  disabled: boolean;
  /** created before 2022-06-20: gets the sensitive fields of members */
  legacy?: boolean;
  /** pages beside chats (聊天工具栏) */
  sidebar?: { name: string; url: string }[];
}

/** A tag of members (not of customers). */
export interface ContactTag {
  id: string;
  name: string;
  /** app that made it */
  agentId: number;
  users: string[];
  parties: number[];
}

/** Anybody with a WeChat account, known to the corp or not. */
export interface Person {
  who: string;
  name: string;
  gender: 0 | 1 | 2;
  externalUserId: string;
  unionid: string;
  openid: string;
  /** the corp can know this person's external_userid */
  known: boolean;
  /** uses the WeCom of another corp instead of WeChat (type 2) */
  wecom?: { corpName: string; corpFullName: string; position: string };
  home: { lng: number; lat: number } | null;
  /** mass messages received in the current cap period */
  cap: { period: string; count: number } | null;
}

export type RelationStatus = "requested" | "half" | "full";

/** One follow relation (userid, external_userid). */
export interface Relation {
  userid: string;
  who: string;
  /** running number; orders a member's customers and is what cursors remember */
  n: number;
  status: RelationStatus;
  /** Unix seconds */
  createtime: number;
  addWay: number;
  state: string;
  remark: string;
  description: string;
  remarkCorp: string;
  remarkMobiles: string[];
  operUserid: string;
  tags: string[];
  /** the customer deleted the member; the member still sees the relation */
  oneWay: boolean;
  chatBegan: boolean;
  /** a code of the half-add event was used already */
  welcomed: boolean;
  lastInteractionAt: number;
  /** of a temporary chat: Unix seconds at which it ends, and the way that began it */
  temp?: { until: number; configId: string };
  /** tags that only this member sees */
  personalTags?: string[];
  /** met on a Channels page: its name, and 1 profile, 2 live room, 3 lead form */
  channels?: { nickname: string; source: number };
  /** the last day on which the two talked */
  talk?: DayTalk;
}

/** One day of a one-to-one chat, as far as statistics need it. */
export interface DayTalk {
  day: string;
  /** the customer wrote first, at this ms; 0 when the member did */
  askedAt: number;
  answered: boolean;
}

/** A customer handed from one member to another: takes effect a day later unless the customer refuses (wecom-api §4.7). */
export interface Transfer {
  handover: string;
  takeover: string;
  who: string;
  kind: "onjob" | "resigned";
  /** 1 done, 2 waiting, 3 refused, 4 takeover full, 5 nothing left to take over */
  status: 1 | 2 | 3 | 4 | 5;
  requestedAt: number;
  /** ms: when it will take effect, or did */
  dueAt: number;
  message: string;
}

export interface WelcomeCode {
  code: string;
  userid: string;
  who: string;
  issuedAt: number;
  used: boolean;
  /** the app that used it, and until when (ms) its call was at work */
  by?: { agentId: number; until: number };
}

export interface TagGroup {
  id: string;
  /** the app that made it, which alone may change it */
  agentId?: number;
  /** of a rule group's own tags; corp tags have none */
  strategyId?: number;
  name: string;
  order: number;
  createTime: number;
  deleted: boolean;
}

export interface Tag {
  id: string;
  agentId?: number;
  strategyId?: number;
  groupId: string;
  name: string;
  order: number;
  createTime: number;
  deleted: boolean;
}

export interface ContactWay {
  configId: string;
  type: 1 | 2;
  scene: 1 | 2;
  style: number;
  remark: string;
  skipVerify: boolean;
  state: string;
  user: string[];
  party: number[];
  isExclusive: boolean;
  isTemp: boolean;
  /** Unix seconds; 0 when it never expires */
  expiresAt: number;
  tempUsed: boolean;
  unionid: string;
  conclusions: JsonObject | null;
  expiresIn: number;
  chatExpiresIn: number;
  createTime: number;
  /** number of adds, which also picks the next member */
  scans: number;
}

export interface Group {
  chatId: string;
  name: string;
  owner: string;
  createTime: number;
  notice: string;
  admins: string[];
  dismissed: boolean;
  templateId: string;
  /** opened by a join way */
  autoCreated: boolean;
  /** digests of the member list with the moment from which `groupchat/get` shows them; last = current */
  versions: { from: number; version: string }[];
  cap: { period: string; count: number } | null;
  /** ms at which the group went to another owner in service; two in 90 days are allowed */
  moves?: number[];
  /** taken over from an owner who left: until `doneAt` (ms) it is on its way */
  inherited?: { from: string; to: string; doneAt: number };
  /** natural days on which somebody wrote */
  talkDays?: string[];
}

export interface Member {
  chatId: string;
  /** customer id or userid */
  who: string;
  type: 1 | 2;
  joinTime: number;
  joinScene: 1 | 2 | 3;
  invitor: string;
  state: string;
  /** `groupchat/get` shows the member from here on */
  shownFrom: number;
  /** set when the member left: `groupchat/get` goes on showing the row until here */
  goneFrom: number | null;
  /** what the member calls itself in this group */
  nickname?: string;
  /** natural days on which this member wrote */
  talkDays?: string[];
}

export interface JoinWay {
  configId: string;
  scene: 1 | 2;
  remark: string;
  autoCreateRoom: boolean;
  roomBaseName: string;
  roomBaseId: number | null;
  /** number that the next automatic group gets */
  nextRoom: number;
  chatIds: string[];
  state: string;
}

export interface WelcomeTemplate {
  templateId: string;
  agentId: number;
  content: JsonObject;
}

export interface MassTask {
  msgid: string;
  /** the member who sent it in the client; absent for tasks of the company */
  creator?: string;
  chatType: "single" | "group";
  createdAt: number;
  dispatchAt: number;
  text: string;
  attachments: Attachment[];
  allowSelect: boolean;
  cancelled: boolean;
  senders: string[];
  remindedAt: number[];
}

export interface MassTarget {
  /** customer id or chat id */
  id: string;
  status: 0 | 1 | 2 | 3;
  sendTime: number;
}

/** A mass task as one member of staff has it on the phone. */
export interface MassPart {
  msgid: string;
  userid: string;
  /** 0 not confirmed, 2 confirmed */
  status: 0 | 2;
  sendTime: number;
  targets: MassTarget[];
}

export interface ChatMessage {
  from: string;
  at: number;
  text?: string;
  attachments?: Attachment[];
  /** of application messages, for recall */
  msgid?: string;
  /** msgid in the archive */
  archiveId?: string;
}

/** One conversation, stored once for both sides; bounded. */
export interface Chat {
  /** `s|userid|customer`, `g|chatId`, `a|agentId|userid` */
  key: string;
  messages: ChatMessage[];
}

export interface Media {
  mediaId: string;
  type: string;
  filename: string;
  contentType: string;
  createdAt: number;
  size: number;
  /** "" when the bytes were too big to keep */
  base64: string;
  /** permanent image of media/uploadimg */
  permanent: boolean;
  /** by which call it came, as far as it matters where it may be used; absent = media/upload */
  scene?: "moments" | "album" | "by-url" | "bot" | "phone";
  /** key of the bot that alone may use it */
  bot?: string;
}

export interface AccessToken {
  token: string;
  agentId: number;
  issuedAt: number;
  revoked: boolean;
}

export interface OAuthCode {
  code: string;
  who: string;
  kind: "customer" | "staff";
  issuedAt: number;
  used: boolean;
  /** scope snsapi_privateinfo: a user_ticket comes along */
  privateInfo?: boolean;
}

export interface AppMessage {
  msgid: string;
  agentId: number;
  sentAt: number;
  users: string[];
  recalled: boolean;
}

export interface Order {
  id: string;
  who: string;
  amountFen: number;
  storeId: string;
  at: number;
}

export interface Effect {
  id: string;
  at: number;
  key: string;
  kind: string;
  data: Json;
  seq: number;
}

/** Single values that persist: clock, corp, callback url, counters, settings. */
export interface Cell {
  id: string;
  value: Json;
}
