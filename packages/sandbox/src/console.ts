import type { FastifyInstance } from "fastify";
import { buyUses, emitAcquisition, quotaOf } from "./acquisition/balance.ts";
import { setTrustedIps, trustedIps } from "./api/admission.ts";
import { keepMedia } from "./api/media.ts";
import { openLaunchCode } from "./api/once.ts";
import { addBot } from "./api/webhook.ts";
import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import type { Body } from "./kit/params.ts";
import type { Sim } from "./sim.ts";
import { appOf } from "./world/apps.ts";
import type { App } from "./world/types.ts";
import type { World } from "./world/world.ts";

function flag(body: Body, field: string, fallback: boolean): boolean {
  const value = body[field] ?? fallback;
  if (typeof value !== "boolean") throw new ControlError(`${field} must be true or false`);
  return value;
}

function ids<T>(value: unknown, words: string, isOne: (item: unknown) => item is T): T[] {
  if (!Array.isArray(value) || !value.every(isOne)) throw new ControlError(words);
  return value;
}

const isText = (item: unknown): item is string => typeof item === "string";
const isId = (item: unknown): item is number => typeof item === "number" && Number.isInteger(item);

/** `{users, departments}` or null for everybody. */
function rangeOf(world: World, value: unknown): App["range"] {
  if (value === undefined || value === null) return null;
  if (!isBody(value)) throw new ControlError("range must be {users, departments} or null");
  const users = ids(value.users ?? [], "range.users must be a list of userids", isText);
  const departments = ids(value.departments ?? [], "range.departments must be a list of department ids", isId);
  for (const userid of users) if (!world.users.has(userid)) throw new ControlError(`range.users: there is no member ${userid}`);
  for (const id of departments)
    if (!world.departments.has(String(id))) throw new ControlError(`range.departments: there is no department ${id}`);
  return { users, departments };
}

/** 聊天工具栏 as typed into the console: pages beside the chats of members. */
function sidebarOf(value: unknown): { name: string; url: string }[] {
  const words = "sidebar must be a list of {name, url} with http urls";
  const isPage = (item: unknown): item is { name: string; url: string } =>
    isBody(item) && isText(item.name) && item.name !== "" && isText(item.url) && /^https?:/.test(item.url) && URL.canParse(item.url);
  return ids(value, words, isPage).map(({ name, url }) => ({ name, url }));
}

/** A new self-built app, or changes to one that has the agentId. */
function putApp(world: World, body: Body): App {
  const before = typeof body.agentId === "number" ? appOf(world, body.agentId) : undefined;
  if (body.agentId !== undefined && !before) throw new ControlError(`there is no app ${JSON.stringify(body.agentId)}`, 404);
  const name = body.name ?? before?.name;
  if (typeof name !== "string" || name === "") throw new ControlError("an app needs a name");
  const agentId = before?.agentId ?? world.corp.agentId + world.count("app");
  return world.apps.put({
    agentId,
    name,
    secret: before?.secret ?? world.id("", 43, "app-secret", agentId),
    kind: before?.kind ?? "app",
    customers: flag(body, "customers", before?.customers ?? true),
    kf: flag(body, "kf", before?.kf ?? true),
    range: body.range === undefined && before ? before.range : rangeOf(world, body.range),
    disabled: flag(body, "disabled", before?.disabled ?? false),
    ...(body.sidebar === undefined && before?.sidebar === undefined ? {} : { sidebar: sidebarOf(body.sidebar ?? before?.sidebar) }),
    ...(flag(body, "legacy", before?.legacy ?? false) ? { legacy: true } : {}),
  });
}

function bodyOf(value: unknown): Body {
  if (!isBody(value)) throw new ControlError("the body must be a JSON object");
  return value;
}

/** What an administrator does in WeCom's console: applications with their ranges, trusted addresses, bots of groups. */
export function consoleRoutes(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  app.get("/_sandbox/apps", () => ({ apps: [...world.apps.values()] }));
  app.post("/_sandbox/apps", (request) => putApp(world, bodyOf(request.body)));

  app.get("/_sandbox/trusted-ips", () => trustedIps(world));
  app.post("/_sandbox/trusted-ips", (request) => {
    setTrustedIps(world, ids(bodyOf(request.body).ips, "trusted-ips takes {ips: […]}", isText));
    return trustedIps(world);
  });

  app.post("/_sandbox/acquisition", (request) => {
    const { uses, days, deleteLink } = bodyOf(request.body);
    if (typeof deleteLink === "string") {
      const link = world.acquisition.links.get(deleteLink);
      if (!link || link.deleted) throw new ControlError(`there is no link ${deleteLink}`, 404);
      link.deleted = true;
      world.acquisition.links.touch(link);
      emitAcquisition(sim, "delete_link", { LinkId: deleteLink }, deleteLink);
    } else {
      if (!isId(uses) || !isId(days) || uses < 1 || days < 1) throw new ControlError("acquisition takes {uses, days} or {deleteLink}");
      buyUses(sim, uses, days);
    }
    return quotaOf(world);
  });

  // The desktop client opens a chat with a launch code.
  app.post("/_sandbox/launch", (request) => {
    const { code } = bodyOf(request.body);
    return openLaunchCode(world, typeof code === "string" ? code : "");
  });

  // What the JS-SDK of a phone recorded and uploaded.
  app.post("/_sandbox/voice", (request) => {
    const { base64 } = bodyOf(request.body);
    if (typeof base64 !== "string") throw new ControlError("voice takes {base64}");
    const file = { filename: "voice.amr", contentType: "voice/speex", data: Buffer.from(base64, "base64") };
    return { media_id: keepMedia(world, "voice", file, { scene: "phone" }).mediaId };
  });

  app.get("/_sandbox/bots", () => ({ bots: [...world.bots.values()] }));
  app.post("/_sandbox/bots", (request) => {
    const body = bodyOf(request.body);
    const before = typeof body.key === "string" ? world.bots.get(body.key) : undefined;
    if (body.key !== undefined && !before) throw new ControlError("there is no bot with this key", 404);
    const bot = before ?? addBot(world, typeof body.name === "string" ? body.name : "机器人");
    bot.disabled = flag(body, "disabled", bot.disabled);
    bot.removed = flag(body, "removed", bot.removed);
    world.bots.touch(bot);
    return { ...bot, url: `${world.origin}/cgi-bin/webhook/send?key=${bot.key}` };
  });
}
