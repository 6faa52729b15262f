import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { pages } from "../paging.ts";
import type { CursorInput, MediaContent, Page, TextContent } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact";

export type MomentAttachment =
  | { msgtype: "image"; image: MediaContent }
  | { msgtype: "video"; video: MediaContent }
  | { msgtype: "link"; link: { title: string; url: string; media_id: string } };
export type AddMomentInput = {
  /** ≤ 2,000 chars */
  text?: TextContent;
  /** ≤ 9 images, or 1 video, or 1 link; media from media/upload_attachment */
  attachments?: MomentAttachment[];
  visible_range?: {
    sender_list?: { user_list?: string[]; department_list?: number[] };
    external_contact_list?: { tag_list?: string[] };
  };
};
export type MomentJob = Envelope & {
  /** 1 created, 2 running, 3 done */
  status: number;
  type?: string;
  result?: Partial<Envelope> & {
    moment_id?: string;
    invalid_sender_list?: object;
    invalid_external_contact_list?: object;
  };
};
export type ListMomentsInput = CursorInput & {
  start_time: number;
  end_time: number;
  creator?: string;
  filter_type?: number;
};
export type Moment = {
  moment_id: string;
  creator?: string;
  create_time: number;
  create_type: number;
  text?: TextContent;
};
type OfMember = { moment_id: string; userid: string };
type Reaction = { external_userid?: string; userid?: string; create_time: number };

/** Customer moments. WeCom section 6.4. Members publish after confirming; a published one cannot be recalled. */
export function momentsApi({ call }: Caller) {
  const list = (input: ListMomentsInput, options?: CallOptions) =>
    call<Page & { moment_list: Moment[] }>(`${BASE}/get_moment_list`, { body: input, idempotent: true }, options);
  const tasks = (input: { moment_id: string } & CursorInput, options?: CallOptions) =>
    call<Page & { task_list: { userid: string; publish_status: number }[] }>(
      `${BASE}/get_moment_task`,
      { body: input, idempotent: true },
      options,
    );
  const customers = (path: string) => (input: OfMember & CursorInput, options?: CallOptions) =>
    call<Page & { customer_list: { userid?: string; external_userid: string }[] }>(
      `${BASE}/${path}`,
      { body: input, idempotent: true },
      options,
    );
  return {
    /** Starts a job; ask jobResult for the moment id. */
    add: (input: AddMomentInput, options?: CallOptions) =>
      call<Envelope & { jobid: string }>(`${BASE}/add_moment_task`, { body: input, idempotent: false }, options),
    jobResult: (input: { jobid: string }, options?: CallOptions) =>
      call<MomentJob>(`${BASE}/get_moment_task_result`, { query: input, idempotent: true }, options),
    list,
    listPages: (input: ListMomentsInput, options?: CallOptions) => pages((cursor) => list({ ...input, cursor }, options), input),
    tasks,
    tasksPages: (input: { moment_id: string } & CursorInput, options?: CallOptions) =>
      pages((cursor) => tasks({ ...input, cursor }, options), input),
    customers: customers("get_moment_customer_list"),
    sendResults: customers("get_moment_send_result"),
    comments: (input: OfMember, options?: CallOptions) =>
      call<Envelope & { comment_list: Reaction[]; like_list: Reaction[] }>(
        `${BASE}/get_moment_comments`,
        { body: input, idempotent: true },
        options,
      ),
    cancel: (input: { moment_id: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/cancel_moment_task`, { body: input, idempotent: false }, options),
  };
}
