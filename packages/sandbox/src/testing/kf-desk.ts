import { listIn } from "./friends.ts";
import { createHarness, listenTo, PNG } from "./harness.ts";
import type { SandboxOptions } from "../index.ts";
import type { Answer, Harness, Listener } from "./harness.ts";

export interface Message {
  [field: string]: unknown;
  msgid: string;
  msgtype: string;
  event?: { [field: string]: unknown; event_type: string };
}

export interface Desk {
  h: Harness;
  shuke: Listener;
  open_kfid: string;
  url: string;
  /** everything after the last time it was asked */
  news(): Promise<Message[]>;
}

/** A corp with one account that staff001 and staff002 serve. */
export async function desk(options: SandboxOptions = {}): Promise<Desk> {
  const h = await createHarness({ ...options, settings: { apiLatencyMs: [0, 0], ...options.settings } });
  const shuke = await listenTo(h.sb);
  const { media_id } = await h.upload("media/upload", { data: PNG }, { type: "image" });
  const added = await h.api("kf/account/add", { name: "瑞幸客服", media_id });
  const open_kfid = String(added.open_kfid);
  await h.api("kf/servicer/add", { open_kfid, userid_list: ["staff001", "staff002"] });
  const { url } = await h.api("kf/add_contact_way", { open_kfid, scene: "menu_1" });
  let cursor = "";
  let heard = 0;
  return {
    h,
    shuke,
    open_kfid,
    url: String(url),
    news: async () => {
      // The token lies in the last callback; without one the call is strictly limited.
      await h.sb.advance("30s");
      const token = shuke.heard.slice(heard).at(-1)?.field("Token") ?? "";
      heard = shuke.heard.length;
      const answer = await h.api("kf/sync_msg", { open_kfid, cursor, token });
      cursor = String(answer.next_cursor);
      return listIn(answer, "msg_list");
    },
  };
}

export async function customer(d: Desk, text?: string): Promise<{ who: string; external_userid: string }> {
  const entered = await d.h.sb.act({ who: "new", do: "kf-enter", url: d.url });
  if (text !== undefined) await d.h.sb.act({ who: entered.who, do: "kf-say", openKfId: d.open_kfid, text });
  return { who: entered.who, external_userid: String(entered.externalUserId) };
}

export const say = (d: Desk, who: string, text: string): Promise<unknown> => d.h.sb.act({ who, do: "kf-say", openKfId: d.open_kfid, text });
export const staff = (d: Desk, userid: string, verb: string, external: string, more: object = {}): Promise<Record<string, unknown>> =>
  d.h.sb.act({ who: userid, do: verb, openKfId: d.open_kfid, externalUserId: external, ...more }).then((result) => ({ ...result }));
export const trans = (d: Desk, external_userid: string, service_state: number, servicer_userid?: string): Promise<Answer> =>
  d.h.api("kf/service_state/trans", {
    open_kfid: d.open_kfid,
    external_userid,
    service_state,
    ...(servicer_userid ? { servicer_userid } : {}),
  });
export const send = (d: Desk, touser: string, text: string, more: object = {}): Promise<Answer> =>
  d.h.api("kf/send_msg", { touser, open_kfid: d.open_kfid, msgtype: "text", text: { content: text }, ...more });
export const onEvent = async (d: Desk, code: unknown, body: object = { msgtype: "text", text: { content: "您好" } }): Promise<number> =>
  (await d.h.api("kf/send_msg_on_event", { code, ...body })).errcode;
export const chat = (d: Desk, who: string): { from: string; text?: string }[] =>
  d.h.sb.phone(who).chats.find(({ kind }) => kind === "kf")?.messages ?? [];
export const eventOf = (messages: Message[], type: string): Message["event"] =>
  messages.find(({ event }) => event?.event_type === type)?.event;
