const WAIT_MS = 5_000;

type Waiting = { run: (last: boolean) => void; timer: ReturnType<typeof setTimeout> };
const waiting = new Map<string, Waiting>();

/** Does something in a few seconds, so that it can be taken back as long as nobody knows of it. A page that goes away does it at once. */
export function later(key: string, run: (last: boolean) => void): () => void {
  waiting.get(key)?.run(false);
  const timer = setTimeout(() => {
    waiting.delete(key);
    run(false);
  }, WAIT_MS);
  waiting.set(key, { run, timer });
  return () => {
    clearTimeout(timer);
    waiting.delete(key);
  };
}

addEventListener("pagehide", () => {
  for (const { run, timer } of waiting.values()) {
    clearTimeout(timer);
    run(true);
  }
  waiting.clear();
});
