import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

export type OauthIdentity = {
  corpId: string;
  agentId: number | undefined;
  authorizeBaseUrl: string | undefined;
};
export type AuthorizeInput = {
  redirectUri: string;
  scope?: "snsapi_base" | "snsapi_privateinfo";
  /** ≤ 128 bytes of [a-zA-Z0-9] */
  state?: string;
};
/** A member (userid) or somebody else (openid, and external_userid if a customer of somebody in the app's range). */
export type OauthPerson = Envelope & {
  userid?: string;
  user_ticket?: string;
  expires_in?: number;
  openid?: string;
  external_userid?: string;
};
export type OauthDetail = Envelope & {
  userid: string;
  gender?: string;
  avatar?: string;
  qr_code?: string;
  mobile?: string;
  email?: string;
  biz_mail?: string;
  address?: string;
};

/** Login inside the WeCom and WeChat clients. WeCom section 3.3. */
export function oauthApi({ call }: Caller, identity: OauthIdentity) {
  return {
    /** The page to send the person to; it comes back to redirectUri with `code` (5 min, once) and `state`. */
    authorizeUrl: (input: AuthorizeInput): string => {
      const query = new URLSearchParams({
        appid: identity.corpId,
        redirect_uri: input.redirectUri,
        response_type: "code",
        scope: input.scope ?? "snsapi_base",
      });
      if (identity.agentId !== undefined) query.set("agentid", String(identity.agentId));
      if (input.state !== undefined) query.set("state", input.state);
      const base = (identity.authorizeBaseUrl ?? "https://open.weixin.qq.com").replace(/\/+$/, "");
      return `${base}/connect/oauth2/authorize?${query.toString()}#wechat_redirect`;
    },
    /** The page with the QR code for a browser outside WeCom; a member scans it and comes back like from `authorizeUrl`. */
    qrLoginUrl: (input: Omit<AuthorizeInput, "scope">): string => {
      const query = new URLSearchParams({ login_type: "CorpApp", appid: identity.corpId });
      if (identity.agentId !== undefined) query.set("agentid", String(identity.agentId));
      query.set("redirect_uri", input.redirectUri);
      if (input.state !== undefined) query.set("state", input.state);
      const base = (identity.authorizeBaseUrl ?? "https://login.work.weixin.qq.com").replace(/\/+$/, "");
      return `${base}/wwlogin/sso/login?${query.toString()}`;
    },
    /** Uses the code up, so it is never repeated after an unknown outcome. 40029 bad, 42003 expired, 42022 used. */
    user: (input: { code: string }, options?: CallOptions) =>
      call<OauthPerson>("/cgi-bin/auth/getuserinfo", { query: input, idempotent: false }, options),
    detail: (input: { user_ticket: string }, options?: CallOptions) =>
      call<OauthDetail>("/cgi-bin/auth/getuserdetail", { body: input, idempotent: true }, options),
  };
}
