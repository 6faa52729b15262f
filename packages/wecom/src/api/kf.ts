import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import { WecomPagingError } from "../errors.ts";
import type { MediaContent, TextContent } from "./shared.ts";

export type KfSyncInput = {
  open_kfid: string;
  /** Where the last page ended; without one WeCom begins three days back. */
  cursor?: string | undefined;
  /** Of the callback kf_msg_or_event, good for ten minutes; without one the call is strictly limited. */
  token?: string | undefined;
  /** ≤ 1,000, the default */
  limit?: number;
  voice_format?: 0 | 1;
};
export type KfEvent = {
  event_type: string;
  open_kfid?: string;
  external_userid?: string;
  scene?: string;
  scene_param?: string;
  welcome_code?: string;
  fail_msgid?: string;
  fail_type?: number;
  /** Of session_status_change: 1 taken from the pool, 2 passed on, 3 ended, 4 taken up again. */
  change_type?: number;
  old_servicer_userid?: string;
  new_servicer_userid?: string;
  recall_msgid?: string;
};
export type KfMessage = {
  msgid: string;
  /** These two are missing in events: there they are in `event`. */
  open_kfid?: string;
  external_userid?: string;
  /** Seconds */
  send_time: number;
  /** 3 a customer, 4 the system, 5 staff in their client */
  origin: number;
  servicer_userid?: string;
  msgtype: string;
  text?: TextContent & { menu_id?: string };
  event?: KfEvent;
};
/** Unlike other cursor lists: the last page has a cursor too, to begin with next time; `has_more` says whether to go on. */
export type KfSyncPage = Envelope & { next_cursor: string; has_more: 0 | 1; msg_list: KfMessage[] };

export type KfContent =
  | { msgtype: "text"; text: TextContent }
  | { msgtype: "image"; image: MediaContent }
  | { msgtype: "voice"; voice: MediaContent }
  | { msgtype: "video"; video: MediaContent }
  | { msgtype: "file"; file: MediaContent }
  | { msgtype: "link"; link: { title: string; desc?: string; url: string; thumb_media_id: string } };
export type KfSendInput = KfContent & {
  touser: string;
  open_kfid: string;
  /** ≤ 32 of 0-9 a-z A-Z _ -; WeCom refuses one that the account has used, so a repeat cannot be a second message. */
  msgid?: string;
};

export type KfAccount = { open_kfid: string; name: string; avatar?: string; manage_privilege?: boolean };
/** 0 new, 1 an assistant, 2 waiting for anybody, 3 a person serves, 4 ended or not begun. */
export type KfServiceState = Envelope & { service_state: number; servicer_userid?: string };

const ACCOUNTS_PAGE = 100;

/** Accounts and messages of WeChat customer service (微信客服). WeCom section 10.1. */
export function kfApi({ call }: Caller) {
  const sync = (input: KfSyncInput, options?: CallOptions): Promise<KfSyncPage> =>
    call<KfSyncPage>("/cgi-bin/kf/sync_msg", { body: input, idempotent: true }, options);
  return {
    /** All accounts of the corp; `manage_privilege` says whether this app may speak for one. */
    accounts: async (options?: CallOptions): Promise<KfAccount[]> => {
      const all: KfAccount[] = [];
      for (;;) {
        const body = { offset: all.length, limit: ACCOUNTS_PAGE };
        const page = await call<Envelope & { account_list?: KfAccount[] }>("/cgi-bin/kf/account/list", { body, idempotent: true }, options);
        const { account_list: some = [] } = page;
        all.push(...some);
        if (some.length < ACCOUNTS_PAGE) return all;
      }
    },
    state: (input: { open_kfid: string; external_userid: string }, options?: CallOptions) =>
      call<KfServiceState>("/cgi-bin/kf/service_state/get", { body: input, idempotent: true }, options),
    /** Hands the chat on: to an assistant (1), to whoever takes it (2), to one servicer (3), or ends it (4). 95016 from a state that does not lead there. */
    pass: (
      input: { open_kfid: string; external_userid: string; service_state: 1 | 2 | 3 | 4; servicer_userid?: string },
      options?: CallOptions,
    ) => call<Envelope & { msg_code?: string }>("/cgi-bin/kf/service_state/trans", { body: input, idempotent: false }, options),
    sync,
    /** Page by page until there is no more. Keep a page's `next_cursor` together with what its messages led to. */
    syncPages: async function* (input: KfSyncInput, options?: CallOptions): AsyncGenerator<KfSyncPage, void, void> {
      let { cursor } = input;
      for (let count = 1; ; count += 1) {
        const page = await sync({ ...input, cursor }, options);
        // Said before the page is handed out: whoever asks again with the same cursor gets the same messages for ever.
        if (page.has_more === 1 && (page.next_cursor === "" || page.next_cursor === cursor)) {
          throw new WecomPagingError("There is more, but the cursor stands still", { cursor: page.next_cursor, pages: count });
        }
        yield page;
        if (page.has_more !== 1) return;
        cursor = page.next_cursor;
      }
    },
    /** ≤ 5 within 48 h of each message of the customer (95001, 95002), and only before a person has taken over (95018). */
    send: (input: KfSendInput, options?: CallOptions) =>
      call<Envelope & { msgid: string }>("/cgi-bin/kf/send_msg", { body: input, idempotent: false }, options),
  };
}
