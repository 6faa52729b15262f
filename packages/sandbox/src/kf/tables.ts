import type { JsonObject } from "../people-host.ts";
import type { Store } from "../world/store.ts";
import type { Table } from "../world/table.ts";

/** Rows of WeChat customer service (微信客服). Times named `…At` are virtual ms. */

export interface KfAccount {
  openKfId: string;
  name: string;
  mediaId: string;
  /** apps that may manage it by API */
  managers: number[];
  servicers: KfServicer[];
  departments: number[];
  deleted: boolean;
}

export interface KfServicer {
  userid: string;
  /** 0 serving, 1 stopped */
  status: 0 | 1;
}

/** 0 new, 1 assistant (API), 2 waiting, 3 a person, 4 ended or not begun */
export type KfState = 0 | 1 | 2 | 3 | 4;

/** A customer's chat with an account; it goes on from one consultation to the next. */
export interface KfSession {
  openKfId: string;
  who: string;
  state: KfState;
  servicer: string;
  /** consultations so far */
  run: number;
  enteredAt: number;
  lastCustomerAt: number;
  welcomedAt: number;
  /** sent by API since the customer wrote last */
  sends: number;
  /** codes of waiting and taking over were given in this consultation */
  coded: KfState[];
  scene: string;
  sceneParam: string;
  /** the customer takes no messages */
  blocked: boolean;
  /** a servicer takes no messages of the customer */
  rejected: boolean;
  upgrade: { type: 1 | 2; target: string; wording: string } | null;
}

export interface KfMessage {
  seq: number;
  openKfId: string;
  who: string;
  msgid: string;
  at: number;
  /** 3 customer, 4 system, 5 servicer */
  origin: 3 | 4 | 5;
  servicer: string;
  msgtype: string;
  content: JsonObject;
}

/** One consultation on one natural day, for statistics. */
export interface KfVisit {
  id: string;
  openKfId: string;
  who: string;
  day: string;
  /** who took it last */
  servicer: string;
  messages: number;
  ai: boolean;
  /** written to the assistant */
  aiAsked: boolean;
  /** the assistant handed over to a person */
  aiTransferred: boolean;
  /** first message to a person, and the answer */
  askedAt: number;
  answeredAt: number;
  rejected: boolean;
}

/** A member or group that a servicer recommended in a chat. */
export interface KfInvite {
  id: string;
  openKfId: string;
  who: string;
  servicer: string;
  type: 1 | 2;
  target: string;
  invitedAt: number;
  /** the customer added the member or joined the group */
  doneAt: number;
}

export interface KnowledgeGroup {
  id: string;
  name: string;
  isDefault: boolean;
}

export interface KnowledgeIntent {
  id: string;
  groupId: string;
  question: string;
  similar: string[];
  answer: string;
  attachments: JsonObject[];
}

export interface KfTables {
  accounts: Table<KfAccount>;
  sessions: Table<KfSession>;
  messages: Table<KfMessage>;
  visits: Table<KfVisit>;
  invites: Table<KfInvite>;
  groups: Table<KnowledgeGroup>;
  intents: Table<KnowledgeIntent>;
}

export function kfTables(store: Store): KfTables {
  return {
    accounts: store.table("kfAccounts", (row) => row.openKfId),
    sessions: store.table("kfSessions", (row) => `${row.openKfId}|${row.who}`),
    messages: store.table("kfMessages", (row) => String(row.seq)),
    visits: store.table("kfVisits", (row) => row.id),
    invites: store.table("kfInvites", (row) => row.id),
    groups: store.table("kfKnowledgeGroups", (row) => row.id),
    intents: store.table("kfKnowledgeIntents", (row) => row.id),
  };
}
