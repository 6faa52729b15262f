import { expect, test } from "vitest";
import { contactWay, createHarness, listenTo } from "./testing/harness.ts";

const T0 = "2026-03-02T01:00:00.000Z";

test("effects run in the order (at, key), and the follower is stepped at every instant", async () => {
  const h = await createHarness();
  const ran: string[] = [];
  const { world } = h.sb.parts.sim;
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  for (let n = 0; n < 12; n++) await h.sb.act({ who: "new", do: "scan", url });
  const order = [...world.effects.values()].toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map((effect) => effect.key);
  shuke.onStep = (now) => {
    ran.push(`${now} after ${shuke.heard.length}`);
    return null;
  };
  await h.sb.advance("30s");
  const keys = shuke.heard.map((event) => `cb|change_external_contact|add_external_contact|staff001/${event.field("ExternalUserID")}`);
  expect(keys).toEqual(order.map((key) => key.slice(0, key.lastIndexOf("|"))));
  expect(ran[0]).toBe(`${T0} after 0`);
  expect(shuke.steps).toEqual([...new Set(shuke.steps)].toSorted());
});

test("the clock goes to whatever is due next, here or with the follower", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const due = ["2026-03-02T01:00:07.000Z", "2026-03-02T03:30:00.000Z"];
  shuke.onStep = (now) => due.find((at) => at > now) ?? null;
  const { now, nextAt, steps } = await h.sb.advance("6h");
  expect(shuke.steps).toEqual([T0, ...due, "2026-03-02T07:00:00.000Z"]);
  expect({ now, nextAt, steps }).toEqual({ now: "2026-03-02T07:00:00.000Z", nextAt: null, steps: 4 });
});

test("a follower learns the present instant with a callback, before it is stepped there; nobody else gets its key", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  await h.sb.act({ who: "new", do: "scan", url });
  const due = h.sb.clock().nextAt;
  await h.sb.advance("30s");
  expect(shuke.told).toEqual([due]);
  const { timeFor } = h.sb.parts.sim;
  expect(timeFor(new URL(`${shuke.url}/m/find-store`))).toEqual({
    "x-follow-key": h.sb.corp.followKey,
    "x-follow-now": h.sb.clock().now,
  });
  expect(timeFor(new URL("https://example.com/m/find-store"))).toEqual({});
  await h.sb.setSpeed(60);
  expect(timeFor(new URL(shuke.url))).toEqual({});
});

test("what a follower causes at an instant is delivered at that instant before time moves", async () => {
  const h = await createHarness({ settings: { dispatchSeconds: 0 } });
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  await h.sb.act({ who: "new", do: "scan", url });
  let msgid = "";
  shuke.onStep = async () => {
    if (shuke.heard.length === 1 && msgid === "") {
      const answer = await h.api("externalcontact/add_msg_template", { sender: "staff001", text: { content: "嗨" } });
      msgid = String(answer.msgid);
    }
    return null;
  };
  await h.sb.advance("10s");
  const at = shuke.steps.filter((step, n) => shuke.steps.indexOf(step) !== n);
  expect(at).toHaveLength(1);
  expect(h.sb.phone("staff001").tasks).toMatchObject([{ msgid, createdAt: at[0] }]);
});

test("advance 0 settles the present; going back and nonsense are refused in words", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  expect(await h.sb.advance(0)).toMatchObject({ now: T0 });
  expect(shuke.heard).toHaveLength(0);
  expect(await h.control("POST", "clock", { now: "2026-03-02T02:00:00Z" })).toMatchObject({ status: 200 });
  expect(await h.control("POST", "clock", { now: T0 })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining("never goes back") },
  });
  expect(await h.control("POST", "clock", { advance: "soon" })).toMatchObject({ status: 400 });
  expect(await h.control("POST", "clock", { speed: 61 })).toMatchObject({ status: 400 });
  expect(await h.control("POST", "clock", {})).toMatchObject({ status: 400 });
});

test("a failing endpoint gets three retries, then WeCom gives up", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  shuke.status = 500;
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await h.sb.advance("60s");
  expect(h.sb.parts.callbacks.stats).toMatchObject({ sent: 0, failed: 4, givenUp: 1 });
  shuke.status = 200;
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await h.sb.advance("60s");
  expect(shuke.heard).toHaveLength(1);
});

test("during a declared outage nobody is stepped and callbacks fail unsent; a retry may outlive it", async () => {
  const h = await createHarness({ settings: { callbackSeconds: [1, 1], slowCallbackEvery: 0 } });
  const shuke = await listenTo(h.sb);
  await h.control("POST", "followers/outage", { url: `${shuke.url}/follow`, seconds: 12 });
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await h.sb.advance("60s");
  // Attempts at 1 s, 3 s and 8 s fall into the outage, the last one at 18 s does not.
  expect(shuke.heard).toHaveLength(1);
  expect(shuke.steps).toEqual(["2026-03-02T01:00:12.000Z", "2026-03-02T01:00:18.000Z", "2026-03-02T01:01:00.000Z"]);
});

test("a follower that is gone fails the advance in words, and is waited for when it comes back", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  h.sb.parts.followers.giveUpMs = 200;
  await shuke.close();
  await expect(h.sb.advance("1s")).rejects.toThrow(/cannot be reached/);
  await h.control("DELETE", "followers", { url: `${shuke.url}/follow` });
  expect(await h.sb.advance("1s")).toMatchObject({ now: "2026-03-02T01:00:01.000Z" });
});

test("a follower that registers anew while it is waited for is stepped at that very instant", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  let starting = true;
  shuke.isStarting = async () => {
    const was = starting;
    starting = false;
    if (was) await h.sb.follow(`${shuke.url}/follow`, h.sb.corp.followKey);
    return was;
  };
  await h.sb.advance("10m");
  expect(shuke.steps).toEqual([T0, "2026-03-02T01:10:00.000Z"]);
});

test("running freely, followers are told the speed and time passes by itself", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  expect(shuke.runs).toMatchObject([{ mode: "run", now: T0, speed: 0 }]);
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await h.sb.setSpeed(60);
  expect(shuke.runs.at(-1)).toMatchObject({ mode: "run", speed: 60 });
  const until = Date.now() + 10_000;
  while (shuke.heard.length === 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(shuke.heard).toHaveLength(1);
  await h.sb.advance("1h");
  expect(shuke.runs.at(-1)).toMatchObject({ mode: "run", speed: 60 });
  expect(shuke.steps.length).toBeGreaterThan(0);
  await h.sb.setSpeed(0);
  const { now } = h.sb.clock();
  expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(T0) + 3_600_000);
  expect(h.sb.clock().now).toBe(now);
});
