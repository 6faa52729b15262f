import type { FastifyInstance } from "fastify";
import { ControlError, WecomError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";
import { checkPublicKey, newKeyPair } from "./cipher.ts";
import { archiveConfig, archiveRobots } from "./config.ts";
import type { ArchiveConfig, ArchiveRobot } from "./config.ts";
import { getChatData, getMediaData, initSdk } from "./sdk.ts";

const EDITIONS = ["1", "2", "3"];

function texts(value: unknown, field: string): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw new ControlError(`${field} must be a list of texts`);
  return value;
}

function editionsIn(world: World, value: unknown): ArchiveConfig["editions"] {
  const given = Array.isArray(value) ? { 3: value } : value;
  if (!isBody(given)) throw new ControlError("users must be a list of userids, or {edition: [userids]} with editions 1, 2 and 3");
  return Object.fromEntries(
    Object.entries(given).map(([edition, list]) => {
      if (!EDITIONS.includes(edition)) throw new ControlError(`there is no edition ${edition}: 1 office, 2 service, 3 enterprise`);
      const userids = texts(list, `users of edition ${edition}`);
      for (const userid of userids) if (!world.users.has(userid)) throw new ControlError(`there is no member ${userid}`, 404);
      return [edition, userids];
    }),
  );
}

/** `[{name, creator}]`; their ids come from their names. */
function robotsIn(world: World, value: unknown): ArchiveRobot[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.map((row) => {
    const { name, creator } = isBody(row) ? row : {};
    if (typeof name !== "string" || typeof creator !== "string") throw new ControlError("robots must be a list of {name, creator}");
    if (!world.users.has(creator)) throw new ControlError(`there is no member ${creator}`, 404);
    return { id: world.id("wb", 30, "archive-robot", name, creator), name, creator };
  });
}

/** Plays the console: who is archived, the public key, who may fetch. A new key gets the next version; the old ones stay. */
export function configureArchive(world: World, body: Body): { config: JsonObject; privateKey?: string } {
  const next: ArchiveConfig = { ...archiveConfig(world) };
  if (body.users !== undefined) next.editions = editionsIn(world, body.users);
  if (body.ips !== undefined) next.ips = texts(body.ips, "ips");
  if (body.defaultAgree !== undefined) next.defaultAgree = body.defaultAgree === true;
  const made = body.publicKey === undefined && (body.newKey === true || next.keys.length === 0) ? newKeyPair() : null;
  const publicKey = made?.publicKey ?? body.publicKey;
  if (publicKey !== undefined) {
    if (typeof publicKey !== "string") throw new ControlError("publicKey must be a text");
    checkPublicKey(publicKey);
    next.keys = [...next.keys, { version: next.keys.length + 1, publicKey }];
  }
  if (body.robots !== undefined) world.keep("archive-robots", robotsIn(world, body.robots));
  world.keep("archive", next);
  return { config: viewOf(world), ...(made ? { privateKey: made.privateKey } : {}) };
}

function viewOf(world: World): JsonObject {
  const { editions, keys, ips, defaultAgree } = archiveConfig(world);
  const archive = [...world.apps.values()].find((app) => app.kind === "archive");
  return {
    users: editions,
    keys,
    ips,
    defaultAgree,
    robots: archiveRobots(world),
    secret: archive?.secret ?? "",
    messages: world.archived.size,
  };
}

/** The console's page of the archive, and an HTTP stand-in for the native SDK (wecom-api §9.2). */
export function archiveRoutes(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  const bodyOf = (value: unknown): Body => (isBody(value) ? value : {});
  const answered = (work: () => JsonObject): JsonObject => {
    try {
      return { errcode: 0, errmsg: "ok", ...work() };
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      return { errcode: error.errcode, errmsg: error.message };
    }
  };
  app.get("/_sandbox/archive", () => viewOf(world));
  app.post("/_sandbox/archive", (request) => configureArchive(world, bodyOf(request.body)));
  app.post("/_sandbox/archive/sdk/init", (request) => answered(() => initSdk(world, bodyOf(request.body))));
  app.post("/_sandbox/archive/sdk/get_chat_data", (request) => answered(() => getChatData(world, bodyOf(request.body), request.ip)));
  app.post("/_sandbox/archive/sdk/get_media_data", (request) => answered(() => getMediaData(world, bodyOf(request.body), request.ip)));
}
