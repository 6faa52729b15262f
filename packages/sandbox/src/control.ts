import { setUpShop, shopState } from "./shop.ts";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { act } from "./acts/act.ts";
import type { Sandbox } from "./sandbox.ts";
import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import type { Body } from "./kit/params.ts";
import { parseDuration, parseIso } from "./kit/time.ts";
import { mergeSettings } from "./settings.ts";
import { setUpCorp } from "./setup.ts";
import { FAMILIES, truthOf, truthRows } from "./truth.ts";
import { phoneOf } from "./world/phones.ts";

function bodyOf(value: unknown): Body {
  if (value === undefined || value === null) return {};
  if (!isBody(value)) throw new ControlError("the body must be a JSON object");
  return value;
}

async function setClock(sandbox: Sandbox, body: Body): Promise<object> {
  const given = ["advance", "now", "speed"].filter((field) => body[field] !== undefined);
  if (given.length !== 1) throw new ControlError("clock takes exactly one of {advance}, {now}, {speed}");
  const { conductor } = sandbox;
  if (body.advance !== undefined) return conductor.advanceBy(parseDuration(body.advance));
  if (body.now !== undefined) return conductor.advanceTo(parseIso(body.now, "now"));
  await conductor.setSpeed(body.speed);
  return conductor.state();
}

function truth(sandbox: Sandbox, query: Record<string, string>, reply: FastifyReply): unknown {
  if (query.full !== "1") return truthOf(sandbox.sim.world);
  const { world } = sandbox.sim;
  const lines = function* (): Generator<string> {
    for (const family of FAMILIES) {
      for (const row of truthRows(world, family)) yield `${JSON.stringify({ family, row })}\n`;
    }
  };
  return reply.type("application/x-ndjson").send(Readable.from(lines()));
}

/** The control plane below /_sandbox (DESIGN §6). Errors are HTTP 4xx with `{error}` in words. */
export function controlRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  const { sim, faults, callbacks, followers, conductor, calls, quotas, people } = sandbox;
  const { world } = sim;
  app.get("/_sandbox/corp", () => ({ url: world.origin, ...world.corp, callbackUrl: callbacks.url, seed: world.seed }));
  app.get<{ Querystring: Record<string, string> }>("/_sandbox/truth", (request, reply) => truth(sandbox, request.query, reply));
  app.post("/_sandbox/act", (request) => act(sim, request.body));
  app.get<{ Params: { who: string }; Querystring: { groups?: string } }>("/_sandbox/phones/:who", ({ params, query }) =>
    phoneOf(world, params.who, { groups: query.groups !== "0" }),
  );
  app.get("/_sandbox/phones", () => ({
    staff: [...world.users.values()]
      .filter((user) => user.status === 1)
      .map(({ userid, name, position }) => ({ who: userid, name, position })),
    customers: world.persons.latest(200).map(({ who, name }) => ({ who, name })),
    customersTotal: world.persons.size,
  }));

  app.get("/_sandbox/clock", () => conductor.state());
  app.post("/_sandbox/clock", (request) => setClock(sandbox, bodyOf(request.body)));

  app.get("/_sandbox/faults", () => ({ faults: faults.list(), callbacks: callbacks.stats }));
  app.post("/_sandbox/faults", (request) => {
    const given = Array.isArray(request.body) ? request.body : [request.body];
    return { faults: given.map((rule) => faults.add(rule)) };
  });
  app.delete<{ Querystring: { id?: string } }>("/_sandbox/faults", (request) => ({
    removed: faults.clear(request.query.id ?? idIn(request.body)),
  }));

  app.get<{ Querystring: { path?: string; limit?: string } }>("/_sandbox/calls", (request) => ({
    total: calls.total,
    byPath: calls.totals(),
    calls: calls.list({ path: request.query.path?.replace(/^\/?cgi-bin\//, ""), limit: Number(request.query.limit ?? 200) || 200 }),
    quotas: quotas.use(),
  }));

  app.get<{ Params: { n: string } }>("/_sandbox/calls/:n", (request) => {
    const detail = calls.detail(Number(request.params.n));
    if (!detail) throw new ControlError("this call is too long ago", 404);
    return detail;
  });

  app.get("/_sandbox/followers", () => ({ followers: followers.list() }));
  app.post("/_sandbox/followers", async (request) => {
    const { url } = followers.add(request.body);
    await conductor.welcome();
    return { url, ...conductor.state() };
  });
  app.delete("/_sandbox/followers", (request) => ({ removed: followers.remove(bodyOf(request.body).url) }));
  app.post("/_sandbox/followers/outage", (request) => {
    const { url, seconds } = bodyOf(request.body);
    return { until: followers.declareOutage(url, seconds) };
  });

  app.get("/_sandbox/callback", () => ({ url: callbacks.url, pending: pendingCallbacks(sandbox), ...callbacks.stats }));
  app.get<{ Querystring: { limit?: string } }>("/_sandbox/callback/log", (request) => ({
    total: callbacks.log.total,
    callbacks: callbacks.log.list(Number(request.query.limit ?? 200) || 200),
  }));
  app.post("/_sandbox/callback", async (request) => {
    const { url, token = world.corp.token, encodingAesKey = world.corp.encodingAesKey } = bodyOf(request.body);
    if (typeof url !== "string" || typeof token !== "string" || typeof encodingAesKey !== "string") {
      throw new ControlError("callback takes {url}, and maybe {token, encodingAesKey}");
    }
    callbacks.setKeys(token, encodingAesKey);
    await callbacks.configure(url);
    return { url };
  });

  app.get("/_sandbox/trusted", () => ({ hosts: world.cell<string[]>("trusted", []) }));
  app.post("/_sandbox/trusted", (request) => {
    const { host } = bodyOf(request.body);
    if (typeof host !== "string" || !/^[A-Za-z0-9.-]+(:\d+)?$/.test(host))
      throw new ControlError("trusted takes {host} such as h5.example.com");
    const hosts = new Set(world.cell<string[]>("trusted", [])).add(host);
    world.keep("trusted", [...hosts]);
    return { hosts: [...hosts] };
  });

  app.post("/_sandbox/corp/setup", (request) => setUpCorp(sim, request.body, people()));
  app.get("/_sandbox/settings", () => world.settings);
  app.post("/_sandbox/settings", (request) => {
    world.settings = mergeSettings(world.settings, request.body);
    world.keep("settings", { ...world.settings });
    return world.settings;
  });
  app.get("/_sandbox/people/stats", () => people().stats());
  app.get("/_sandbox/troubles", () => ({ troubles: sandbox.troubles }));
  app.get("/_sandbox/shop", () => shopState(world));
  app.post("/_sandbox/shop", (request) => setUpShop(world, request.body));
  app.get<{ Querystring: { who?: string } }>("/_sandbox/orders", (request) => {
    const { who } = request.query;
    return { orders: [...world.orders.values()].filter((order) => who === undefined || order.who === who) };
  });
}

function idIn(body: unknown): string | undefined {
  return isBody(body) && typeof body.id === "string" ? body.id : undefined;
}

function pendingCallbacks(sandbox: Sandbox): number {
  let pending = 0;
  for (const effect of sandbox.sim.world.effects.values()) if (effect.kind === "callback") pending += 1;
  return pending;
}
