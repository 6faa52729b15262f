import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { Attachment, CursorInput, Page, TextContent } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact";

/** A customer: a WeChat user (type 1) or a WeCom user of another corp (type 2). */
export type ExternalContact = {
  external_userid: string;
  name: string;
  avatar?: string;
  type: number;
  /** 0 unknown, 1 male, 2 female */
  gender: number;
  unionid?: string;
  position?: string;
  corp_name?: string;
  corp_full_name?: string;
  external_profile?: object;
};

/** Personal tags (type 2) carry no tag_id. */
export type FollowTag = { group_name: string; tag_name: string; tag_id?: string; type: number };

type FollowBase = {
  userid: string;
  remark: string;
  description: string;
  /** Unix seconds */
  createtime: number;
  remark_corp_name?: string;
  remark_mobiles?: string[];
  oper_userid?: string;
  add_way?: number;
  state?: string;
  wechat_channels?: { nickname?: string; source?: number };
};
export type FollowUser = FollowBase & { tags?: FollowTag[] };
/** batch/get_by_user: corp and rule-group tags as ids only. */
export type FollowInfo = FollowBase & { tag_id?: string[] };

export type GetCustomerAnswer = Page & {
  external_contact: ExternalContact;
  follow_user: FollowUser[];
};
export type BatchItem = { external_contact: ExternalContact; follow_info: FollowInfo };
export type BatchAnswer = Page & {
  external_contact_list: BatchItem[];
  fail_info?: { unlicensed_userid_list?: string[] };
};
export type ServedContact = {
  is_customer: boolean;
  tmp_openid?: string;
  external_userid?: string;
  name?: string;
  follow_userid?: string;
  chat_id?: string;
  chat_name?: string;
  add_time?: number;
};
export type RemarkInput = {
  userid: string;
  external_userid: string;
  /** ≤ 20 chars */
  remark?: string;
  /** ≤ 150 chars */
  description?: string;
  remark_company?: string;
  /** Overwrites; [""] clears. */
  remark_mobiles?: string[];
  remark_pic_mediaid?: string;
};
export type WelcomeInput = { welcome_code: string; text?: TextContent; attachments?: Attachment[] };

/** Customers: lists, details, remarks, welcome message. WeCom sections 4.1–4.4, 6.1. */
export function externalContactApi({ call }: Caller) {
  const get = (input: { external_userid: string; cursor?: string | undefined }, options?: CallOptions) =>
    call<GetCustomerAnswer>(`${BASE}/get`, { query: input, idempotent: true }, options);
  const batchGetByUser = (input: { userid_list: string[] } & CursorInput, options?: CallOptions) =>
    call<BatchAnswer>(`${BASE}/batch/get_by_user`, { body: input, idempotent: true }, options);
  const contactList = (input: CursorInput = {}, options?: CallOptions) =>
    call<Page & { info_list: ServedContact[] }>(`${BASE}/contact_list`, { body: input, idempotent: true }, options);

  return {
    /** Members who may serve customers, inside the app's range. */
    followUsers: (options?: CallOptions) =>
      call<Envelope & { follow_user: string[] }>(`${BASE}/get_follow_user_list`, { idempotent: true }, options),
    /** Ids of a member's customers. 84061 = none. One-way deleted relations are still listed. */
    list: (input: { userid: string }, options?: CallOptions) =>
      call<Envelope & { external_userid: string[] }>(`${BASE}/list`, { query: input, idempotent: true }, options),
    /** One customer with up to 500 followers. */
    get,
    getPages: (input: { external_userid: string; cursor?: string }, options?: CallOptions) =>
      pages((cursor) => get({ ...input, cursor }, options), input),
    /** Details of the customers of ≤ 100 members, ≤ 100 per page. */
    batchGetByUser,
    batchGetByUserPages: (input: { userid_list: string[] } & CursorInput, options?: CallOptions) =>
      pages((cursor) => batchGetByUser({ ...input, cursor }, options), input),
    /** Served people: customers and group members who are not friends; ≤ 1,000 per page. */
    contactList,
    contactListPages: (input: CursorInput = {}, options?: CallOptions) =>
      pages((cursor) => contactList({ ...input, cursor }, options), input),
    remark: (input: RemarkInput, options?: CallOptions) => call<Envelope>(`${BASE}/remark`, { body: input, idempotent: false }, options),
    /** The code lives 20 s and works once; 41050 late, 41051 chat begun or sent by another app, 41096 being sent. */
    sendWelcome: (input: WelcomeInput, options?: CallOptions) =>
      call<Envelope>(`${BASE}/send_welcome_msg`, { body: input, idempotent: false }, options),
  };
}
