import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { Attachment, CursorInput, Page, TextContent } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact";

export type AddMassMessageInput = {
  chat_type?: "single" | "group";
  /** single only, ≤ 10,000; overrides tag_filter */
  external_userid?: string[];
  /** group only, ≤ 2,000 */
  chat_id_list?: string[];
  /** Or inside a group's list, and between the groups. */
  tag_filter?: { group_list: { tag_list: string[] }[] };
  /** Required for group; for single alone = all customers of that member. */
  sender?: string;
  allow_select?: boolean;
  text?: TextContent;
  /** ≤ 9 */
  attachments?: Attachment[];
};
export type ListMassMessagesInput = CursorInput & {
  chat_type: "single" | "group";
  start_time: number;
  /** At most one month after start_time */
  end_time: number;
  creator?: string;
  /** 0 by the corp, 1 by members, 2 all */
  filter_type?: number;
};
export type MassMessage = {
  msgid: string;
  creator?: string;
  create_time: number;
  create_type: number;
  text?: TextContent;
  attachments?: Attachment[];
};
/** status: 0 not sent yet, 2 sent */
export type MassTask = { userid: string; status: number; send_time?: number };
/** status: 0 not sent, 1 sent, 2 no longer a friend, 3 over the reception cap */
export type MassSendResult = {
  external_userid?: string;
  chat_id?: string;
  userid: string;
  status: number;
  send_time?: number;
};
type TaskInput = { msgid: string } & CursorInput;
type ResultInput = { msgid: string; userid: string } & CursorInput;

/** 企业群发. WeCom sections 6.2, 6.3. A task sends nothing before the member confirms it; there is no callback, so poll. */
export function massMessageApi({ call }: Caller) {
  const list = (input: ListMassMessagesInput, options?: CallOptions) =>
    call<Page & { group_msg_list: MassMessage[] }>(`${BASE}/get_groupmsg_list_v2`, { body: input, idempotent: true }, options);
  const tasks = (input: TaskInput, options?: CallOptions) =>
    call<Page & { task_list: MassTask[] }>(`${BASE}/get_groupmsg_task`, { body: input, idempotent: true }, options);
  const results = (input: ResultInput, options?: CallOptions) =>
    call<Page & { send_list: MassSendResult[] }>(`${BASE}/get_groupmsg_send_result`, { body: input, idempotent: true }, options);
  return {
    /** Never repeat after an unknown outcome: look for the task with `list` first. fail_list = unusable customers. */
    add: (input: AddMassMessageInput, options?: CallOptions) =>
      call<Envelope & { msgid: string; fail_list?: string[] }>(`${BASE}/add_msg_template`, { body: input, idempotent: false }, options),
    list,
    listPages: (input: ListMassMessagesInput, options?: CallOptions) => pages((cursor) => list({ ...input, cursor }, options), input),
    /** Who has confirmed; 41063 right after creation. */
    tasks,
    tasksPages: (input: TaskInput, options?: CallOptions) => pages((cursor) => tasks({ ...input, cursor }, options), input),
    /** Outcome per customer or group of one member; group tasks list only what was sent. */
    results,
    resultsPages: (input: ResultInput, options?: CallOptions) => pages((cursor) => results({ ...input, cursor }, options), input),
    /** At most 3 per task and 24 h (41094). */
    remind: (input: { msgid: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/remind_groupmsg_send`, { body: input, idempotent: false }, options),
    /** Stops those who have not sent; nothing is recalled. 41093 = already cancelled. */
    cancel: (input: { msgid: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/cancel_groupmsg_send`, { body: input, idempotent: false }, options),
  };
}
