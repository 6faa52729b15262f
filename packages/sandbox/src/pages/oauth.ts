import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Sim } from "../sim.ts";
import { appOf } from "../world/apps.ts";
import { findPerson } from "../world/persons.ts";
import type { OAuthCode } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { escapeHtml, page } from "./html.ts";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const CODES_KEPT_MS = 3_600_000;

/** Trusted domains of the console (POST /_sandbox/trusted); loopback hosts always are. */
export function isTrusted(world: World, host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return LOOPBACK.test(name) || world.cell<string[]>("trusted", []).some((trusted) => trusted === host || trusted === name);
}

/** A code that stands for somebody for five minutes, once. */
export function issueOAuthCode(world: World, who: string, kind: OAuthCode["kind"], privateInfo = false): string {
  const now = world.now();
  for (const old of world.codes.values()) {
    if (old.issuedAt >= now - CODES_KEPT_MS) break;
    world.codes.delete(old.code);
  }
  const code = world.id("", 43, "oauth", who, world.count(`oauth:${who}`));
  world.codes.put({ code, who, kind, issuedAt: now, used: false, ...(privateInfo ? { privateInfo } : {}) });
  return code;
}

/** Whose phone opens a page: header or cookie; "" when nobody says. */
export function phoneOf(request: FastifyRequest): string {
  const header = request.headers["x-sandbox-phone"];
  if (typeof header === "string" && header !== "") return header;
  const cookie = /(?:^|;\s*)sandbox-phone=([^;]+)/.exec(request.headers.cookie ?? "");
  return cookie?.[1] ? decodeURIComponent(cookie[1]) : "";
}

interface Asked {
  back: URL;
  state: string;
}

/** Checks what both login pages have in common; answers itself and gives null when something is wrong. */
function checked(world: World, query: Record<string, string>, reply: FastifyReply): Asked | null {
  const refuse = (message: string): null => {
    void reply
      .code(400)
      .type("text/html; charset=utf-8")
      .send(page("无法登录", `<p>${escapeHtml(message)}</p>`));
    return null;
  };
  if (query.appid !== world.corp.corpId) return refuse("40013 appid 不是本企业的 CorpID");
  const redirect = query.redirect_uri ?? "";
  if (!URL.canParse(redirect)) return refuse("redirect_uri 不是有效的网址");
  const back = new URL(redirect);
  if (!isTrusted(world, back.host)) return refuse(`50001 redirect_uri 域名与可信域名不一致：${back.host}`);
  const state = query.state ?? "";
  if (!/^[a-zA-Z0-9]*$/.test(state) || !world.limits.allows("oauth.state", state.length)) {
    return refuse("84025 state 只能是 128 个以内的字母和数字");
  }
  if (query.agentid !== undefined && appOf(world, Number(query.agentid))?.kind !== "app") return refuse("40056 agentid 不正确");
  return { back, state };
}

function sendBack(reply: FastifyReply, { back, state }: Asked, code: string): FastifyReply {
  back.searchParams.set("code", code);
  if (state !== "") back.searchParams.set("state", state);
  return reply.redirect(back.href, 302);
}

/** The authorize page of the WeChat client and the QR login of the web console. */
export function oauthPages(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  app.get<{ Querystring: Record<string, string> }>("/connect/oauth2/authorize", (request, reply) => {
    const asked = checked(world, request.query, reply);
    if (!asked) return reply;
    if (request.query.response_type !== "code") {
      return reply.code(400).type("text/html; charset=utf-8").send(page("无法登录", "<p>response_type 必须是 code</p>"));
    }
    const id = phoneOf(request);
    const person = findPerson(world, id);
    const user = world.users.get(id);
    if (person) return sendBack(reply, asked, issueOAuthCode(world, person.who, "customer"));
    if (user && user.status === 1)
      return sendBack(reply, asked, issueOAuthCode(world, user.userid, "staff", request.query.scope === "snsapi_privateinfo"));
    return reply
      .code(403)
      .type("text/html; charset=utf-8")
      .send(
        page(
          "请在微信客户端打开链接",
          "<p>这台设备不是沙盒里任何人的手机。</p><p>请求头 x-sandbox-phone 或 cookie sandbox-phone 说明是谁在打开。</p>",
        ),
      );
  });

  const login = (request: FastifyRequest<{ Querystring: Record<string, string> }>, reply: FastifyReply): FastifyReply => {
    const asked = checked(world, request.query, reply);
    if (!asked) return reply;
    const picked = world.users.get(request.query.userid ?? phoneOf(request));
    if (picked && picked.status === 1) return sendBack(reply, asked, issueOAuthCode(world, picked.userid, "staff"));
    const items = [...world.users.values()]
      .filter((user) => user.status === 1)
      .slice(0, 200)
      .map((user) => {
        const query = new URLSearchParams({ ...request.query, userid: user.userid });
        return `<li><a href="?${escapeHtml(query.toString())}">${escapeHtml(user.name)}<small>${escapeHtml(user.position || user.userid)}</small></a></li>`;
      });
    const list = items.length > 0 ? `<ul>${items.join("")}</ul>` : "<p>企业里还没有成员。</p>";
    return reply.type("text/html; charset=utf-8").send(page("选择登录的成员", list));
  };
  app.get("/wwlogin/sso/login", login);
  app.get("/wwopen/sso/qrConnect", login);
}
