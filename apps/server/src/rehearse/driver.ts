import { setTimeout as pause } from "node:timers/promises";
import { api } from "@shuke/contract";
import { demoStores } from "../demo/brand.ts";
import type { SandboxLink } from "../sandbox-link.ts";
import { mixCrew } from "./crew.ts";
import { plantFaults } from "./faults.ts";
import { KEPT_OF_A_GROUP } from "./phones.ts";
import { call } from "./remote.ts";
import type { RehearsalOptions } from "./options.ts";
import type { ServerProcess } from "./processes.ts";
import { playStock } from "./stock.ts";
import type { Outage } from "./welcomes.ts";

export type Stage = {
  options: RehearsalOptions;
  sandbox: SandboxLink;
  server: ServerProcess;
  /** Kills the server without warning and brings it up again on the same port; answers the new process. */
  restart(): Promise<ServerProcess>;
  progress(part: number, words: string): void;
  kills: Kills;
  /** Calls to WeCom that are claimed and not answered, as the database knows them. */
  inHand(): Promise<number>;
};

/** `outages`: when it was gone, in the world's time; `slowestStartMs` real time from the kill until it was there again. */
export type Kills = { count: number; inHand: number; outages: Outage[]; slowestStartMs: number };

const HOUR = 3_600_000;
/** People come early enough that everybody's seven days and the last step's window are over at the end. */
const TAIL_DAYS = 10;
/**
 * How long a killed server is missing in the world's time, by turns: as long as a supervisor needs, so that a welcome in hand can still
 * be given, and longer than its twenty seconds.
 */
const OUTAGE_SECONDS = [8, 60] as const;
/** What the world goes on by while the server is killed and comes back. */
const KILL_MS = 10 * 60_000;

/** Plays the days: people come, time moves on in steps of six hours, and faults happen where they were asked for. */
export async function play(stage: Stage): Promise<ServerProcess> {
  const { options, sandbox } = stage;
  let server = stage.server;
  if (options.yaml !== null) await call(server.ready, api.playbooks.install, { key: options.playbook, yaml: options.yaml });
  await setPace(stage);
  await plantFaults(options, sandbox);
  await mixCrew(options, sandbox);
  await people(stage, server);
  const end = options.from.getTime() + options.days * 24 * HOUR;
  const kills = killTimes(options, end);
  const stocked = new Set<string>();
  const every = { at: performance.now() + options.killEvery * 1000 };
  for (let at = options.from.getTime(); at < end;) {
    const next = Math.min(end, at + 6 * HOUR, ...kills.filter((time) => time > at));
    server = await moveOn(stage, server, new Date(next), every);
    await playStock(server.ready, (next - options.from.getTime()) / HOUR, stocked);
    const killed = kills.includes(next);
    if (killed) server = await killNow(stage, server);
    at = killed ? next + KILL_MS : next;
    stage.progress((at - options.from.getTime()) / (end - options.from.getTime()), new Date(at).toISOString().slice(0, 16));
  }
  await sandbox.clearFaults();
  // What callbacks missed is found by comparing everything once more; then the last answers come in.
  await call(server.ready, api.sync.run, {});
  await sandbox.advance("20m");
  await call(server.ready, api.sync.run, {});
  await sandbox.advance("20m");
  return server;
}

/**
 * Callbacks of one moment come together, two seconds later, but for one in fifty that is slow: a month then has few
 * distinct instants, and work comes in batches as it does at size (DESIGN: batches are batches).
 */
async function setPace({ sandbox }: Stage) {
  await sandbox.settings({ callbackSeconds: [2, 2], groupDetailLagSeconds: [2, 2], groupMessagesKept: KEPT_OF_A_GROUP });
}

async function people({ options, sandbox }: Stage, server: ServerProcess) {
  const codes = await call(server.ready, api.liveCodes.list, { kind: "staff" });
  const posters = codes.items.flatMap((code) => code.qrUrl ?? []);
  if (posters.length === 0) throw new Error(`no staff code has a picture: ${JSON.stringify(codes.items)}`);
  const near = demoStores(options.stores).map((store, i) => ({
    lng: store.lng,
    lat: store.lat,
    weight: i === 0 ? 4 : i < 3 ? 2 : 1,
    radiusKm: 1.5,
    city: store.city,
    district: store.district,
    name: store.name,
  }));
  const days = Math.max(1, options.days - TAIL_DAYS);
  await sandbox.setUp({ customers: { key: "rehearsal", count: options.customers, arrive: { days }, codes: posters, near } });
}

/** Local times at which much is due at once: steps are planned and handed over, people answer. */
const BUSY = ["10:30", "14:30", "11:00", "10:00", "12:00", "08:30", "18:00"];

/** Spread over the days, just before something happens. */
function killTimes({ kills, from, days }: RehearsalOptions, end: number): number[] {
  const last = Math.max(1, days - 1);
  return Array.from({ length: kills }, (_, i) => {
    const day = Math.min(last, 1 + Math.floor((i * last) / kills));
    const [hour = 0, minute = 0] = (BUSY[i % BUSY.length] ?? "").split(":").map(Number);
    // `from` is eight in the morning in China.
    const time = from.getTime() + day * 24 * HOUR + (hour - 8) * HOUR + minute * 60_000 - 1000;
    return Math.min(end - 2 * KILL_MS, time);
  });
}

/**
 * In the middle of work: the conductor is stepping when the process goes, by turns while a call to WeCom is in hand (law 4
 * is about nothing else) and at any moment.
 */
async function killNow(stage: Stage, server: ServerProcess): Promise<ServerProcess> {
  const { kills } = stage;
  let still = true;
  const moving = stage.sandbox.advance(KILL_MS).finally(() => (still = false));
  moving.catch(() => {});
  if (kills.count % 2 === 0) while (still && (await stage.inHand()) === 0);
  else await pause(20 + ((kills.count * 53 + stage.options.seed * 37) % 200));
  const fresh = await strike(stage, server);
  await moving;
  return fresh;
}

/** Moves the world on, and kills whenever the server has been there for `--kill-every` seconds, at whatever instant that is. */
async function moveOn(stage: Stage, server: ServerProcess, to: Date, every: { at: number }): Promise<ServerProcess> {
  const moving = stage.sandbox.advanceTo(to);
  if (stage.options.killEvery === 0) {
    await moving;
    return server;
  }
  let alive = server;
  const over = moving.then(() => true);
  for (;;) {
    const stop = new AbortController();
    const due = pause(Math.max(0, every.at - performance.now()), false, { signal: stop.signal }).catch(() => false);
    if (await Promise.race([over, due]).finally(() => stop.abort())) return alive;
    alive = await strike(stage, alive);
    every.at = performance.now() + stage.options.killEvery * 1000;
  }
}

/** The server dies without warning, is missing for a while, and comes back on its port. */
async function strike(stage: Stage, server: ServerProcess): Promise<ServerProcess> {
  const { kills, sandbox } = stage;
  const struck = performance.now();
  const gone = server.kill();
  const seconds = OUTAGE_SECONDS[(kills.count >> 1) % OUTAGE_SECONDS.length] ?? OUTAGE_SECONDS[0];
  // Nothing moves between the kill and this: the conductor waits for the server's answer.
  const { now } = await sandbox.clock();
  await sandbox.outage(server.ready.url, seconds);
  await gone;
  kills.outages.push({ from: now, until: new Date(now.getTime() + seconds * 1000) });
  kills.count += 1;
  kills.inHand += await stage.inHand();
  const fresh = await stage.restart();
  kills.slowestStartMs = Math.max(kills.slowestStartMs, Math.round(performance.now() - struck));
  return fresh;
}
