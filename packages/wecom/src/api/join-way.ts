import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

const BASE = "/cgi-bin/externalcontact/groupchat";

export type JoinWayFields = {
  /** 1 mini-program plugin, 2 QR code */
  scene: 1 | 2;
  /** Longer than 30 chars is cut. */
  remark?: string;
  /** 1 (default): WeCom opens a new group when all are full. */
  auto_create_room?: 0 | 1;
  /** ≤ 40 chars */
  room_base_name?: string;
  room_base_id?: number;
  /** ≤ 5 groups */
  chat_id_list: string[];
  /** ≤ 30 chars */
  state?: string;
  mark_source?: boolean;
};
export type JoinWay = JoinWayFields & { config_id: string; type?: number; qr_code?: string };

/** 「加入群聊」: QR codes that lead into groups. WeCom section 5.3. There is no list call: keep config ids. */
export function joinWayApi({ call }: Caller) {
  return {
    /** Answers the config id only; the QR address comes from get. */
    add: (input: JoinWayFields, options?: CallOptions) =>
      call<Envelope & { config_id: string }>(`${BASE}/add_join_way`, { body: input, idempotent: false }, options),
    get: (input: { config_id: string }, options?: CallOptions) =>
      call<Envelope & { join_way: JoinWay }>(`${BASE}/get_join_way`, { body: input, idempotent: true }, options),
    /** Overwrites all fields. */
    update: (input: JoinWayFields & { config_id: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/update_join_way`, { body: input, idempotent: false }, options),
    remove: (input: { config_id: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/del_join_way`, { body: input, idempotent: false }, options),
  };
}
