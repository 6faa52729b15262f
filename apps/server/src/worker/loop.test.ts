import { expect, test } from "vitest";
import { log } from "#kit/log";
import { startLoop } from "./loop.ts";

log.level = "silent";

/** An engine whose rounds the test ends one by one. */
function steered() {
  const waiting: Array<(done: number) => void> = [];
  let started = 0;
  const round = () => {
    started += 1;
    return new Promise<number>((resolve) => {
      waiting.push(resolve);
    });
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    round,
    started: () => started,
    end: async (done: number) => {
      await settle();
      waiting.shift()?.(done);
      await settle();
    },
  };
}
const FOREVER = 1_000_000;

test("goes on at once after work, rests after none, and wakes when nudged", async () => {
  const world = steered();
  const loop = startLoop([world.round], FOREVER);
  await world.end(1);
  expect(world.started()).toBe(2);
  await world.end(0);
  expect(world.started()).toBe(2);
  loop.nudge();
  await world.end(0);
  expect(world.started()).toBe(3);
  await loop.stop();
});

test("remembers a nudge that came during a round", async () => {
  const world = steered();
  const loop = startLoop([world.round], FOREVER);
  loop.nudge();
  await world.end(0);
  expect(world.started()).toBe(2);
  await world.end(0);
  expect(world.started()).toBe(2);
  await loop.stop();
});

test("a pause waits for the round that runs; then nothing runs until it is resumed", async () => {
  const world = steered();
  const loop = startLoop([world.round], FOREVER);
  let paused = false;
  const pausing = loop.pause().then(() => {
    paused = true;
  });
  await world.end(-1);
  await pausing;
  expect(paused).toBe(true);
  loop.nudge();
  await world.end(0);
  expect(world.started()).toBe(1);
  loop.resume();
  await world.end(0);
  expect(world.started()).toBe(2);
  await loop.stop();
});
