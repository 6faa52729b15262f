import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { ControlError } from "../kit/errors.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";
import { createGateway } from "./gateway.ts";
import { gatewayOrigin, readGatewayHost } from "./gateway-address.ts";
import { groupView, listCodes, listPeople, listSidebars, listTemplates } from "./lists.ts";

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
// A page of this folder only, never a path.
const FILE = /^[a-z-]+\.(html|js|css|svg)$/u;

/**
 * Puts the panel onto the sandbox's server: the page, the lists that it shows, and the phones' browser.
 * Must come before anything that reads request bodies, since the gateway passes them on unread.
 */
export function registerPanel(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  const spoken = new Map<string, string>();
  const gateway = createGateway({
    sandboxOrigin: () => world.origin,
    languageOf: (who) => spoken.get(who),
    kindOf: (who) => (world.persons.has(who) ? "customer" : world.users.has(who) ? "staff" : undefined),
  });
  app.addHook("onRequest", async (request, reply) => {
    const site = readGatewayHost(request.headers.host ?? "");
    if (site === undefined) return;
    reply.hijack();
    await gateway(site, request.raw, reply.raw);
  });

  app.get("/_sandbox/panel", (_request, reply) => reply.redirect("/_sandbox/panel/"));
  app.get("/_sandbox/panel/", (_request, reply) => reply.redirect("/_sandbox/panel/index.html"));
  app.get<{ Params: { file: string } }>("/_sandbox/panel/:file", async (request, reply) => {
    const { file } = request.params;
    const type = TYPES[FILE.exec(file)?.[1] ?? ""];
    const content = type === undefined ? undefined : await fileOf(file);
    if (type === undefined || content === undefined) throw new ControlError(`the panel has no file ${file}`, 404);
    return reply.header("content-type", type).header("cache-control", "no-cache").send(content);
  });

  app.get<{ Querystring: { kind?: string; q?: string; limit?: string } }>("/_sandbox/people", (request) => {
    const { kind = "customer", q = "", limit = "100" } = request.query;
    if (kind !== "customer" && kind !== "staff") throw new ControlError("kind must be customer or staff");
    return listPeople(world, { kind, q, limit: clamp(limit) });
  });
  app.get<{ Querystring: { limit?: string } }>("/_sandbox/codes", (request) => listCodes(world, clamp(request.query.limit ?? "100")));
  app.get<{ Params: { chatId: string } }>("/_sandbox/groups/:chatId", (request) => groupView(world, request.params.chatId));
  app.get("/_sandbox/templates", () => listTemplates(world));
  app.get("/_sandbox/sidebars", () => listSidebars(world));
  app.post<{ Body: unknown }>("/_sandbox/panel/visit", (request) => ({ src: visitSrc(world, app, spoken, request.body) }));
}

/** Where a frame shows this url on this person's phone. */
function visitSrc(world: World, app: FastifyInstance, spoken: Map<string, string>, body: unknown): string {
  const input = typeof body === "object" && body !== null ? body : {};
  const who = "who" in input ? String(input.who) : "";
  const text = "url" in input ? String(input.url) : "";
  if (!world.persons.has(who) && !world.users.has(who)) throw new ControlError(`nobody is called ${who}`, 404);
  if (!URL.canParse(text) || !/^https?:$/u.test(new URL(text).protocol)) throw new ControlError("url must be http or https");
  const url = new URL(text);
  if ("language" in input) spoken.set(who, input.language === "en" ? "en" : "zh-CN");
  return url.href.replace(url.origin, gatewayOrigin({ who, origin: url.origin }, portOf(app)));
}

function portOf(app: FastifyInstance): number {
  const address: AddressInfo | string | null = app.server.address();
  return typeof address === "object" && address !== null ? address.port : 80;
}

async function fileOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(new URL(file, import.meta.url));
  } catch {
    return undefined;
  }
}

function clamp(limit: string): number {
  const number = Number(limit);
  return Number.isInteger(number) && number > 0 ? Math.min(number, 500) : 100;
}
