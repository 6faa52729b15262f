import { spawn } from "node:child_process";
import path from "node:path";
import { repository } from "../lib/places.ts";
import type { Outcome } from "./outcome.ts";

const MINUTES = 3;

/**
 * `npm run chaos` in real time with several processes, where the rehearsal's chaos kills one process at chosen instants of a world that
 * waits for it.
 */
export async function attack(): Promise<Pick<Outcome, "verdict" | "words">> {
  const script = path.join(repository, "scripts/chaos.ts");
  const child = spawn(process.execPath, [script, "--minutes", String(MINUTES), "--seed", "1", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text, code] = await Promise.all([
    child.stdout.setEncoding("utf8").toArray(),
    new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve)),
  ]);
  return { verdict: code === 0 ? "kept" : "broken", words: text.join("").trim() || `chaos ended with ${code}` };
}
