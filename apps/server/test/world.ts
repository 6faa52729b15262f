import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Endpoint, InputOf, OutputOf } from "@shuke/contract";
import { type ActInput, type ActResult, createSandbox, type Phone, type SandboxOptions } from "@shuke/sandbox";
import { type App, createApp } from "../src/app.ts";
import type { Config } from "../src/config.ts";
import { createTestDatabase } from "./database.ts";

export type WorldOptions = Pick<SandboxOptions, "seed" | "start" | "people" | "profile" | "settings"> & {
  /** Processes other than one with all roles; e.g. a second worker is a second `createApp`. */
  config?: Partial<Config>;
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A Monday morning in China, before work. */
const START = "2026-03-02T00:00:00.000Z";

/**
 * A whole house for one test: a sandbox in this process (the only conductor), a database of its own, and the server
 * that follows. Time stands still until `settle` or `advance`. Close it in `afterAll`.
 */
export async function createWorld(options: WorldOptions = {}) {
  const { config, ...sandboxOptions } = options;
  const sandbox = await createSandbox({ start: START, ...sandboxOptions });
  const database = await createTestDatabase();
  const home = mkdtempSync(path.join(tmpdir(), "shuke-world-"));
  const settled = { ...testConfig(database.url, home, sandbox.url), ...config };
  let app = await createApp(settled);
  await app.start();
  const demo = app.demo();
  if (!demo) throw new Error("the world did not enter demo mode");

  return {
    sandbox,
    /** The server that runs now: another one after `restart`. */
    get app() {
      return app;
    },
    get db() {
      return app.core.db;
    },
    corpId: demo.corp.corpId,
    credentials: demo.credentials,
    /** The server stops and comes back on its port with its data; `meanwhile` happens without it. */
    async restart(meanwhile?: () => Promise<unknown>): Promise<void> {
      const { port } = new URL(app.core.publicUrl);
      await app.stop();
      await meanwhile?.();
      app = await createApp({ ...settled, port: Number(port) });
      await app.start();
    },
    now: () => new Date(sandbox.clock().now),
    /** Somebody does something: `{who: "new", do: "scan", url}`. A refusal of the world comes as `error`. */
    act: (input: ActInput): Promise<ActResult> => sandbox.act(input),
    /** Lets everything happen that is due now; callbacks take a second or three, so mostly `advance` is meant. */
    settle: () => sandbox.advance(0),
    /** Moves on: "3 days", "36 hours", "20m", or milliseconds. */
    advance: (by: string | number) => sandbox.advance(by),
    api: <E extends Endpoint>(endpoint: E, input: InputOf<E>) => callApi(app, demo.credentials.apiKey, endpoint, input),
    phone: (who: string): Phone => sandbox.phone(who),
    truth: () => sandbox.truth(),
    close: async () => {
      await app.stop();
      await sandbox.close();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A refusal of the API, as a test wants to see it. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(name: string, status: number, body: unknown) {
    super(`${name} answered ${status}: ${JSON.stringify(body)}`);
    this.name = "ApiRefusal";
    this.status = status;
    this.body = body;
  }
}

/** Calls an endpoint as the owner, through the whole HTTP layer. Throws ApiRefusal for anything but 200. */
export async function callApi<E extends Endpoint>(app: App, apiKey: string, endpoint: E, input: InputOf<E>): Promise<OutputOf<E>> {
  const answer = await app.server.inject({
    method: "POST",
    url: `/api/${endpoint.name}`,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    payload: JSON.stringify(input),
  });
  const body: unknown = answer.json();
  if (answer.statusCode !== 200) throw new ApiRefusal(endpoint.name, answer.statusCode, body);
  // The server has parsed it with the same schema.
  return body as OutputOf<E>;
}

export function testConfig(databaseUrl: string, home: string, sandboxUrl: string | undefined): Config {
  return {
    databaseUrl,
    home,
    sandboxUrl,
    demo: { stores: 0, history: false },
    callersFolder: home,
    idSeed: undefined,
    port: 0,
    host: "127.0.0.1",
    publicUrl: undefined,
    roles: new Set(["api", "inbox", "worker"]),
    secretKey: "a key that only tests know, 32 long",
    logLevel: "warn",
    workers: 1,
    slowMs: 500,
    metricsToken: undefined,
    backupPassphrase: undefined,
    trustedProxies: [],
  };
}
