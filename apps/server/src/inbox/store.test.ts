import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "./insert.ts";
import { createStore, Overloaded } from "./store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const message = (subject: string, dedupeKey: string): Message => ({
  ...{ corpId: "ww", source: "test", event: "test", envelope: {}, message: "", receivedAt: new Date(0) },
  subject,
  dedupeKey,
});
const all = (messages: readonly Message[]) => new Set(messages.keys());
const failing = (code: string) => Object.assign(new Error(code), { code });

test("messages of one subject are stored in the order in which they came, however long each statement takes", async () => {
  const arrival = fc.record({ subject: fc.constantFrom("甲", "乙", "wm1", "wr2", ""), wait: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { minLength: 1, maxLength: 60 }),
      fc.array(fc.nat(9), { minLength: 1 }),
      async (arrivals, lengths) => {
        const stored: Message[] = [];
        let n = 0;
        const store = createStore(async (messages) => {
          await new Promise((resolve) => setTimeout(resolve, lengths[n++ % lengths.length]));
          stored.push(...messages);
          return all(messages);
        });
        const answers: Array<Promise<boolean>> = [];
        for (const [i, { subject, wait }] of arrivals.entries()) {
          answers.push(store(message(subject, String(i))));
          await vi.advanceTimersByTimeAsync(wait);
        }
        await vi.runAllTimersAsync();
        expect(await Promise.all(answers)).toEqual(arrivals.map(() => true));
        for (const { subject } of arrivals) {
          const order = stored.filter((one) => one.subject === subject).map((one) => Number(one.dedupeKey));
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a database that hangs is refused in time, and what was refused is not stored behind WeCom's back", async () => {
  const seen: string[] = [];
  let release = () => {};
  const hang = new Promise<void>((resolve) => (release = resolve));
  const store = createStore(
    async (messages) => {
      seen.push(...messages.map((one) => one.dedupeKey));
      await hang;
      return all(messages);
    },
    { patienceMs: 3000 },
  );
  const answers = ["a", "b", "c"].map((key) => store(message("one", key)).catch((error: unknown) => error));
  await vi.advanceTimersByTimeAsync(3000);
  for (const answer of await Promise.all(answers)) expect(answer).toBeInstanceOf(Overloaded);
  release();
  await vi.runAllTimersAsync();
  // The first was on its way: if it got there, WeCom's repeat will be recognised. The others were never tried.
  expect(seen).toEqual(["a"]);
  expect(await store(message("one", "d"))).toBe(true);
});

test("more than may wait are refused at once, and those that wait are stored", async () => {
  let release = () => {};
  const hang = new Promise<void>((resolve) => (release = resolve));
  const store = createStore(async (messages) => (await hang, all(messages)), { most: 3 });
  const answers = Array.from({ length: 5 }, (_, n) => store(message("one", String(n))).catch((error: unknown) => error));
  release();
  const [a, b, c, d, e] = await Promise.all(answers);
  expect([a, b, c]).toEqual([true, true, true]);
  for (const refused of [d, e]) expect(refused).toBeInstanceOf(Overloaded);
  expect(await store(message("one", "again"))).toBe(true);
});

test("a full disk is everybody's trouble: one statement, everybody refused; a bad row is its own", async () => {
  let calls = 0;
  const gate = Promise.resolve();
  const full = createStore(async () => {
    calls += 1;
    await gate;
    throw failing("53100");
  });
  const refused = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => full(message("one", String(n)))));
  expect(refused.every((one) => one.status === "rejected")).toBe(true);
  expect(calls).toBe(2);

  const picky = createStore(async (messages) => {
    await gate;
    if (messages.some((one) => one.dedupeKey === "57")) throw failing("22P05");
    return all(messages);
  });
  const results = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => picky(message("one", String(n)))));
  expect(results.flatMap((one, n) => (one.status === "rejected" ? [n] : []))).toEqual([57]);
});
