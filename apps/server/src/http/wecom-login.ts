import { randomBytes } from "node:crypto";
import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Db } from "#db/connect";
import { log } from "#kit/log";
import { accountOfStaff, type Auth, hasArrived, type NoAccount, openSession } from "#modules/access";
import { firstCorp } from "#modules/org";
import type { Login } from "./h5/deps.ts";
import { createSigner } from "./h5/session.ts";

export type WecomLoginDeps = {
  db: Db;
  auth: Auth;
  publicUrl: () => string;
  /** Signs where somebody wanted to go; at least 32 characters. */
  secretKey: string;
  login: Login & { qrLoginUrl: Login["authorizeUrl"] };
};

/** Why somebody came back without being let in; the login page has a sentence for each (phrases `login.refused`). */
export type Refusal = NoAccount | "notConnected" | "late" | "code" | "notStaff" | "trouble";

const START = "/api/login/wecom";
const BACK = `${START}/back`;
const COOKIE = "shuke_wecom";
const LIFE_MS = 300_000;
/** Per address, in real time; the staff of an office share one. */
const limit = { config: { rateLimit: { max: 120, timeWindow: "1 minute" } } };

/**
 * The console's login by WeCom. Inside WeCom the authorize page knows who it is; any other browser is shown a QR code. Where to go on
 * stands with a number of this browser's own in a signed cookie: a link made by somebody else does not finish anybody's login.
 */
export async function registerWecomLogin(server: FastifyInstance, deps: WecomLoginDeps): Promise<void> {
  await server.register(cookie);
  const signer = createSigner(deps.secretKey);
  const options = () => ({ path: START, httpOnly: true, sameSite: "lax", secure: deps.publicUrl().startsWith("https:") }) as const;

  server.get<{ Querystring: { to?: unknown } }>(START, limit, async (request, reply) => {
    const to = ownPath(request.query.to);
    const corpId = await firstCorp(deps.db);
    if (corpId === null) return refuse(reply, "notConnected", to);
    const nonce = randomBytes(16).toString("hex");
    const body = Buffer.from(JSON.stringify({ n: nonce, to, x: Date.now() + LIFE_MS })).toString("base64url");
    try {
      const back = { redirectUri: `${deps.publicUrl()}${BACK}`, state: nonce };
      const url = await (isWecom(request) ? deps.login.authorizeUrl(corpId, back) : deps.login.qrLoginUrl(corpId, back));
      reply.setCookie(COOKIE, `${body}.${signer.sign("console", body)}`, { ...options(), maxAge: LIFE_MS / 1000 });
      return await reply.redirect(url, 302);
    } catch (error) {
      log.warn({ err: error }, "the login by WeCom cannot be begun");
      return refuse(reply, "notConnected", to);
    }
  });

  server.get<{ Querystring: { code?: unknown; state?: unknown } }>(BACK, limit, async (request, reply) => {
    const { code, state } = request.query;
    const [body = "", mark = ""] = (request.cookies[COOKIE] ?? "").split(".");
    reply.clearCookie(COOKIE, options());
    if (!signer.matches("console", body, mark)) return refuse(reply, "late", "");
    const asked = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as { n: string; to: string; x: number };
    const corpId = await firstCorp(deps.db);
    if (asked.n !== state || asked.x < Date.now() || corpId === null) return refuse(reply, "late", asked.to);
    const found = await accountBehind(deps, corpId, typeof code === "string" ? code : "");
    if ("refused" in found) return refuse(reply, found.refused, asked.to);
    const cookies = await openSession(deps.auth, found.userId, new Headers({ "user-agent": request.headers["user-agent"] ?? "" }));
    if (cookies.length === 0) return refuse(reply, "unbound", asked.to);
    await hasArrived(deps.db, corpId, found.userId);
    for (const one of cookies) reply.header("set-cookie", one);
    return reply.header("cache-control", "no-store").redirect(asked.to === "" ? "/today" : asked.to, 302);
  });
}

async function accountBehind(
  { db, login }: WecomLoginDeps,
  corpId: string,
  code: string,
): Promise<{ userId: string } | { refused: Refusal }> {
  if (code === "") return { refused: "code" };
  try {
    const person = await login.identify(corpId, code);
    if (!person) return { refused: "code" };
    return person.userId === undefined ? { refused: "notStaff" } : await accountOfStaff(db, corpId, person.userId);
  } catch (error) {
    log.warn({ err: error }, "WeCom did not say who logs in");
    return { refused: "trouble" };
  }
}

function refuse(reply: FastifyReply, refused: Refusal, to: string): FastifyReply {
  const query = new URLSearchParams({ refused, ...(to === "" ? {} : { to }) });
  return reply.header("cache-control", "no-store").redirect(`/login?${query.toString()}`, 302);
}

/** Pages of our own only, as browsers read addresses: `//`, `/\\` and what hides in control characters lead elsewhere. */
export function ownPath(to: unknown): string {
  return typeof to === "string" &&
    /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}$/.test(to) &&
    !to.startsWith("/login") &&
    !to.startsWith("/api/")
    ? to
    : "";
}

const isWecom = (request: FastifyRequest) => /\bwxwork\//i.test(request.headers["user-agent"] ?? "");
