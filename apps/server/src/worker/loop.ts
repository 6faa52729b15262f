import { log } from "#kit/log";

export type Loop = { pause(): Promise<void>; resume(): void; stop(): Promise<void>; nudge(): void };

/**
 * Runs rounds in real time, each kind in its own rhythm: at once when there was work, else every `restMs` or when nudged. Work
 * of one kind makes work for the others, so it wakes them.
 */
export function startLoop(rounds: ReadonlyArray<() => Promise<number>>, restMs = 250): Loop {
  const loops = rounds.map((round) => startOne(round, restMs, (who) => nudge(who)));
  const nudge = (except?: Loop) => {
    for (const loop of loops) if (loop !== except) loop.nudge();
  };
  return {
    nudge: () => nudge(),
    pause: async () => void (await Promise.all(loops.map((loop) => loop.pause()))),
    resume: () => {
      for (const loop of loops) loop.resume();
    },
    stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))),
  };
}

function startOne(round: () => Promise<number>, restMs: number, didWork: (self: Loop) => void): Loop {
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

  const self: Loop = {
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

  async function run() {
    while (running) {
      if (!paused) {
        const done = round().catch((error: unknown) => {
          log.error({ err: error }, "a round failed");
          return 0;
        });
        idle = done.then(() => {});
        if ((await done) > 0) {
          didWork(self);
          continue;
        }
      }
      if (!nudged) await rest();
      nudged = false;
    }
  }
  const finished = run();
  return self;
}
