import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Visitor } from "#modules/live-codes";
import type { Position } from "#modules/org";

const COOKIE = "shuke_m";
/** Real time: a session is a matter of the browser, not of the business. */
const LIFE_MS = 2 * 3_600_000;

export type Session = { readonly corpId: string; readonly visitor: Visitor; readonly token: string };

export type Signer = { sign(purpose: string, text: string): string; matches(purpose: string, text: string, given: string): boolean };

/** Signatures of pages, apart from all other uses of the key by their purpose. */
export function createSigner(key: string): Signer {
  const sign = (purpose: string, text: string) => createHmac("sha256", key).update(`h5\u0000${purpose}\u0000${text}`).digest("base64url");
  return {
    sign,
    matches: (purpose, text, given) => {
      const want = Buffer.from(sign(purpose, text));
      const got = Buffer.from(given);
      return want.length === got.length && timingSafeEqual(want, got);
    },
  };
}

/** Who is logged in on this phone; null when nobody is, or the cookie is old or not ours. */
export function readSession(signer: Signer, request: FastifyRequest): Session | null {
  const value = request.cookies[COOKIE] ?? "";
  const dot = value.lastIndexOf(".");
  const body = value.slice(0, dot);
  if (dot < 1 || !signer.matches("session", body, value.slice(dot + 1))) return null;
  const said = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as {
    c: string;
    k: string;
    e: string | null;
    u: string | null;
    x: number;
  };
  if (said.x < Date.now()) return null;
  return { corpId: said.c, visitor: { key: said.k, externalUserId: said.e, userId: said.u }, token: signer.sign("form", value) };
}

export function writeSession(signer: Signer, reply: FastifyReply, corpId: string, visitor: Visitor, secure: boolean): void {
  const said = { c: corpId, k: visitor.key, e: visitor.externalUserId, u: visitor.userId, x: Date.now() + LIFE_MS };
  const body = Buffer.from(JSON.stringify(said)).toString("base64url");
  reply.setCookie(COOKIE, `${body}.${signer.sign("session", body)}`, cookieOptions(secure, LIFE_MS / 1000));
}

export const cookieOptions = (secure: boolean, maxAge: number) =>
  ({ path: "/m", httpOnly: true, sameSite: "lax", secure, maxAge }) as const;

/** Whether a form was sent from a page that we gave to this very session. */
export function isOwnForm(session: Session, token: unknown): boolean {
  const want = Buffer.from(session.token);
  const got = Buffer.from(typeof token === "string" ? token : "");
  return want.length === got.length && timingSafeEqual(want, got);
}

const PLACE_COOKIE = "shuke_m_at";
const PLACE_LIFE_S = 900;

/** Where she said she is: kept on her own phone for a quarter of an hour, so that a page may be loaded again. */
export function readPlace(signer: Signer, request: FastifyRequest): Position | null {
  const [body = "", mark = ""] = (request.cookies[PLACE_COOKIE] ?? "").split("~");
  if (!signer.matches("place", body, mark)) return null;
  const [lng, lat] = body.split("_").map(Number);
  return lng === undefined || lat === undefined ? null : { lng, lat };
}

export function writePlace(signer: Signer, reply: FastifyReply, at: Position, secure: boolean): void {
  const body = `${at.lng.toFixed(6)}_${at.lat.toFixed(6)}`;
  reply.setCookie(PLACE_COOKIE, `${body}~${signer.sign("place", body)}`, cookieOptions(secure, PLACE_LIFE_S));
}

/** As long as this a page in the chat client may ask before it has to be opened anew (real time). */
const TOKEN_LIFE_MS = 30 * 60_000;
const TOKEN_PREFIX = "stf.";

export type StaffToken = { corpId: string; userId: string };

/** What a page of staff calls the API with: bound to one member of staff, in the page's memory only, so no other site can use it. */
export function staffToken(signer: Signer, { corpId, userId }: StaffToken): string {
  const body = Buffer.from(JSON.stringify([corpId, userId, Date.now() + TOKEN_LIFE_MS])).toString("base64url");
  return `${TOKEN_PREFIX}${body}.${signer.sign("staff", body)}`;
}

/** Null: not such a token, not ours, or over. */
export function readStaffToken(signer: Signer, authorization: string | undefined): StaffToken | null {
  const [kind, body = "", mark = ""] = (authorization ?? "").replace(/^Bearer\s+/iu, "").split(".");
  if (`${kind}.` !== TOKEN_PREFIX || !signer.matches("staff", body, mark)) return null;
  const [corpId, userId, until] = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as [string, string, number];
  return until < Date.now() ? null : { corpId, userId };
}
