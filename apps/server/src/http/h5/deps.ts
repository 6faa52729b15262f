import { identifyVisitor } from "#inbox";
import type { Db } from "#db/connect";
import type { Clock } from "#kit/clock";
import type { WecomClients } from "../../wecom-clients.ts";

/** How the person behind a phone is found out (WeCom section 3.3). */
export type Login = {
  authorizeUrl(corpId: string, input: { redirectUri: string; state: string }): Promise<string>;
  /** Null: the code was bad, late or used. */
  identify(corpId: string, code: string): Promise<{ externalUserId?: string; userId?: string; openid?: string } | null>;
};

/** For the console, which opens outside of WeCom, too: there the page with the QR code. */
export const consoleLogin = (clients: WecomClients): Login & { qrLoginUrl: Login["authorizeUrl"] } => ({
  ...wecomLogin(clients),
  qrLoginUrl: async (corpId, input) => (await clients.of(corpId)).oauth.qrLoginUrl(input),
});

export type H5Deps = {
  readonly db: Db;
  readonly clock: Clock;
  /** How phones reach us, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Signs sessions; at least 32 characters. */
  readonly secretKey: string;
  readonly login: Login;
  /** Demo mode only: where the stand-in for the client's JS-SDK is. */
  readonly sandboxUrl?: string | undefined;
};

export const wecomLogin = (clients: WecomClients): Login => ({
  authorizeUrl: async (corpId, input) => (await clients.of(corpId)).oauth.authorizeUrl(input),
  identify: (corpId, code) => identifyVisitor({ clients }, corpId, code),
});
