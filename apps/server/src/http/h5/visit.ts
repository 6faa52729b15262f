import { randomBytes } from "node:crypto";
import { h5, type H5Phrases, type Language, languageOf } from "@shuke/phrases";
import type { FastifyReply, FastifyRequest } from "fastify";
import { append } from "#log";
import type { Ctx } from "#kit/ctx";
import { forgottenPeople } from "#kit/forgotten";
import { customerId } from "#kit/ids";
import { log } from "#kit/log";
import type { Visitor } from "#modules/live-codes";
import { firstCorp, type Position } from "#modules/org";
import type { H5Deps } from "./deps.ts";
import { html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import {
  cookieOptions,
  createSigner,
  isOwnForm,
  readPlace,
  readSession,
  type Session,
  type Signer,
  writePlace,
  writeSession,
} from "./session.ts";

/** One opening of a page by somebody whom we know. */
export type Visit = {
  readonly ctx: Ctx;
  readonly visitor: Visitor;
  readonly words: H5Phrases;
  readonly language: Language;
  /** For the hidden input `_token` of every form. */
  readonly token: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** Where she said she is, WGS-84. */
  readonly place: Position | null;
  /** Where our pages are seen from outside. */
  readonly publicUrl: string;
};

export type Answer = string | { redirect: string; place?: Position };
type Page = (visit: Visit) => Promise<Answer>;

const STATE_COOKIE = "shuke_m_state";

/** Puts login, forms and trouble around pages, so that a page only says what it shows. */
export function createPages(deps: H5Deps) {
  const signer: Signer = createSigner(deps.secretKey);
  const secure = () => deps.publicUrl().startsWith("https:");

  /** The first corp stays the first: once it is known, nobody is asked again. */
  let first: string | null = null;
  async function corpOf(): Promise<string | null> {
    first ??= await firstCorp(deps.db);
    return first;
  }

  function visitOf(request: FastifyRequest, session: Session): Visit {
    const { visitor, corpId, token } = session;
    const actor = visitor.userId
      ? ({ kind: "staff", userId: visitor.userId } as const)
      : ({ kind: "customer", externalUserId: visitor.externalUserId ?? visitor.key } as const);
    const language = languageOf(request.headers["accept-language"]);
    return {
      ctx: { db: deps.db, corpId, actor, now: deps.clock.now(), language },
      visitor,
      words: h5[language],
      language,
      token,
      query: texts(request.query),
      form: texts(request.body),
      params: texts(request.params),
      place: readPlace(signer, request),
      publicUrl: deps.publicUrl(),
    };
  }

  /** Whoever is forgotten and still logged in on her phone is a stranger: nothing that she does here is about anybody. */
  async function unlessForgotten(session: Session): Promise<Session> {
    const { externalUserId } = session.visitor;
    if (externalUserId === null || (await forgottenPeople(deps.db, session.corpId, [externalUserId])).size === 0) return session;
    return { ...session, visitor: { key: `guest:${session.token.slice(0, 24)}`, externalUserId: null, userId: null } };
  }

  async function sendToLogin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const corpId = await corpOf();
    if (corpId === null) return trouble(request, reply, "notFound", 404);
    const nonce = randomBytes(16).toString("hex");
    // Where to go on after the login stands in a cookie of this browser: a foreign link cannot finish our login.
    const to = request.method === "GET" ? request.url : "/m/find-store";
    const body = Buffer.from(JSON.stringify({ n: nonce, to, x: Date.now() + 300_000 })).toString("base64url");
    reply.setCookie(STATE_COOKIE, `${body}.${signer.sign("state", body)}`, cookieOptions(secure(), 300));
    const url = await deps.login.authorizeUrl(corpId, { redirectUri: `${deps.publicUrl()}/m/auth`, state: nonce });
    return reply.redirect(url, 302);
  }

  return {
    signer,
    trouble,
    /** A page for people whom we know; others are sent through the login first. */
    page:
      (show: Page, kind: "get" | "post" = "get") =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const session = readSession(signer, request);
        if (!session) return sendToLogin(request, reply);
        if (kind === "post" && !isOwnForm(session, texts(request.body)["_token"])) return trouble(request, reply, "expired", 403);
        const answer = await show(visitOf(request, await unlessForgotten(session)));
        if (typeof answer !== "string" && answer.place) writePlace(signer, reply, answer.place, secure());
        return send(reply, answer);
      },
    /** Where the authorize page sends people back to. */
    comeBack: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { code = "", state = "" } = texts(request.query);
      const [body = "", mark = ""] = (request.cookies[STATE_COOKIE] ?? "").split(".");
      const asked = signer.matches("state", body, mark)
        ? (JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as { n: string; to: string; x: number })
        : null;
      const corpId = await corpOf();
      if (!asked || asked.n !== state || asked.x < Date.now() || code === "" || corpId === null)
        return trouble(request, reply, "login", 403);
      reply.clearCookie(STATE_COOKIE, { path: "/m" });
      const person = await deps.login.identify(corpId, code).catch((error: unknown) => {
        log.warn({ err: error }, "WeCom did not say who opens a page");
        return "silent" as const;
      });
      // Where she was going sends her through the login once more, with a new code.
      if (person === "silent") return trouble(request, reply, "silent", 503, asked.to);
      if (!person) return trouble(request, reply, "login", 403, asked.to);
      writeSession(signer, reply, corpId, visitorOf(person), secure());
      return reply.redirect(asked.to, 302);
    },
    /** Anything that went wrong inside a page: in words, with a reference, without inner text. */
    fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
      const status = error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
      if (status < 500) return trouble(request, reply, "expired", status);
      const ref = `E-${randomBytes(4).toString("hex")}`;
      log.error({ err: error, ref, url: request.url.split("?")[0] }, "a customer page met a defect");
      return trouble(request, reply, "broken", 500, undefined, ref);
    },
  };
}

