import { api } from "@shuke/contract";
import { demoStores } from "../demo/brand.ts";
import type { SandboxLink } from "../sandbox-link.ts";
import { mixCrew } from "./crew.ts";
import { plantFaults } from "./faults.ts";
import { KEPT_OF_A_GROUP } from "./phones.ts";
import { call } from "./remote.ts";
import type { RehearsalOptions } from "./options.ts";
import type { ServerProcess } from "./processes.ts";

export type Stage = {
  options: RehearsalOptions;
  sandbox: SandboxLink;
  server: ServerProcess;
  /** Kills the server without warning and brings it up again on the same port; answers the new process. */
  restart(): Promise<ServerProcess>;
  progress(part: number, words: string): void;
  kills: { count: number; inHand: number };
  /** Calls to WeCom that are claimed and not answered, as the database knows them. */
  inHand(): Promise<number>;
};

const HOUR = 3_600_000;
/** People come early enough that everybody's seven days and the last step's window are over at the end. */
const TAIL_DAYS = 10;
/** How long a killed server is missing in the world's time. */
const OUTAGE_SECONDS = 60;
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
  for (let at = options.from.getTime(); at < end;) {
    const next = Math.min(end, at + 6 * HOUR, ...kills.filter((time) => time > at));
    await sandbox.advanceTo(new Date(next));
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
  else await new Promise((resolve) => setTimeout(resolve, 20 + ((kills.count * 53 + stage.options.seed * 37) % 200)));
  const gone = server.kill();
  await stage.sandbox.outage(server.ready.url, OUTAGE_SECONDS);
  await gone;
  kills.count += 1;
  kills.inHand += await stage.inHand();
  const fresh = await stage.restart();
  await moving;
  return fresh;
}
