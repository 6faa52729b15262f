import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { linkOfUrl, openLink } from "../acquisition/links.ts";
import { entryOfUrl } from "../kf/accounts.ts";
import { enterSession } from "../kf/sessions.ts";
import type { Sim } from "../sim.ts";
import { findPerson } from "../world/persons.ts";
import { escapeHtml, page } from "./html.ts";
import { phoneOf } from "./oauth.ts";

function say(reply: FastifyReply, title: string, words: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").send(page(title, `<p>${escapeHtml(words)}</p>`));
}

/** What a phone sees behind an acquisition link or the link of a kf account. */
export function linkPages(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  const person = (request: FastifyRequest) => findPerson(world, phoneOf(request));

  app.get("/_sandbox/ca/:id", (request, reply) => {
    const who = person(request);
    const link = linkOfUrl(request.url);
    if (!who || !link) return say(reply.code(403), "请在微信客户端打开链接", "这台设备不是沙盒里任何客户的手机。");
    const { added, requested, already, error } = openLink(sim, link.linkId, who, link.channel);
    const userid = added ?? requested ?? already;
    if (userid === undefined) return say(reply, "添加客服", error ?? "链接已失效");
    const name = world.users.get(userid)?.name ?? userid;
    return say(reply, "添加客服", requested === undefined ? `已添加 ${name}，可以聊天了。` : `已发送好友请求，等 ${name} 通过。`);
  });

  app.get("/_sandbox/kf/:id", (request, reply) => {
    const who = person(request);
    const entry = entryOfUrl(world, request.url);
    const account = entry ? world.kf.accounts.get(entry.openKfId) : undefined;
    if (!who) return say(reply.code(403), "请在微信客户端打开链接", "这台设备不是沙盒里任何客户的手机。");
    if (!entry || !account || account.deleted) return say(reply.code(404), "微信客服", "链接已失效");
    enterSession(sim, entry.openKfId, who, entry.scene, entry.sceneParam);
    return say(reply, account.name, "已进入会话。");
  });
}
