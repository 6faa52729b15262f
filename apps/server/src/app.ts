import { createHmac } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { answerLanes, createDispatcher, type Dispatcher, otherLanes, takeWorkerLock, type WorkerIdentity } from "#actions";
import { type Config, secretKeyOf } from "#config";
import { connect } from "#db/connect";
import { migrate } from "#db/migrate";
import { createSlowLog } from "#db/slow-log";
import { createFollower } from "#http/follow";
import { createMetrics, type Metrics } from "#http/metrics";
import { createFollowedClock, systemClock } from "#kit/clock";
import { useTombstoneKey, withoutForgotten } from "#kit/forgotten";
import { seedIds } from "#kit/ids";
import { log } from "#kit/log";
import { createSecrets } from "#kit/secrets";
import { createAuth, createTrail } from "#modules/access";
import { createSenders } from "#senders";
import { createEngine, type Engine, type Loop, type Part, startLoop } from "#worker";
import { type Demo, enterDemo, leaveDemo } from "./app-demo.ts";
import { mountHttp } from "./app-http.ts";
import type { Core } from "./core.ts";
import { type Beat, startBeat } from "./process-beat.ts";
import { dutiesOf, handlersOf } from "./registry.ts";
import { createSandboxLink } from "./sandbox-link.ts";
import { createWecomClients } from "./wecom-clients.ts";

export type App = {
  readonly core: Core;
  /** Undefined where this process has no worker role. */
  readonly engine: Engine | undefined;
  readonly server: FastifyInstance;
  /** The sandbox's corp and the login; undefined before `start` and outside of demo mode. */
  demo(): Demo | undefined;
  /** Listens, then follows the sandbox (demo) or runs freely. */
  start(): Promise<void>;
  /** Takes nothing new, ends the round that runs, closes everything. */
  stop(): Promise<void>;
};

export type Overrides = {
  /** Calls under way at once; default 64. */
  concurrency?: number;
};

/**
 * Callbacks are stored or refused within WeCom's five seconds: so is each of their statements. Two lanes write; the third connection is
 * for a lane whose own broke.
 */
const INTAKE = { max: 3, name: "shuke inbox", statementTimeoutMs: 4000, connectTimeoutMs: 3000 };

