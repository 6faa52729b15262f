import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

const BASE = "/cgi-bin/externalcontact";

export type CorpTag = {
  id: string;
  name: string;
  create_time: number;
  order: number;
  deleted?: boolean;
};
export type CorpTagGroup = {
  group_id: string;
  group_name: string;
  create_time: number;
  order: number;
  deleted?: boolean;
  tag: CorpTag[];
};
export type AddCorpTagsInput = {
  /** With group_id the group's name and order are ignored. */
  group_id?: string;
  /** ≤ 30 chars; an existing name reuses that group. */
  group_name?: string;
  order?: number;
  tag: { name: string; order?: number }[];
  agentid?: number;
};
export type MarkTagInput = {
  userid: string;
  external_userid: string;
  add_tag?: string[];
  remove_tag?: string[];
};

/** Corp customer tags. WeCom sections 4.5, 4.6. An app may change only tags that it created. */
export function tagsApi({ call }: Caller) {
  return {
    /** All groups, or those asked for; group_id wins over tag_id. */
    list: (input: { tag_id?: string[]; group_id?: string[] } = {}, options?: CallOptions) =>
      call<Envelope & { tag_group: CorpTagGroup[] }>(`${BASE}/get_corp_tag_list`, { body: input, idempotent: true }, options),
    add: (input: AddCorpTagsInput, options?: CallOptions) =>
      call<Envelope & { tag_group: CorpTagGroup }>(`${BASE}/add_corp_tag`, { body: input, idempotent: false }, options),
    edit: (input: { id: string; name?: string; order?: number; agentid?: number }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/edit_corp_tag`, { body: input, idempotent: false }, options),
    remove: (input: { tag_id?: string[]; group_id?: string[]; agentid?: number }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/del_corp_tag`, { body: input, idempotent: false }, options),
    /** Per (member, customer) pair; at most 5 of these calls at once. */
    mark: (input: MarkTagInput, options?: CallOptions) => call<Envelope>(`${BASE}/mark_tag`, { body: input, idempotent: false }, options),
  };
}
