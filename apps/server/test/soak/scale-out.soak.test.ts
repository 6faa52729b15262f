import { setTimeout as sleep } from "node:timers/promises";
import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putUser } from "#modules/access";
import { expectAtRest, expectGapless, expectTruth } from "../expect.ts";
import { type House, messagesFrom, openHouse } from "../flows/house.ts";
import type { World } from "../world.ts";
import { type RealProcess, startProcess } from "./processes.ts";

/**
 * Three workers, two API processes and one for callbacks, each a real process in real time on one database; the sandbox is WeCom.
 * What is asserted holds whatever the timing; how long a wave took is told, not judged.
 */
const WAVE = 60;
const PATIENCE_MS = 60_000;
let house: House;
let world: World;

beforeAll(async () => {
  // The house is set up in the sandbox's time, which then catches up with the real one.
  house = await openHouse({ stores: 2, start: new Date(Date.now() - 3_600_000).toISOString() });
  world = house.world;
  await world.advance(Date.now() - world.now().getTime());
});
afterAll(() => house.close());

async function wave(): Promise<{ people: string[]; seconds: () => Promise<number> }> {
  const people: string[] = [];
  const officers = new Map<string, string>();
  const since = performance.now();
  for (let n = 0; n < WAVE; n += 1) {
    const { who, added = "" } = await world.act({ who: "new", do: "scan", url: house.poster });
    people.push(who);
    officers.set(who, added);
  }
  const greeted = (who: string) => messagesFrom(world, who, officers.get(who) ?? "").some(({ from }) => from === officers.get(who));
  return {
    people,
    seconds: async () => {
      const until = Date.now() + PATIENCE_MS;
      while (!people.every(greeted) && Date.now() < until) await sleep(100);
      expect(people.filter((who) => !greeted(who))).toEqual([]);
      return Math.round((performance.now() - since) / 100) / 10;
    },
  };
}

async function signIn(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

const ask = async (url: string, cookie: string, name: string) => {
  const answer = await fetch(`${url}/api/${name}`, { method: "POST", headers: { cookie, "content-type": "application/json" }, body: "{}" });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test("several processes on one database: each call once, one order of facts, one run of each schedule, one session, and a killed worker's work goes on", async () => {
  const { core } = world.app;
  const { port } = new URL(core.publicUrl);
  const password = "a password for this test";
  await putUser(
    core.auth,
    core.db,
    { corpId: world.corpId, now: new Date() },
    { email: "two@x.test", name: "两边", password, role: "owner" },
  );
  const env = { DATABASE_URL: core.config.databaseUrl ?? "", SHUKE_SECRET_KEY: core.secretKey, SHUKE_WORKERS: "3" };
  const took: Record<string, number> = {};
  let all: string[] = [];

  await world.restart(async () => {
    const running: RealProcess[] = [];
    try {
      const inbox = await startProcess("inbox", { ...env, PORT: port });
      const [first, second] = await Promise.all([startProcess("api", env), startProcess("api", env)]);
      const workers = await Promise.all([1, 2, 3].map(() => startProcess("worker", env)));
      running.push(inbox, first, second, ...workers);
      // WeCom's clock stood still while they came up, and a welcome's code lives for twenty seconds.
      await world.sandbox.advance(Date.now() - world.now().getTime());
      await world.sandbox.setSpeed(1);

      const one = await wave();
      took["3 workers"] = await one.seconds();

      // A session that was opened at one door is good at the other, and ends at both.
      const cookie = await signIn(first.ready.url, "two@x.test", password);
      expect((await ask(second.ready.url, cookie, "session.current")).status).toBe(200);
      const seen = await ask(second.ready.url, cookie, "system.health");
      expect((seen.body["processes"] as Array<{ isAlive: boolean }>).filter(({ isAlive }) => isAlive)).toHaveLength(6);
      expect(JSON.stringify(seen.body["alarms"])).not.toContain("limits-overbooked");
      await fetch(`${second.ready.url}/api/auth/sign-out`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json", origin: second.ready.url },
        body: "{}",
      });
      expect((await ask(first.ready.url, cookie, "session.current")).status).toBe(401);

      const two = await wave();
      await sleep(1500);
      await workers[0]?.kill();
      took["2 workers, a third was killed"] = await two.seconds();

      await workers[1]?.stop();
      const three = await wave();
      took["1 worker"] = await three.seconds();
      all = [...one.people, ...two.people, ...three.people];
      await sleep(3000);
    } finally {
      await world.sandbox.setSpeed(0);
      for (const one of running) await one.stop();
    }
  });

  await world.advance("2m");
  process.stderr.write(`scale-out: ${WAVE} welcomes, seconds until the last had hers: ${JSON.stringify(took)}\n`);
  // Each person was greeted once, whoever was killed.
  const { rows } = await sql<{ n: number; people: number }>`select count(*) as n, count(distinct payload->>'externalUserId') as people
    from planned_action where corp_id = ${world.corpId} and kind = 'welcome.send' and status = 'sent'`.execute(world.db);
  expect(rows[0]).toEqual({ n: all.length, people: all.length });
  const { rows: sends } = await sql<{ n: number }>`select count(*) as n from event
    where corp_id = ${world.corpId} and type = 'action.sent' group by data->>'actionId' having count(*) > 1`.execute(world.db);
  expect(sends).toEqual([]);
  const { rows: ticks } = await sql<{
    n: number;
  }>`select count(*) as n from tick where corp_id = ${world.corpId} group by name, bucket having count(*) > 1`.execute(world.db);
  expect(ticks).toEqual([]);
  await expectGapless(world);
  await expectAtRest(world);
  await expectTruth(world);
  expect((await world.api(api.system.health, {})).alarms.filter(({ key }) => key === "handler-failing")).toEqual([]);
});

test("tokens are fetched once by each process, and nobody ends another's: complaints 32 and 33", async () => {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/calls?limit=1`);
  const { byPath } = (await answer.json()) as { byPath: Record<string, { calls: number; errors: number } | undefined> };
  // The house before and after, an inbox, two doors, three workers.
  expect(byPath["gettoken"]?.calls).toBeGreaterThan(0);
  expect(byPath["gettoken"]?.calls).toBeLessThanOrEqual(8);
});
