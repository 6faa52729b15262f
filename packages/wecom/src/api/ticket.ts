import { getJsApiSignature } from "@wecom/crypto";
import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

export type TicketAnswer = Envelope & { ticket: string; expires_in: number };
export type SignatureInput = { ticket: string; nonceStr: string; timestamp: number; url: string };

/** JS-SDK tickets. WeCom section 3.4. Cache them for expires_in: 400 an hour per corp, 100 per app. */
export function ticketApi({ call }: Caller) {
  return {
    /** For wx.config */
    corp: (options?: CallOptions) => call<TicketAnswer>("/cgi-bin/get_jsapi_ticket", { idempotent: true }, options),
    /** For agentConfig */
    agent: (options?: CallOptions) =>
      call<TicketAnswer>("/cgi-bin/ticket/get", { query: { type: "agent_config" }, idempotent: true }, options),
    /** Opens a chat from the desktop; the code works once within 5 min. */
    launchCode: (input: { operator_userid: string; single_chat: { userid?: string; open_userid?: string } }, options?: CallOptions) =>
      call<Envelope & { launch_code: string }>("/cgi-bin/get_launch_code", { body: input, idempotent: false }, options),
    /** SHA-1 hex for a page; everything from "#" on is not signed. */
    sign: (input: SignatureInput): string => getJsApiSignature({ ...input, url: input.url.split("#", 1)[0] ?? "" }).signature,
  };
}
