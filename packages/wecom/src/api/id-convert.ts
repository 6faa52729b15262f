import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

/** Conversions between identifiers. WeCom section 4.9. */
export function idConvertApi({ call }: Caller) {
  return {
    /** A person who is not yet a customer gets a pending_id (90 days). 100,000 an hour. */
    unionid: (input: { unionid: string; openid: string; subject_type?: 0 | 1 }, options?: CallOptions) =>
      call<Envelope & { external_userid?: string; pending_id?: string }>(
        "/cgi-bin/idconvert/unionid_to_external_userid",
        { body: input, idempotent: true },
        options,
      ),
    /** ≤ 100 customers */
    pendingIds: (input: { external_userid: string[]; chat_id?: string }, options?: CallOptions) =>
      call<Envelope & { result: { external_userid: string; pending_id: string }[] }>(
        "/cgi-bin/idconvert/batch/external_userid_to_pending_id",
        { body: input, idempotent: true },
        options,
      ),
    /** The older call of self-built apps */
    unionidLegacy: (input: { unionid: string }, options?: CallOptions) =>
      call<Envelope & { external_userid: string }>(
        "/cgi-bin/externalcontact/unionid_to_external_userid",
        { body: input, idempotent: true },
        options,
      ),
    /** For payments */
    openid: (input: { external_userid: string }, options?: CallOptions) =>
      call<Envelope & { openid: string }>("/cgi-bin/externalcontact/convert_to_openid", { body: input, idempotent: true }, options),
    /** ≤ 1,000 members */
    openUserIds: (input: { userid_list: string[] }, options?: CallOptions) =>
      call<
        Envelope & {
          open_userid_list: { userid: string; open_userid: string }[];
          invalid_userid_list?: string[];
        }
      >("/cgi-bin/batch/userid_to_openuserid", { body: input, idempotent: true }, options),
  };
}
