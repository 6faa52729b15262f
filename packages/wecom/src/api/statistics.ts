import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

const BASE = "/cgi-bin/externalcontact";

export type BehaviorInput = {
  userid?: string[];
  partyid?: number[];
  start_time: number;
  end_time: number;
};
/** Rates are absent where nothing happened: unknown, not zero. */
export type BehaviorDay = {
  stat_time: number;
  chat_cnt: number;
  message_cnt: number;
  reply_percentage?: number;
  avg_reply_time?: number;
  negative_feedback_cnt: number;
  new_apply_cnt: number;
  new_contact_cnt: number;
};
export type GroupStatInput = {
  day_begin_time: number;
  day_end_time?: number;
  /** ≤ 100 */
  owner_filter: { userid_list: string[] };
  order_by?: number;
  order_asc?: 0 | 1;
  offset?: number;
  limit?: number;
};
export type GroupStatData = {
  new_chat_cnt: number;
  chat_total: number;
  chat_has_msg: number;
  new_member_cnt: number;
  member_total: number;
  member_has_msg: number;
  msg_total: number;
};

/** Daily figures, one day late, ≤ 30 days per call, 180 days back. WeCom section 8. */
export function statisticsApi({ call }: Caller) {
  return {
    /** Several ids give one aggregate row per day. */
    behavior: (input: BehaviorInput, options?: CallOptions) =>
      call<Envelope & { behavior_data: BehaviorDay[] }>(`${BASE}/get_user_behavior_data`, { body: input, idempotent: true }, options),
    groupsByOwner: (input: GroupStatInput, options?: CallOptions) =>
      call<
        Envelope & {
          total: number;
          next_offset: number;
          items: { owner: string; data: GroupStatData }[];
        }
      >(`${BASE}/groupchat/statistic`, { body: input, idempotent: true }, options),
    groupsByDay: (input: Pick<GroupStatInput, "day_begin_time" | "day_end_time" | "owner_filter">, options?: CallOptions) =>
      call<Envelope & { items: { stat_time: number; data: GroupStatData }[] }>(
        `${BASE}/groupchat/statistic_group_by_day`,
        { body: input, idempotent: true },
        options,
      ),
  };
}
