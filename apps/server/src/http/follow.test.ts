import Fastify from "fastify";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createFollowedClock } from "#kit/clock";
import { createFollower, registerFollow } from "./follow.ts";
import { sendProblem } from "./problem.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 0, minute));
const KEY = "the key that we gave to the conductor";
let log: string[] = [];
let clock = createFollowedClock(at(0));
/** Drains take as long as the test wants. */
let gate: Promise<void> = Promise.resolve();
let follower = newFollower();

function newFollower() {
  return createFollower({
    clock,
    drain: async () => {
      log.push(`drain ${clock.now().getUTCMinutes()}`);
      await gate;
      log.push(`drained ${clock.now().getUTCMinutes()}`);
      return { nextDueAt: at(30) };
    },
    pause: () => Promise.resolve(void log.push("pause")),
    resume: () => void log.push("resume"),
  });
}

beforeEach(() => {
  log = [];
  clock = createFollowedClock(at(0));
  gate = Promise.resolve();
  follower = newFollower();
});

test("a step stops free running, sets the clock and drains", async () => {
  expect(await follower.step(at(5))).toEqual({ nextDueAt: at(30) });
  expect(log).toEqual(["pause", "drain 5", "drained 5"]);
  expect(follower.state).toEqual({ rehearsal: true, speed: 0 });
  expect(follower.isStepping()).toBe(true);
});

test("steps never overlap, whatever order they arrive in", async () => {
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const first = follower.step(at(5));
  const second = follower.step(at(6));
  open();
  await Promise.all([first, second]);
  expect(log).toEqual(["pause", "drain 5", "drained 5", "pause", "drain 6", "drained 6"]);
});

test("a run at speed 0 keeps everything still, at another speed it lets the loop work", async () => {
  await follower.run(at(5), 0);
  expect(log).toEqual(["pause"]);
  expect(clock.now()).toEqual(at(5));
  await follower.run(at(5), 60);
  expect(log).toEqual(["pause", "resume"]);
  expect(follower.state.speed).toBe(60);
});

test("a step that fails does not block the next one", async () => {
  gate = Promise.reject(new Error("database gone"));
  await expect(follower.step(at(5))).rejects.toThrow("database gone");
  gate = Promise.resolve();
  expect(await follower.step(at(6))).toEqual({ nextDueAt: at(30) });
});

test("idle waits for every order in hand, also for one that fails", async () => {
  let fail = () => {};
  gate = new Promise((_, reject) => (fail = () => reject(new Error("database gone"))));
  const first = follower.step(at(5)).catch(() => void log.push("failed"));
  const second = follower.run(at(6), 60);
  const idle = follower.idle().then(() => log.push("idle"));
  fail();
  await Promise.all([first, second, idle]);
  expect(log).toEqual(["pause", "drain 5", "failed", "resume", "idle"]);
});

test("an order that comes late does not turn time back", async () => {
  await follower.step(at(9));
  await follower.step(at(3));
  expect(clock.now()).toEqual(at(9));
});

const server = Fastify();
beforeAll(() => {
  server.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
  const { state, isStepping, idle } = follower;
  const passed = {
    step: (now: Date) => follower.step(now),
    run: (now: Date, speed: number) => follower.run(now, speed),
    notice: (now: Date) => follower.notice(now),
  };
  registerFollow(server, { state, isStepping, idle, ...passed }, KEY);
  server.get("/page", () => clock.now().toISOString());
});
afterAll(() => server.close());
const post = (payload: object, key: string) =>
  server.inject({ method: "POST", url: "/_follow", headers: { "x-follow-key": key }, payload });

test("only who knows the key conducts", async () => {
  const step = { mode: "step", now: at(5).toISOString() };
  for (const key of ["", "another key", `${KEY}x`, KEY.toUpperCase()]) expect((await post(step, key)).statusCode).toBe(401);
  expect(log).toEqual([]);
  expect((await post(step, KEY)).json()).toEqual({ nextDueAt: at(30).toISOString() });
});

test("orders that make no sense are refused", async () => {
  for (const order of [{}, { mode: "back" }, { mode: "step", now: "noon" }, { mode: "run", now: at(5).toISOString(), speed: -1 }]) {
    expect((await post(order, KEY)).statusCode).toBe(400);
  }
  expect(log).toEqual([]);
});

test("a page that is opened at an instant no step has reached yet is shown by that instant; from anybody else that means nothing", async () => {
  const open = (key: string, now: string) => server.inject({ url: "/page", headers: { "x-follow-key": key, "x-follow-now": now } });
  expect((await open(KEY, at(7).toISOString())).body).toBe(at(7).toISOString());
  expect((await open("another key", at(9).toISOString())).body).toBe(at(7).toISOString());
  expect((await open(KEY, "soon")).body).toBe(at(7).toISOString());
  expect((await open(KEY, at(3).toISOString())).body).toBe(at(7).toISOString());
  expect(log).toEqual([]);
});
