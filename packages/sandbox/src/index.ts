import { act } from "./acts/act.ts";
import type { Advanced } from "./conductor.ts";
import type { FaultRule } from "./faults.ts";
import { instantOf, parseDuration } from "./kit/time.ts";
import type { ActInput, ActResult, CreatePeople, Phone, PeopleOptions } from "./people-host.ts";
import { createPeople as robots } from "./people/index.ts";
import { fillProfile } from "./profile.ts";
import type { Profile } from "./profile.ts";
import { assemble } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { createServer } from "./server.ts";
import { DEFAULT_SETTINGS, mergeSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { setUpCorp } from "./setup.ts";
import { truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";
import { phoneOf } from "./world/phones.ts";
import type { Corp } from "./world/world.ts";

export type * from "./people-host.ts";
export type { Advanced, Corp, FaultRule, Profile, Settings, Truth };
export { ControlError } from "./kit/errors.ts";
export { LIMITS } from "./limits/limits.ts";

export interface SandboxOptions {
  seed?: number;
  /** ISO; where the clock of a new world starts; ignored when the data folder holds one */
  start?: string;
  /** keeps the state here; without it everything is in memory */
  dataDir?: string;
  /** 0 (default) takes a free port */
  port?: number;
  host?: string;
  /** virtual seconds per real second; 0 (default) stands still until `advance` */
  speed?: number;
  /** a ready-made corp; only read when the world is new */
  profile?: Profile;
  settings?: Partial<Settings>;
  people?: PeopleOptions;
  /** another implementation of the people, or null for none; default: src/people */
  createPeople?: CreatePeople | null;
}

export interface RunningSandbox {
  url: string;
  corp: Corp;
  /** same code as `POST /_sandbox/act` */
  act(input: ActInput): Promise<ActResult>;
  /** `advance("3d")`, `advance(0)` settles the present instant */
  advance(by: number | string): Promise<Advanced>;
  setSpeed(speed: number): Promise<void>;
  clock(): { now: string; speed: number; nextAt: string | null };
  truth(): Truth;
  phone(who: string): Phone;
  setup(input: unknown): ReturnType<typeof setUpCorp>;
  /** plays the admin console: checks the url, then sends events there */
  setCallback(url: string): Promise<void>;
  follow(url: string, key: string): Promise<void>;
  faults: { add(rule: unknown): FaultRule; list(): FaultRule[]; clear(id?: string): number };
  /** the parts, for tests of this package and benches */
  parts: Sandbox;
  /** ends what is under way and flushes the disk; calling it again is harmless */
  close(): Promise<void>;
}

const DEFAULT_START = "2026-03-02T00:00:00.000Z";

/** Starts a sandbox in this process. Loopback only unless `host` says otherwise. */
export async function createSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const start = instantOf(options.start ?? DEFAULT_START);
  if (Number.isNaN(start)) throw new TypeError(`start must be an ISO time, got ${options.start}`);
  const settings = mergeSettings(DEFAULT_SETTINGS, options.settings);
  const createPeople = options.createPeople === undefined ? robots : options.createPeople;
  const sandbox = assemble({ seed: options.seed ?? 1, start, dataDir: options.dataDir, settings }, createPeople, options.people ?? {});
  const { sim, conductor, followers, callbacks, faults } = sandbox;
  const { world } = sim;
  if (!world.reopened) {
    world.departments.put({ id: 1, name: "总部", parentid: 0, order: 0 });
    if (options.profile) fillProfile(sim, options.profile);
  }
  world.store.commit();
  const app = createServer(sandbox);
  await app.listen({ port: options.port ?? 0, host: options.host ?? "127.0.0.1" });
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  world.origin = `http://127.0.0.1:${port}`;
  await conductor.setSpeed(options.speed ?? 0);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    conductor.stop();
    await app.close();
    await followers.close();
    await conductor.close();
    await callbacks.close();
    world.store.close();
  };
  return {
    url: world.origin,
    corp: world.corp,
    act: (input) => act(sim, input),
    advance: (by) => conductor.advanceBy(parseDuration(by)),
    setSpeed: (speed) => conductor.setSpeed(speed),
    clock: () => conductor.state(),
    truth: () => truthOf(world),
    phone: (who) => phoneOf(world, who),
    setup: (input) => setUpCorp(sim, input, sandbox.people()),
    setCallback: (url) => callbacks.configure(url),
    follow: async (url, key) => {
      followers.add({ url, key });
      await conductor.welcome();
    },
    faults: { add: (rule) => faults.add(rule), list: () => faults.list(), clear: (id) => faults.clear(id) },
    parts: sandbox,
    close: () => (closing ??= close()),
  };
}
