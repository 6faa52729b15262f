import { afterEach, describe, expect, it } from "vitest";
import { fakeTime, ok, refused, startFake, virtualTime } from "../test/fake-wecom.ts";
import type { FakeReply, FakeWecom } from "../test/fake-wecom.ts";
import { createWecomClient } from "./client.ts";
import type { WecomClient } from "./client.ts";
import { createGovernor } from "./governor.ts";
import { RATE_LIMITS } from "./limits.ts";
import type { RateLimit } from "./limits.ts";

const MARK = "/cgi-bin/externalcontact/mark_tag";
const USER = "/cgi-bin/user/get";
const pair = { userid: "u", external_userid: "w", add_tag: ["t"] };
const perMinute = (max: number): RateLimit[] => [
  {
    path: "/cgi-bin/*",
    per: "minute",
    max,
    unit: "calls",
    scope: "corp",
    source: "test",
    asOf: "",
    confirmed: true,
  },
];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type World = { fake: FakeWecom; client: WecomClient; time: ReturnType<typeof fakeTime> };

async function world(answer: Parameters<typeof startFake>[0], limits?: RateLimit[]): Promise<World> {
  const fake = await startFake(answer);
  const time = fakeTime();
  const governor = createGovernor({ ...time, ...(limits ? { rateLimits: limits } : {}) });
  const tokens = { get: async () => "t", invalidate: () => undefined };
  const client = createWecomClient({
    baseUrl: fake.url,
    corpId: "ww1",
    secret: "s",
    governor,
    tokens,
    ...time,
  });
  closers.push(fake.close, client.close);
  return { fake, client, time };
}

describe("45009", () => {
  const limited =
    (times: number) =>
    (request: { path: string; nth: number }): FakeReply | undefined =>
      request.path === USER && request.nth < times ? refused(45009) : undefined;

  it("closes the path until the window's end without another call", async () => {
    const { client, fake, time } = await world(limited(1));
    const first = client.org.user({ userid: "u" }, { retry: "never" });
    await expect(first).rejects.toMatchObject({
      errcode: 45009,
      errorClass: "rate",
      retryAfterMs: 60_000,
    });
    time.pass(20_000);
    const second = client.org.user({ userid: "u" }, { retry: "never" });
    await expect(second).rejects.toMatchObject({
      name: "WecomNotSent",
      reason: "governor",
      retryAfterMs: 40_000,
    });
    expect(fake.countOf(USER)).toBe(1);
    await client.org.departments();
    time.pass(40_000);
    await client.org.user({ userid: "u" }, { retry: "never" });
    expect(fake.countOf(USER)).toBe(2);
  });

  it("stays away for an hour when the minute was not enough", async () => {
    const { client, fake, time } = await world(limited(2));
    await expect(client.org.user({ userid: "u" }, { retry: "never" })).rejects.toMatchObject({
      errcode: 45009,
    });
    time.pass(60_000);
    const second = client.org.user({ userid: "u" }, { retry: "never" });
    await expect(second).rejects.toMatchObject({ errcode: 45009, retryAfterMs: 3_600_000 });
    time.pass(3_600_000);
    await client.org.user({ userid: "u" }, { retry: "never" });
    expect(fake.countOf(USER)).toBe(3);
  });

  it("of many calls at once is one block, not several", async () => {
    const { client, fake } = await world(limited(10));
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => client.org.user({ userid: "u" }, { retry: "never" })));
    expect(all.map((one) => one.status === "rejected" && one.reason.retryAfterMs)).toEqual(Array(10).fill(60_000));
    expect(fake.countOf(USER)).toBe(10);
  });

  it("is waited for, once, where the caller allows so long a pause", async () => {
    const { client, fake, time } = await world(limited(1));
    expect((await client.org.user({ userid: "u" })).errcode).toBe(0);
    expect(fake.countOf(USER)).toBe(2);
    expect(time.naps).toEqual([60_000]);
  });
});

