import type { Engine } from "./engine.ts";
import { log } from "#kit/log";

export type Loop = { pause(): Promise<void>; resume(): void; stop(): Promise<void>; nudge(): void };

/** Runs the engine in real time: at once when there is work, else every `restMs` or when nudged. */
export function startLoop(engine: Engine, restMs = 250): Loop {
  let running = true;
  let paused = false;
  let wake: (() => void) | null = null;
  // A nudge during a round would be lost otherwise: what it announces may have come after the round looked.
  let nudged = false;
  let idle: Promise<void> = Promise.resolve();

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, restMs);
      function done() {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
      wake = done;
    });

  async function run() {
    while (running) {
      if (!paused) {
        const round = engine.round().catch((error: unknown) => {
          log.error({ err: error }, "a round failed");
          return 0;
        });
        idle = round.then(() => {});
        if ((await round) > 0) continue;
      }
      if (!nudged) await rest();
      nudged = false;
    }
  }
  const finished = run();

  return {
    nudge: () => {
      nudged = true;
      wake?.();
    },
    pause: async () => {
      paused = true;
      await idle;
    },
    resume: () => {
      paused = false;
      wake?.();
    },
    stop: async () => {
      running = false;
      nudged = true;
      wake?.();
      await finished;
    },
  };
}
