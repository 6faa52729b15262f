import { availableParallelism, loadavg } from "node:os";

/** What one long run found. `not run`: what it needs is not on this machine. */
export interface Outcome {
  name: string;
  verdict: "kept" | "broken" | "not run";
  seconds: number;
  /** Figures, or what went wrong. */
  words: string;
}

const SIGN = { kept: "✓", broken: "✗", "not run": "–" } as const;

export function shown({ name, verdict, seconds, words }: Outcome): string {
  return `${SIGN[verdict]} ${name.padEnd(20)} ${seconds.toFixed(1).padStart(7)} s · ${words}`;
}

/** Times a run; one that throws is broken, with the reason. */
export async function timed(name: string, run: () => Promise<Pick<Outcome, "verdict" | "words">>): Promise<Outcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const { verdict, words } = await run();
    return { name, verdict, words, seconds: seconds() };
  } catch (error) {
    return { name, verdict: "broken", words: error instanceof Error ? error.message : String(error), seconds: seconds() };
  }
}

/** How busy the machine is beside us: bounds in seconds mean a quiet one. */
export const busy = () => `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`;
