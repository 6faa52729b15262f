import { fail } from "../kit/errors.ts";
import type { Body } from "../kit/params.ts";
import type { Quotas } from "../quotas.ts";
import { appOf } from "../world/apps.ts";
import type { App } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { appOfToken } from "./tokens.ts";
import type { ApiRoute } from "./call.ts";
import type { Access } from "./families.ts";
import { refuseBlocked } from "./wrong-secrets.ts";

export interface Arrival {
  method: string;
  query: Body;
  ip: string;
  /** calls of this path that are being worked on, this one included */
  inFlight: number;
}

/** What stands between a call and its handler; throws the code of the first thing that is wrong. Answers the app, 0 for none. */
export function admit(world: World, quotas: Quotas, route: ApiRoute, arrival: Arrival): number {
  const { method, query, ip, inFlight } = arrival;
  if (route.method !== "ANY" && route.method !== method) throw fail(40063, `${route.method} required`);
  refuseBlocked(world, ip);
  if (query.debug === "1") quotas.takeDebug();
  let agentId = 0;
  if (route.access !== "open") {
    const token = query.access_token;
    agentId = appOfToken(world, typeof token === "string" ? token : "");
    const app = appOf(world, agentId);
    if (!app || app.disabled) throw fail(50003, "app disabled");
    if (app.kind === "app" && !isTrustedIp(world, ip)) throw fail(60020, `not allow to access from your ip, ${ip}`);
    if (!mayCall(world, app, route.access)) throw fail(48002, "api forbidden for this secret");
  }
  const { path, spec } = route;
  quotas.take({ path, ip, agentId, bot: typeof query.key === "string" ? query.key : "" });
  if (spec.concurrent !== undefined && world.settings.quotas && !world.limits.allows(spec.concurrent, inFlight)) {
    throw fail(45033, "api concurrent out of limit");
  }
  return agentId;
}

function mayCall(world: World, app: App, access: Access): boolean {
  switch (access) {
    case "open":
    case "any":
      return true;
    case "app":
      return app.kind === "app";
    case "customers":
      return (app.kind === "app" && app.customers) || (app.kind === "customers" && world.settings.systemSecrets);
    case "customer-apps":
      return app.kind === "app" && app.customers;
    case "kf":
      return (app.kind === "app" && app.kf) || (app.kind === "kf" && world.settings.systemSecrets);
    case "archive":
      return app.kind === "archive";
  }
}

interface TrustedIps {
  [field: string]: string[] | number;
  ips: string[];
  before: string[];
  /** virtual ms of the change */
  since: number;
}

/** 企业可信IP as typed into the console. Empty = nobody is refused, so that a newcomer's first call works. */
export function trustedIps(world: World): TrustedIps {
  return world.cell<TrustedIps>("trustedIps", { ips: [], before: [], since: 0 });
}

/** Plays the console; the change works after a minute (T-GOWW 60020). */
export function setTrustedIps(world: World, ips: string[]): void {
  world.keep("trustedIps", { ips, before: trustedIps(world).ips, since: world.now() });
}

function isTrustedIp(world: World, ip: string): boolean {
  const { ips, before, since } = trustedIps(world);
  if (ips.length === 0 && before.length === 0) return true;
  const settled = !world.limits.allows("trusted-ip.delay", (world.now() - since) / 1000);
  const now = settled ? ips : before;
  return now.length === 0 || now.includes(ip);
}
