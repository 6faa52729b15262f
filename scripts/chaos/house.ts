import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "@shuke/contract";
import { startDatabase } from "../../apps/server/src/db/embedded.ts";
import { StartupError } from "../../apps/server/src/db/startup-error.ts";
import { demoStores } from "../../apps/server/src/demo/brand.ts";
import { type Ready, readReady } from "../../apps/server/src/ready-file.ts";
import { startSandbox, startServer, type ServerProcess } from "../../apps/server/src/rehearse/processes.ts";
import { call } from "../../apps/server/src/rehearse/remote.ts";
import { home as homeFolder } from "../lib/places.ts";
import { startFront } from "./front.ts";
import { sandboxAt } from "./sandbox.ts";

/** A server under attack: how to ask it, and how to kill a part of it. */
export interface House {
  ready: Ready;
  sandboxUrl: string;
  /** Kills one of its living processes by chance in [0, 1); says which roles it had. It comes back after a pause, others may die meanwhile. */
  kill(chance: number, pauseMs: number): Promise<string>;
  /** When all processes are there again. */
  whole(): Promise<void>;
  close(): Promise<void>;
}

const STORES = 3;
/** A Monday, eight in the morning in China. */
const FROM = new Date("2026-03-02T00:00:00.000Z");
/** Two that answer pages and take callbacks, two that work; one does everything. */
const ROLES = ["api,inbox,worker", "worker", "api,inbox"] as const;
const BACK_SECONDS = 120;

/** A house of our own: database, sandbox, something in front, and three processes that share the roles. */
export async function openHouse(seed: number, people: number, say: (words: string) => void): Promise<House> {
  const cleanUp: Array<() => Promise<unknown> | void> = [];
  const close = async () => {
    for (const step of cleanUp.splice(0).toReversed()) {
      await Promise.resolve(step()).catch((error: unknown) => say(`a part could not be cleared away (${String(error)})`));
    }
  };
  try {
    const home = mkdtempSync(path.join(tmpdir(), "shuke-chaos-"));
    cleanUp.push(() => rmSync(home, { recursive: true, force: true }));
    const database = await startDatabase({ home, mode: "throwaway" });
    cleanUp.push(() => database.stop());
    const sandbox = await startSandbox({ seed, from: FROM });
    cleanUp.push(() => sandbox.stop());
    const ports = await Promise.all(ROLES.map(freePort));
    const front = await startFront(ports.filter((_, i) => ROLES[i]?.includes("api")));
    cleanUp.push(() => front.close());
    const start = (i: number) => {
      const options = { home, databaseUrl: database.url, sandboxUrl: sandbox.url, stores: STORES, seed: null, publicUrl: front.url };
      return startServer({ ...options, port: ports[i] ?? 0, roles: ROLES[i] ?? "worker" });
    };
    const servers: ServerProcess[] = [];
    /** Those that were killed and are on their way. */
    const coming = new Map<number, Promise<void>>();
    // The first makes the demo brand; the others find it.
    for (const [i, roles] of ROLES.entries()) {
      say(`starting ${roles}`);
      servers.push(await start(i));
    }
    cleanUp.push(async () => {
      await Promise.allSettled(coming.values());
      await Promise.all(servers.map((server) => server.stop()));
    });
    const ready = { ...(readReady(home) ?? servers[0]?.ready), url: front.url } as Ready;
    await populate(ready, sandbox.url, people);
    const bringBack = async (i: number, pauseMs: number) => {
      await sleep(pauseMs);
      servers[i] = await start(i);
      coming.delete(i);
    };
    return {
      ready,
      sandboxUrl: sandbox.url,
      async kill(chance, pauseMs) {
        const living = [...servers.keys()].filter((i) => !coming.has(i));
        const i = living[Math.floor(chance * living.length)];
        // Everybody is down: that is a state, too.
        if (i === undefined) return "nobody";
        await servers[i]?.kill();
        coming.set(i, bringBack(i, pauseMs));
        coming.get(i)?.catch(() => {});
        return ROLES[i] ?? "";
      },
      whole: async () => void (await Promise.all(coming.values())),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function populate(ready: Ready, sandboxUrl: string, people: number): Promise<void> {
  const posters = await posterCodes(ready);
  const near = demoStores(STORES).map(({ lng, lat, city, district, name }) => ({
    lng,
    lat,
    city,
    district,
    name,
    weight: 1,
    radiusKm: 1.5,
  }));
  await sandboxAt(sandboxUrl).setUp({ customers: { key: "chaos", count: people, arrive: { days: 1 }, codes: posters, near } });
}

export async function posterCodes(ready: Ready): Promise<string[]> {
  const { items } = await call(ready, api.liveCodes.list, { kind: "staff" });
  return items.flatMap(({ qrUrl }) => qrUrl ?? []);
}

/** A house that somebody else keeps: the processes that `ready.json` names are killed, and somebody must bring them back. */
export function attachTo(): House {
  const home = homeFolder();
  const ready = readReady(home);
  if (ready === null || ready.sandbox === undefined || ready.processes.length === 0) {
    throw new StartupError(
      `There is no running demo server in ${home}: start one with npm start (SHUKE_HOME names another folder). Its ready.json must name a sandbox and processes.`,
      `${home} 里没有在运行的演示服务。请先运行 npm start（SHUKE_HOME 可以指定别的目录），它的 ready.json 要写明沙箱和进程。`,
    );
  }
  return {
    ready,
    sandboxUrl: ready.sandbox.url,
    async kill(chance) {
      const now = readReady(home);
      const pids = [...new Set((now?.processes ?? []).map(({ pid }) => pid))];
      const pid = pids[Math.floor(chance * pids.length)];
      if (pid === undefined) return "nobody";
      const roles = (now?.processes ?? []).filter((one) => one.pid === pid).map(({ role }) => role);
      process.kill(pid, "SIGKILL");
      const until = Date.now() + BACK_SECONDS * 1000;
      const isBack = () => {
        const seen = readReady(home)?.processes ?? [];
        return (
          roles.every((role) => seen.some((one) => one.role === role && !pids.includes(one.pid))) || (pids.length > 1 && seen.length > 0)
        );
      };
      while (!isBack()) {
        if (Date.now() > until) throw nobodyRestarts(roles.join(","));
        await sleep(200);
      }
      return roles.join(",");
    },
    // It was waited for at each kill.
    whole: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function nobodyRestarts(roles: string): StartupError {
  return new StartupError(
    `A killed server process (${roles}) was not back after ${BACK_SECONDS} s. --attach needs somebody who restarts it, as npm start does.`,
    `被杀掉的服务进程（${roles}）${BACK_SECONDS} 秒还没有回来。--attach 需要有人负责重启，npm start 会做。`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
