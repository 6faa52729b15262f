import { betterAuth } from "better-auth";
import type { Db } from "#db/connect";
import { log } from "#kit/log";
import { openedByServer } from "./open-session.ts";

export type AuthOptions = {
  db: Db;
  /** Signs session cookies. */
  secret: string;
  /** Where browsers reach us; asked for on every request, as the port may be known late. */
  publicUrl: () => string;
  /** Per address; guessing is slowed down by it. */
  signInsPerMinute: number;
};

export type Auth = ReturnType<typeof createAuth>;

/** Header in which the server hands over the address of the caller; whatever a client sends under it is overwritten. */
export const CALLER_ADDRESS = "x-shuke-caller";

/**
 * Login with e-mail and password, sessions in cookies. Nobody signs up by himself: users are made by `addUser`.
 * Tables and columns are better-auth's, in schema `auth` (migration 0040).
 */
export function createAuth({ db, secret, publicUrl, signInsPerMinute }: AuthOptions) {
  const address = publicUrl();
  return betterAuth({
    appName: "Shuke",
    baseURL: address,
    basePath: "/api/auth",
    secret,
    database: { db, type: "postgres", schemaName: "auth", transaction: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, autoSignIn: false },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400 },
    trustedOrigins: () => [new URL(publicUrl()).origin],
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 600,
      customRules: { "/sign-in/email": { window: 60, max: signInsPerMinute } },
    },
    advanced: {
      cookiePrefix: "shuke",
      useSecureCookies: address.startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true, path: "/" },
      ipAddress: { ipAddressHeaders: [CALLER_ADDRESS] },
    },
    disabledPaths: ["/delete-user", "/change-email", "/update-user", "/request-password-reset", "/reset-password"],
    plugins: [openedByServer()],
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message, ...rest) =>
        log[level === "debug" ? "debug" : level === "info" ? "info" : "warn"]({ rest }, `login: ${message}`),
    },
  });
}
