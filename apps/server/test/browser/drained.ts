import type { Page, Request } from "playwright-core";

type Asked = { open: Set<Request>; ever: number; ended?: () => void };
const asked = new WeakMap<Page, Asked>();

/** From here on what the page asks is counted. Call it before the page loads anything. */
export function countRequests(page: Page): void {
  const count: Asked = { open: new Set(), ever: 0 };
  asked.set(page, count);
  page.on("request", (request) => {
    // Another document: what the one before still wanted is not answered any more.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) count.open.clear();
    count.open.add(request);
    count.ever += 1;
  });
  const end = (request: Request) => {
    count.open.delete(request);
    if (count.open.size === 0) count.ended?.();
  };
  page.on("requestfinished", end).on("requestfailed", end);
}

/**
 * Every question has its answer, and the page has done with the answers whatever it wanted: it stood idle twice and asked nothing more.
 * Playwright's own "networkidle" sleeps for half a second, and is for the loading of documents only.
 */
export async function drained(page: Page, patienceMs: number): Promise<void> {
  const count = asked.get(page);
  if (count === undefined) throw new Error("nobody counts what this page asks");
  for (;;) {
    if (count.open.size > 0) await allEnded(count, patienceMs);
    const before = count.ever;
    await page.evaluate("new Promise((done) => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(done))))");
    if (count.open.size === 0 && count.ever === before) return;
  }
}

async function allEnded(count: Asked, patienceMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer: ${[...count.open].map((one) => one.url()).join(", ")}`)), patienceMs);
    count.ended = () => {
      clearTimeout(late);
      resolve();
    };
  });
}
