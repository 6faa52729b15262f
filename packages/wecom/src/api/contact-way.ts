import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { CursorInput, Page } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact";

export type ContactWayFields = {
  /** Button style for scene 1 */
  style?: number;
  /** ≤ 30 chars */
  remark?: string;
  /** Default true: added without approval. */
  skip_verify?: boolean;
  /** ≤ 30 chars; comes back in events and in externalcontact/get. */
  state?: string;
  user?: string[];
  party?: number[];
  expires_in?: number;
  chat_expires_in?: number;
  unionid?: string;
  is_exclusive?: boolean;
  mark_source?: boolean;
  conclusions?: object;
};
export type AddContactWayInput = ContactWayFields & {
  /** 1 one member, 2 several (≤ 100) */
  type: 1 | 2;
  /** 1 mini-program plugin, 2 QR code */
  scene: 1 | 2;
  is_temp?: boolean;
};
export type ContactWay = AddContactWayInput & { config_id: string; qr_code?: string };
export type ListContactWaysInput = CursorInput & { start_time?: number; end_time?: number };

/** 「联系我」: QR codes that add a member. WeCom section 4.2. Keep config ids: a lost one cannot be managed any more. */
export function contactWayApi({ call }: Caller) {
  const list = (input: ListContactWaysInput = {}, options?: CallOptions) =>
    call<Page & { contact_way: { config_id: string }[] }>(`${BASE}/list_contact_way`, { body: input, idempotent: true }, options);
  return {
    add: (input: AddContactWayInput, options?: CallOptions) =>
      call<Envelope & { config_id: string; qr_code?: string }>(`${BASE}/add_contact_way`, { body: input, idempotent: false }, options),
    get: (input: { config_id: string }, options?: CallOptions) =>
      call<Envelope & { contact_way: ContactWay }>(`${BASE}/get_contact_way`, { body: input, idempotent: true }, options),
    /** Ways created after 2021-07-10, by default of the last 90 days; temporary ones excluded. */
    list,
    listPages: (input: ListContactWaysInput = {}, options?: CallOptions) => pages((cursor) => list({ ...input, cursor }, options), input),
    /** Overwrites user and party. */
    update: (input: ContactWayFields & { config_id: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/update_contact_way`, { body: input, idempotent: false }, options),
    remove: (input: { config_id: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/del_contact_way`, { body: input, idempotent: false }, options),
    closeTempChat: (input: { userid: string; external_userid: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/close_temp_chat`, { body: input, idempotent: false }, options),
  };
}
