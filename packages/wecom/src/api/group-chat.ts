import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { Page } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact";

export type ListGroupsInput = {
  /** 0 all, 1 owner left and waiting, 2 inheriting, 3 inherited */
  status_filter?: number;
  /** ≤ 100 members; needed where more than 1,000 people are visible (81017). */
  owner_filter?: { userid_list: string[] };
  cursor?: string | undefined;
  /** 1–1,000 */
  limit: number;
};
export type GroupRef = { chat_id: string; status: number };
export type GroupMember = {
  /** A userid (type 1) or an external_userid (type 2) */
  userid: string;
  type: number;
  unionid?: string;
  join_time: number;
  /** 1 invited, 2 invite link, 3 QR code */
  join_scene: number;
  invitor?: { userid: string };
  group_nickname?: string;
  /** Only with need_name 1 */
  name?: string;
  /** Only for those who joined through a way with a state */
  state?: string;
};
export type GroupChat = {
  chat_id: string;
  name: string;
  owner: string;
  create_time: number;
  notice?: string;
  member_list: GroupMember[];
  admin_list?: { userid: string }[];
  member_version?: string;
};

/** Customer groups. WeCom section 5. */
export function groupChatApi({ call }: Caller) {
  const list = (input: ListGroupsInput, options?: CallOptions) =>
    call<Page & { group_chat_list: GroupRef[] }>(`${BASE}/groupchat/list`, { body: input, idempotent: true }, options);
  return {
    list,
    listPages: (input: ListGroupsInput, options?: CallOptions) => pages((cursor) => list({ ...input, cursor }, options), input),
    /** Details lag a group event by a moment; compare member_version with the event's CurMemVer. */
    get: (input: { chat_id: string; need_name?: 0 | 1 }, options?: CallOptions) =>
      call<Envelope & { group_chat: GroupChat }>(`${BASE}/groupchat/get`, { body: input, idempotent: true }, options),
    /** From a mini program's opengid to the chat id; 90511 if unknown. */
    fromOpenGid: (input: { opengid: string }, options?: CallOptions) =>
      call<Envelope & { chat_id: string }>(`${BASE}/opengid_to_chatid`, { body: input, idempotent: true }, options),
  };
}
