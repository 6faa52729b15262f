import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { Page } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact";

export type TransferInput = {
  handover_userid: string;
  takeover_userid: string;
  external_userid: string[];
};
export type TransferResultInput = {
  handover_userid: string;
  takeover_userid: string;
  cursor?: string | undefined;
};
/** status: 1 done, 2 waiting, 3 refused, 4 takeover full, 5 no record */
export type TransferResult = { external_userid: string; status: number; takeover_time: number };
type TransferAnswer = Envelope & { customer: { external_userid: string; errcode: number }[] };
type ResultAnswer = Page & { customer: TransferResult[] };
type UnassignedInput = { cursor?: string | undefined; page_size?: number };
type UnassignedAnswer = Page & {
  info: { handover_userid: string; external_userid: string; dimission_time: number }[];
  is_last: boolean;
};
type GroupTransferAnswer = Envelope & {
  failed_chat_list: { chat_id: string; errcode: number; errmsg: string }[];
};
type GroupTransferInput = { chat_id_list: string[]; new_owner: string };

/** Handing customers and groups over. WeCom section 4.7. Each row of an answer has an errcode of its own. */
export function transferApi({ call }: Caller) {
  const result = (path: string) => (input: TransferResultInput, options?: CallOptions) =>
    call<ResultAnswer>(`${BASE}/${path}`, { body: input, idempotent: true }, options);
  const customersResult = result("transfer_result");
  const resignedResult = result("resigned/transfer_result");
  const unassigned = (input: UnassignedInput = {}, options?: CallOptions) =>
    call<UnassignedAnswer>(`${BASE}/get_unassigned_list`, { body: input, idempotent: true }, options);
  return {
    /** ≤ 100 customers of an active member; takes effect after 24 h unless the customer refuses. */
    customers: (input: TransferInput & { transfer_success_msg?: string }, options?: CallOptions) =>
      call<TransferAnswer>(`${BASE}/transfer_customer`, { body: input, idempotent: false }, options),
    customersResult,
    customersResultPages: (input: TransferResultInput, options?: CallOptions) =>
      pages((cursor) => customersResult({ ...input, cursor }, options), input),
    /** Customers of members who left. */
    unassigned,
    unassignedPages: (input: UnassignedInput = {}, options?: CallOptions) =>
      pages((cursor) => unassigned({ ...input, cursor }, options), input),
    resignedCustomers: (input: TransferInput, options?: CallOptions) =>
      call<TransferAnswer>(`${BASE}/resigned/transfer_customer`, { body: input, idempotent: false }, options),
    resignedResult,
    resignedResultPages: (input: TransferResultInput, options?: CallOptions) =>
      pages((cursor) => resignedResult({ ...input, cursor }, options), input),
    /** Groups whose owner left. */
    resignedGroups: (input: GroupTransferInput, options?: CallOptions) =>
      call<GroupTransferAnswer>(`${BASE}/groupchat/transfer`, { body: input, idempotent: false }, options),
    /** Groups of an active owner. */
    groups: (input: GroupTransferInput, options?: CallOptions) =>
      call<GroupTransferAnswer>(`${BASE}/groupchat/onjob_transfer`, { body: input, idempotent: false }, options),
  };
}
