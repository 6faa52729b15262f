import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import type { MediaContent, TextContent } from "./shared.ts";

export type MessageContent =
  | { msgtype: "text"; text: TextContent }
  | { msgtype: "markdown"; markdown: TextContent }
  | {
      msgtype: "textcard";
      textcard: { title: string; description: string; url: string; btntxt?: string };
    }
  | { msgtype: "image"; image: MediaContent }
  | { msgtype: "voice"; voice: MediaContent }
  | { msgtype: "video"; video: MediaContent & { title?: string; description?: string } }
  | { msgtype: "file"; file: MediaContent }
  | { msgtype: "news"; news: { articles: object[] } }
  | { msgtype: "mpnews"; mpnews: { articles: object[] } }
  | { msgtype: "miniprogram_notice"; miniprogram_notice: object }
  | { msgtype: "template_card"; template_card: object };

export type SendMessageInput = MessageContent & {
  /** ≤ 1,000 members; an array is joined with "|". "@all" = everybody in the app's range. */
  touser?: string | string[];
  toparty?: string;
  totag?: string;
  /** Default: the client's agentId. */
  agentid?: number;
  safe?: 0 | 1 | 2;
  enable_id_trans?: 0 | 1;
  /** 1: WeCom drops the same message within the interval; makes a repeat after an unknown outcome harmless. */
  enable_duplicate_check?: 0 | 1;
  /** Seconds, default 1,800, max 4 h */
  duplicate_check_interval?: number;
};
/** A part of the recipients may be refused while errcode is 0. */
export type SendMessageAnswer = Envelope & {
  invaliduser?: string;
  invalidparty?: string;
  invalidtag?: string;
  unlicenseduser?: string;
  msgid?: string;
  response_code?: string;
};
export type UpdateCardInput = {
  userids?: string[];
  partyids?: number[];
  tagids?: number[];
  agentid?: number;
  response_code: string;
  button?: { replace_name: string };
  template_card?: object;
};

/** Application messages to members. WeCom section 6.5. At most 30 a minute per member; surplus is dropped silently. */
export function messageApi({ call }: Caller, agentId: number | undefined) {
  return {
    send: (input: SendMessageInput, options?: CallOptions) => {
      const touser = Array.isArray(input.touser) ? input.touser.join("|") : input.touser;
      const body = { agentid: agentId, ...input, touser };
      return call<SendMessageAnswer>("/cgi-bin/message/send", { body, idempotent: false }, options);
    },
    /** Within 24 h (42052 later). */
    recall: (input: { msgid: string }, options?: CallOptions) =>
      call<Envelope>("/cgi-bin/message/recall", { body: input, idempotent: false }, options),
    /** A response code works once within 72 h. */
    updateCard: (input: UpdateCardInput, options?: CallOptions) =>
      call<Envelope & { invaliduser?: string[] }>(
        "/cgi-bin/message/update_template_card",
        { body: { agentid: agentId, ...input }, idempotent: false },
        options,
      ),
  };
}
