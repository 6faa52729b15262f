import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { fakeTime } from "../test/fake-wecom.ts";
import { PathGate } from "./gate.ts";
import { SlidingWindow } from "./window.ts";

it("lets callers in first come first served as places become free", async () => {
  const gate = new PathGate("/p", [], 1, fakeTime());
  const order: number[] = [];
  await gate.enter({ maxWaitMs: 0 });
  const waiting = [1, 2, 3].map((n) => gate.enter({ maxWaitMs: 0 }).then(() => order.push(n)));
  expect(gate.tryEnter()).toBe(false);
  for (const one of waiting) {
    gate.leave("ok");
    await one;
  }
  expect(order).toEqual([1, 2, 3]);
  expect(gate.running).toBe(1);
});

it("forgets a caller who gives up, and hangs nothing on his signal afterwards", async () => {
  const gate = new PathGate("/p", [], 1, fakeTime());
  const stop = new AbortController();
  await gate.enter({ maxWaitMs: 0, signal: stop.signal });
  const second = gate.enter({ maxWaitMs: 0, signal: stop.signal });
  gate.leave("ok");
  await second;
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  const third = gate.enter({ maxWaitMs: 0, signal: stop.signal });
  stop.abort();
  await expect(third).rejects.toMatchObject({ name: "WecomNotSent", reason: "aborted" });
  gate.leave("ok");
  expect(gate.tryEnter()).toBe(true);
});

it("turns a waiting caller away when his place came but the quota went", async () => {
  const time = fakeTime();
  const gate = new PathGate("/p", [new SlidingWindow(1, 60_000)], 1, time);
  gate.tryEnter();
  const second = gate.enter({ maxWaitMs: 60_000 });
  time.pass(30_000);
  gate.leave("ok");
  await expect(second).rejects.toMatchObject({ reason: "governor" });
});