/** Puts the house together. `config.databaseUrl` must be set. Nothing listens and nothing runs before `start()`. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  if (config.databaseUrl === undefined) throw new Error("createApp needs config.databaseUrl");
  log.level = config.logLevel;
  if (config.idSeed !== undefined) seedIds(config.idSeed);
  const sandbox = config.sandboxUrl === undefined ? undefined : createSandboxLink(config.sandboxUrl);
  const followed = sandbox && createFollowedClock((await sandbox.clock()).now);
  const clock = followed ?? systemClock;
  await migrate(config.databaseUrl, { log: (line) => log.info(line) });
  const slowLog = createSlowLog(config.slowMs);
  const connection = connect(config.databaseUrl, { max: 20, log: (event) => slowLog.see(event) });
  const { db, pool } = connection;
  const intake = config.roles.has("inbox") ? connect(config.databaseUrl, { ...INTAKE, log: (event) => slowLog.see(event) }) : undefined;
  const secretKey = secretKeyOf(config);
  useTombstoneKey(secretKey);
  const secrets = createSecrets(db, secretKey);
  const wecom = createWecomClients({
    secrets,
    clock,
    strain: (corpId, answer) => withoutForgotten(db, corpId, answer),
    share: 1 / config.workers,
  });
  const metrics = createMetrics({ db, pool, clock, quotas: () => wecom.quotas() }, config.metricsToken);
  // One each for answers and for the rest: neither may take for orphaned what the other has in hand.
  const workers = config.roles.has("worker") ? { answers: await takeWorkerLock(pool), rest: await takeWorkerLock(pool) } : undefined;
  let loop: Loop | undefined;
  let port = config.port;
  const ownUrl = () => `http://${ownName(config)}:${port}`;
  const publicUrl = () => config.publicUrl ?? ownUrl();
  const resume = () => {
    if (!engine) return;
    loop ??= startLoop([() => engine.round("answers"), () => engine.round("rest")]);
    loop.resume();
  };
  const core: Core = {
    config,
    db,
    intake: intake?.db,
    pool,
    clock,
    secretKey,
    secrets,
    sandbox,
    // The demo listens on loopback only, where browsers of tests sign in again and again.
    auth: createAuth({ db, secret: secretKey, publicUrl, signInsPerMinute: sandbox ? 600 : 20 }),
    trail: createTrail(db),
    wecom,
    slowLog,
    follower: followed && createFollower({ clock: followed, drain: () => drain(engine), pause: async () => loop?.pause(), resume }),
    // The same after a restart, so that an order of the conductor in between is obeyed.
    followKey: createHmac("sha256", secretKey).update("conductor").digest("base64url"),
    readiness: { migrated: true, following: sandbox ? false : null, callbacks: null },
    get publicUrl() {
      return publicUrl();
    },
    get ownUrl() {
      return ownUrl();
    },
    nudge: () => loop?.nudge(),
  };
  const engine = workers && engineOf(core, workers, metrics, overrides.concurrency ?? 64);
  const server = await mountHttp(core, metrics);
  let demo: Demo | undefined;
  let starting: Promise<void> | undefined;
  let beat: Beat | undefined;

  async function enter(): Promise<void> {
    await server.listen({ port: config.port, host: config.host });
    const address = server.server.address();
    if (address !== null && typeof address === "object") port = address.port;
    beat = await startBeat(core);
    if (sandbox) demo = await enterDemo(core, sandbox);
    else resume();
  }

  return {
    core,
    engine,
    server,
    demo: () => demo,
    start: () => (starting ??= enter()),
    async stop() {
      if (sandbox && starting) await leaveDemo(core, sandbox, starting);
      await closeServer(server);
      // A step outlives the conductor's connection, and needs the database to its end.
      await core.follower?.idle();
      await loop?.stop();
      await core.wecom.close();
      await beat?.stop();
      await workers?.answers.release();
      await workers?.rest.release();
      await intake?.close();
      await core.trail.flush().catch((error: unknown) => log.warn({ err: error }, "who saw what in the last second is not recorded"));
      await connection.close();
    },
  };
}

/** A connection that was busy when closing began would otherwise be kept alive, and the process with it. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  await server.close().finally(() => clearInterval(sweep));
}

async function drain(engine: Engine | undefined): Promise<{ nextDueAt: Date | null }> {
  return (await engine?.drain()) ?? { nextDueAt: null };
}

/** Handlers, duties and senders of this process under one heart. */
function engineOf(core: Core, workers: Readonly<Record<Part, WorkerIdentity>>, metrics: Metrics, concurrency: number): Engine {
  const { db, clock, wecom } = core;
  const senders = createSenders({
    wecom,
    get publicUrl() {
      return core.publicUrl;
    },
  });
  const dispatcher = (worker: WorkerIdentity, lanes: readonly string[]): Dispatcher => {
    const bare = createDispatcher({ db, worker, senders, lanes, now: () => clock.now(), concurrency });
    return {
      ...bare,
      async round(corpId, seen) {
        const done = await bare.round(corpId, seen);
        metrics.round(done);
        return done;
      },
    };
  };
  const dispatchers = { answers: dispatcher(workers.answers, answerLanes), rest: dispatcher(workers.rest, otherLanes) };
  return createEngine({ db, clock, handlers: handlersOf(core), duties: dutiesOf(core), dispatchers });
}

/** The sandbox shows our pages in a frame: a browser lends them their cookies only if both have one host name. */
function ownName(config: Config): string {
  return config.sandboxUrl === undefined ? "localhost" : new URL(config.sandboxUrl).hostname;
}
