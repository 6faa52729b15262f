import { api } from "@shuke/contract";
import type { FastifyInstance } from "fastify";
import { registerAssetFiles } from "#http/asset-files";
import { createDoorkeeper, registerLogin } from "#http/auth";
import { registerDocs } from "#http/docs";
import { registerDownloads } from "#http/download";
import { type ClockState, registerFollow } from "#http/follow";
import { registerHealth } from "#http/health";
import type { Metrics } from "#http/metrics";
import { type Route, route } from "#http/route";
import { serveRoutes } from "#http/serve";
import { registerPosterKit } from "#http/poster-kit";
import { createServer } from "#http/server";
import { registerConsole } from "#http/static";
import { currentSession } from "#modules/access";
import type { Core } from "./core.ts";
import { registerConsoleLogin, registerCallbacks, registerHooks, registerPages, routesOf, downloadsOf } from "./registry.ts";

/** The doors of one process, by its roles. Health, figures and the conductor's door are open in each. */
export async function mountHttp(core: Core, metrics: Metrics): Promise<FastifyInstance> {
  const { auth, config, db, follower } = core;
  const server = await createServer(config);
  metrics.register(server);
  registerHealth(server, db, () => core.readiness);
  if (follower) registerFollow(server, follower, core.followKey);
  if (config.roles.has("inbox")) await server.register((scope) => registerCallbacks(scope, core));
  if (!config.roles.has("api")) return server;

  const routes = [sessionRoute(core), ...routesOf(core)];
  const publicUrl = () => core.publicUrl;
  registerLogin(server, auth);
  const { clock, trail } = core;
  const doorkeeper = createDoorkeeper({ auth, db, clock, trail, publicUrl, secretKey: core.secretKey });
  serveRoutes(server, routes, { db, clock, doorkeeper, trail, afterWrite: core.nudge });
  registerDownloads(server, downloadsOf(core), { db, clock, doorkeeper });
  registerAssetFiles(server, { db, clock, doorkeeper });
  registerPosterKit(server, { db, clock, doorkeeper });
  registerDocs(
    server,
    routes.map(({ endpoint }) => endpoint),
    publicUrl,
  );
  await server.register((scope) => registerHooks(scope, core));
  await server.register((scope) => registerPages(scope, core));
  await server.register((scope) => registerConsoleLogin(scope, core));
  await registerConsole(server);
  return server;
}

/** The clock belongs to the process, not to a module: it is added to what `access` knows. */
function sessionRoute({ clock, follower }: Core): Route {
  return route(api.session.current, async (ctx) => {
    const state: ClockState = follower?.state ?? { rehearsal: false, speed: 1 };
    return {
      ...(await currentSession(ctx)),
      clock: { now: clock.now().toISOString(), ...state, ...(follower?.isStepping() ? { stepping: true } : {}) },
    };
  });
}