describe("windows", () => {
  it("give a call back with the time to wait, without sending it", async () => {
    const { client, fake, time } = await world(() => undefined, perMinute(3));
    for (let i = 0; i < 3; i += 1) await client.org.user({ userid: "u" }, { retry: "never" });
    const fourth = client.org.user({ userid: "u" }, { retry: "never" });
    await expect(fourth).rejects.toMatchObject({ name: "WecomNotSent", reason: "governor" });
    const [usage] = client.governor.usage({ corpId: "ww1", app: "default", path: USER });
    expect(usage).toMatchObject({ per: "minute", max: 3, used: 3 });
    expect(usage?.waitMs).toBeGreaterThan(59_999);
    expect(usage?.waitMs).toBeLessThan(60_501);
    expect(fake.countOf(USER)).toBe(3);
    await client.org.departments({}, { retry: "never" });
    time.pass(usage?.waitMs ?? 0);
    await client.org.user({ userid: "u" }, { retry: "never" });
    expect(fake.countOf(USER)).toBe(4);
  });

  it("pace a crowd of callers: never over in any minute as the other side sees it, nearly all of it used", async () => {
    const time = virtualTime();
    const gate = createGovernor({ ...time, rateLimits: perMinute(200) }).gate({
      corpId: "c",
      app: "a",
      path: USER,
    });
    const arrivals: number[] = [];
    const one = async (n: number): Promise<void> => {
      await gate.enter({ maxWaitMs: 3_600_000 });
      // Uneven latencies on both ways: the order and the distances of arrivals differ from those of the starts.
      await time.sleep((n * 37) % 400);
      arrivals.push(time.clock.now());
      await time.sleep((n * 53) % 300);
      gate.leave("ok");
    };
    await time.runAll(Array.from({ length: 1_990 }, (_, n) => one(n)));
    arrivals.sort((a, b) => a - b);
    expect(arrivals).toHaveLength(1_990);
    for (let i = 200; i < arrivals.length; i += 1) {
      expect((arrivals[i] ?? 0) - (arrivals[i - 200] ?? 0)).toBeGreaterThanOrEqual(60_000);
    }
    const minutes = ((arrivals[1_800] ?? 0) - (arrivals[0] ?? 0)) / 60_000;
    expect(1_800 / (minutes * 200)).toBeGreaterThan(0.97);
  });

  it("are not used up by calls that surely never left", () => {
    const time = fakeTime();
    const gate = createGovernor({ ...time, rateLimits: perMinute(1) }).gate({
      corpId: "c",
      app: "a",
      path: USER,
    });
    expect(gate.tryEnter()).toBe(true);
    expect(gate.tryEnter()).toBe(false);
    gate.leave("not_sent");
    expect(gate.tryEnter()).toBe(true);
    gate.leave("ok");
    expect(gate.tryEnter()).toBe(false);
  });

  it("are shared by the apps of a corp, but not by corps, unless the limit is per address", () => {
    const time = fakeTime();
    const ip = perMinute(2).map((limit) => ({ ...limit, scope: "ip" as const }));
    const governor = createGovernor({ ...time, rateLimits: [...perMinute(1), ...ip] });
    expect(governor.gate({ corpId: "c1", app: "a", path: USER }).tryEnter()).toBe(true);
    expect(governor.gate({ corpId: "c1", app: "b", path: USER }).tryEnter()).toBe(false);
    expect(governor.gate({ corpId: "c2", app: "a", path: USER }).tryEnter()).toBe(true);
    expect(governor.gate({ corpId: "c3", app: "a", path: USER }).tryEnter()).toBe(false);
  });

  it("can be divided between processes", () => {
    const time = fakeTime();
    const governor = createGovernor({ ...time, rateLimits: perMinute(10), share: 0.2 });
    const gate = governor.gate({ corpId: "c", app: "a", path: USER });
    expect([1, 2, 3].map(() => gate.tryEnter())).toEqual([true, true, false]);
  });

  it("do not spin on a clock that somebody else holds", async () => {
    let slept = 0;
    const clock = { now: () => 1_700_000_000_000 };
    const sleep = async (): Promise<void> => {
      slept += 1;
    };
    const gate = createGovernor({ clock, sleep, rateLimits: perMinute(1) }).gate({
      corpId: "c",
      app: "a",
      path: USER,
    });
    gate.tryEnter();
    gate.leave("ok");
    await expect(gate.enter({ maxWaitMs: 600_000 })).rejects.toMatchObject({ reason: "governor" });
    expect(slept).toBeLessThan(5);
  });
});

describe("calls at once", () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it("of mark_tag are exactly 5, also for callers that never wait for quota", async () => {
    let waiting: (() => void)[] = [];
    let peak = 0;
    const { client, fake } = await world(async (request) => {
      if (request.path !== MARK) return undefined;
      const turnedIn = new Promise<void>((resolve) => waiting.push(resolve));
      if (waiting.length === 5) {
        // Five are here; a sixth would show up now.
        for (let i = 0; i < 5; i += 1) await turn();
        peak = Math.max(peak, waiting.length);
        for (const release of waiting) release();
        waiting = [];
      }
      await turnedIn;
      return ok();
    });
    await Promise.all(Array.from({ length: 40 }, () => client.tags.mark(pair, { retry: "never" })));
    expect(fake.countOf(MARK)).toBe(40);
    expect(peak).toBe(5);
  });

  it("shrink after 45033 until WeCom is content", async () => {
    let running = 0;
    const { client, fake } = await world(async (request) => {
      running += 1;
      const over = running > 4;
      for (let i = 0; i < 3; i += 1) await turn();
      running -= 1;
      return request.path === USER && over ? refused(45033) : undefined;
    });
    const one = (): Promise<object> => client.org.user({ userid: "u" }, { retry: { times: 9 } });
    await Promise.all(Array.from({ length: 30 }, one));
    expect(fake.countOf(USER)).toBeGreaterThan(30);
    expect(client.governor.gate({ corpId: "ww1", app: "default", path: USER }).cap).toBeLessThan(10);
  });

  it("recover slowly after a time of peace", () => {
    const gate = createGovernor({ ...fakeTime(), rateLimits: [] }).gate({
      corpId: "c",
      app: "a",
      path: MARK,
    });
    expect([1, 2, 3, 4].map(() => gate.tryEnter())).toEqual([true, true, true, true]);
    gate.leave("concurrency");
    expect(gate.cap).toBe(2);
    for (let i = 0; i < 3; i += 1) gate.leave("ok");
    for (let i = 0; i < 80; i += 1) {
      gate.tryEnter();
      gate.leave("ok");
    }
    expect(gate.cap).toBe(5);
  });
});

it("every published limit carries its source and date", () => {
  expect(RATE_LIMITS.length).toBeGreaterThan(10);
  for (const limit of RATE_LIMITS) {
    expect(limit.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(limit.source).not.toBe("");
    expect(limit.max).toBeGreaterThan(0);
  }
});
