import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";
import type { ImageContent, LinkContent, MediaContent, MiniProgramContent, TextContent } from "./shared.ts";

const BASE = "/cgi-bin/externalcontact/group_welcome_template";

export type GroupWelcomeFields = {
  /** %NICKNAME% becomes the joiner's nickname. ≤ 3,000 bytes. */
  text?: TextContent;
  image?: ImageContent;
  link?: LinkContent;
  miniprogram?: MiniProgramContent;
  file?: MediaContent;
  video?: MediaContent;
  agentid?: number;
};

/** Welcome messages of groups. WeCom section 5.6. The owner attaches a template in the client: there is no API for that. */
export function groupWelcomeApi({ call }: Caller) {
  return {
    add: (input: GroupWelcomeFields & { notify?: 0 | 1 }, options?: CallOptions) =>
      call<Envelope & { template_id: string }>(`${BASE}/add`, { body: input, idempotent: false }, options),
    edit: (input: GroupWelcomeFields & { template_id: string }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/edit`, { body: input, idempotent: false }, options),
    get: (input: { template_id: string }, options?: CallOptions) =>
      call<Envelope & GroupWelcomeFields>(`${BASE}/get`, { body: input, idempotent: true }, options),
    remove: (input: { template_id: string; agentid?: number }, options?: CallOptions) =>
      call<Envelope>(`${BASE}/del`, { body: input, idempotent: false }, options),
  };
}
