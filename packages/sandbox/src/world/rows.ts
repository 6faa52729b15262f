import type { Attachment, JsonObject } from "../people-host.ts";

/** Rows of moments, rule groups and statistics; the others are in types.ts. Times named `…At` are virtual ms. */

export interface Moment {
  momentId: string;
  /** "" for a company's moment, else the member who posted it alone */
  creator: string;
  createdAt: number;
  /** the job that makes the moment is done */
  readyAt: number;
  /** it has reached the phones */
  dispatchAt: number;
  text: string;
  attachments: Attachment[];
  senders: string[];
  /** customers must have one of these; [] = everybody */
  tags: string[];
  invalid: { users: string[]; departments: number[]; tags: string[] };
  cancelled: boolean;
  location?: { latitude: string; longitude: string; name: string };
}

export interface MomentReaction {
  /** customer id or userid */
  who: string;
  at: number;
  /** of comments */
  text?: string;
}

/** A moment as one member has it: a task to publish, then a post with reactions. */
export interface MomentPart {
  momentId: string;
  userid: string;
  /** 0 not published, 1 published */
  status: 0 | 1;
  publishedAt: number;
  /** customer ids that can see it; filled when it is published */
  visible: string[];
  likes: MomentReaction[];
  comments: MomentReaction[];
}

/** A rule group of customers or of moments. */
export interface Strategy {
  id: number;
  kind: "customer" | "moment";
  parentId: number;
  name: string;
  createTime: number;
  admins: string[];
  privilege: JsonObject;
  range: StrategyNode[];
}

export type StrategyNode = { type: 1; userid: string } | { type: 2; partyid: number };

/** Counters of one natural day of one member (`user`) or one group owner (`owner`). */
export interface DayStat {
  kind: "user" | "owner";
  userid: string;
  /** `2026-03-02` */
  day: string;
  counts: Record<string, number>;
}

/** One message of the archive as it is before it is encrypted (wecom-api §9.3). */
export interface ArchivedMessage {
  seq: number;
  msgid: string;
  at: number;
  /** version of the public key that was in force */
  keyVersion: number;
  message: JsonObject;
}

/** What somebody outside answered to being archived: with one member, or in one group. */
export interface Consent {
  /** userid or chat id */
  with: string;
  who: string;
  status: "Agree" | "Disagree";
  changedAt: number;
}

/** An internal group: members only. */
export interface Room {
  roomid: string;
  name: string;
  creator: string;
  /** Unix seconds */
  createTime: number;
  notice: string;
  members: { userid: string; joinTime: number }[];
}

/** A bot of an internal group (webhook). */
export interface Bot {
  key: string;
  name: string;
  disabled: boolean;
  removed: boolean;
  /** what it sent, the latest last */
  messages: JsonObject[];
}

/** Words that staff may not send to customers (wecom-api §7.4). */
export interface InterceptRule {
  ruleId: string;
  name: string;
  words: string[];
  /** 1 mobile numbers, 2 e-mail addresses, 3 red packets */
  semantics: number[];
  /** 1 warn and block, 2 warn */
  type: 1 | 2;
  users: string[];
  departments: number[];
  /** Unix seconds */
  createTime: number;
  deleted: boolean;
}

/** A product of the album (wecom-api §7.5). */
export interface Product {
  productId: string;
  agentId: number;
  description: string;
  price: number;
  sn: string;
  mediaIds: string[];
  /** Unix seconds */
  createTime: number;
  deleted: boolean;
}
