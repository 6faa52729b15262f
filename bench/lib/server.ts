import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../../scripts/lib/places.ts";

export interface Server {
  base: string;
  rssMiB(): number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  databaseUrl: string;
  /** an empty folder for its key and its ready.json */
  home: string;
  run: string;
  secretKey: string;
}

/** The real server as a process of its own, without a sandbox: its clock is the real one. */
export async function startServer({ databaseUrl, home, run, secretKey }: ServerOptions): Promise<Server> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const child = spawn(process.execPath, [path.join(repository, "apps/server/src/main.ts"), `--run=${run}`], {
    // Each operator signs in from an address of her own, as in a company.
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      SHUKE_HOME: home,
      SHUKE_SECRET_KEY: secretKey,
      PORT: "0",
      SANDBOX_URL: "",
      TRUSTED_PROXIES: "127.0.0.1",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  let ended = false;
  const exit = new Promise<void>((resolve) =>
    child.once("exit", () => {
      ended = true;
      resolve();
    }),
  );
  const file = path.join(home, "ready.json");
  for (let i = 0; i < 1200 && !existsSync(file); i++) {
    if (ended) throw new Error("the server ended before it was ready");
    await sleep(100);
  }
  const ready: { url: string } = JSON.parse(readFileSync(file, "utf8"));
  return {
    base: `http://127.0.0.1:${new URL(ready.url).port}`,
    rssMiB: () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" })) / 1024,
    stop: async () => {
      if (!ended) child.kill("SIGTERM");
      await exit;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