function visitorOf(person: { externalUserId?: string; userId?: string; openid?: string }): Visitor {
  const externalUserId = person.externalUserId ?? null;
  const userId = person.userId ?? null;
  return { key: externalUserId ?? (userId ? `staff:${userId}` : `openid:${person.openid ?? ""}`), externalUserId, userId };
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.header("cache-control", "no-store");
  if (typeof answer !== "string") return reply.redirect(answer.redirect, 303);
  return reply.type("text/html; charset=utf-8").send(answer);
}

export function trouble(
  request: FastifyRequest,
  reply: FastifyReply,
  what: "login" | "silent" | "expired" | "broken" | "notFound" | "fileOver" | "fileOften",
  status: number,
  retry?: string,
  ref?: string,
): FastifyReply {
  const language = languageOf(request.headers["accept-language"]);
  const words = h5[language].problem;
  const again = retry ?? (what === "expired" || what === "broken" ? "/m/find-store" : undefined);
  const body = html`<h1>${words.title}</h1>
    ${reasonLine(what, words[what])}${ref ? html`<p class="quiet">${words.ref.replace("{{ref}}", ref)}</p>` : null}`;
  const bottom = again ? html`<a class="button" href="${again}">${words.retry}</a>` : undefined;
  const page = document({ language, title: words.title, body, ...(bottom ? { bottom } : {}) });
  return reply.status(status).header("cache-control", "no-store").type("text/html; charset=utf-8").send(page);
}

/** Fields of a form or a query as plain texts; repeated ones give their first. */
function texts(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const first = (field: unknown): unknown => (Array.isArray(field) ? field[0] : field);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => {
      const text = first(field);
      return typeof text === "string" ? [[key, text.slice(0, 500)]] : [];
    }),
  );
}

/** The fact that a customer opened a page; `v` in the link says what brought her. */
export async function noteOpened({ ctx, visitor, query }: Visit, page: string): Promise<void> {
  const externalUserId = visitor.externalUserId;
  if (externalUserId === null) return;
  const via = query["v"] ? query["v"].slice(0, 120) : null;
  const subject = `customer:${customerId(ctx.corpId, externalUserId)}` as const;
  const data = { externalUserId, page, via };
  await append(ctx.db, ctx.corpId, [{ type: "page.opened", subject, data, occurredAt: ctx.now }], ctx);
}
