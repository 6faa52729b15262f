import { api } from "@shuke/contract";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { lots } from "#kit/lots";
import { createWorld, type World } from "../world.ts";

const REHEARSALS = 30;
const HOUR = 3_600_000;

/** A corp whose members of staff confirm as they are, each by a nature of her own, and a week of earlier sends. */
async function rehearse(seed: number) {
  const random = lots(`forecast/${seed}`);
  const some = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const staff = some(10, 36);
  const world = await createWorld({ seed, profile: { customers: staff * some(4, 12), staff, persona: "" } });
  try {
    // What is rehearsed is who confirms: nobody is to be refused for what the earlier sends spent.
    await sql`update corp set settings = jsonb_set(settings, '{gate}', '{"person": {"weight": 50}}'::jsonb)`.execute(world.db);
    await world.advance("70m");
    const days = some(3, 6);
    let last = { confirmed: 0, reachable: 0 };
    for (let day = 0; day < days; day += 1) {
      await until(world, day, some(9, 11));
      last = await campaign(world, `earlier ${day}`, { hours: some(4, 9), spreadHours: some(0, 2), holdOutPercent: 0 });
    }
    await until(world, days, some(9, 14));
    const asked = { hours: some(3, 7), spreadHours: some(0, 3), holdOutPercent: some(0, 20) };
    const actual = await campaign(world, "the one", asked);
    return { seed, staff, ...actual, same: last.reachable === 0 ? 0 : (last.confirmed / last.reachable) * actual.reachable };
  } finally {
    await world.close();
  }
}

async function until(world: World, day: number, hour: number): Promise<void> {
  const to = Date.parse("2026-03-02T00:00:00+08:00") + day * 24 * HOUR + hour * HOUR;
  await world.advance(Math.max(0, to - world.now().getTime()));
}

async function campaign(world: World, name: string, { hours, ...some }: { hours: number; spreadHours: number; holdOutPercent: number }) {
  const until = new Date(world.now().getTime() + hours * HOUR).toISOString();
  const plan = {
    name,
    to: "customers" as const,
    audience: { everyone: true },
    content: { text: name },
    until,
    hours: { from: "08:30", to: "21:00" },
    ...some,
  };
  const { id } = await world.api(api.sends.create, { plan });
  const { forecast } = await world.api(api.sends.submit, { id });
  // WeCom is asked every half hour, and once more after the end.
  await world.advance(hours * HOUR + 2 * HOUR);
  const { rows } = await sql<{
    confirmed: number;
  }>`select coalesce(sum(accepted) filter (where confirmed_at is not null), 0)::int as confirmed
    from send_task where send_id = ${id}`.execute(world.db);
  const done = await world.api(api.sends.get, { id });
  if (!forecast) throw new Error("nothing was foreseen");
  if (done.state !== "done") throw new Error(`${name} is ${done.state}: ${JSON.stringify(done.counts)}`);
  const { low, high, expected } = forecast.confirmed;
  return { confirmed: rows[0]?.confirmed ?? 0, reachable: forecast.reachable, low, high, expected };
}

test("over thirty rehearsals with campaigns by lot the range of eight in ten holds what came, and errs less than “as last time”", async () => {
  const found: Array<Awaited<ReturnType<typeof rehearse>>> = [];
  for (let seed = 1; seed <= REHEARSALS; seed += 1) {
    const one = await rehearse(seed);
    found.push(one);
    const isIn = one.confirmed >= one.low && one.confirmed <= one.high;
    console.log(
      `seed ${seed}: ${one.staff} staff, ${one.reachable} people: ${one.confirmed} came, foreseen ${one.expected} (${one.low}–${one.high})${isIn ? "" : " OUT"}, as last time ${Math.round(one.same)}`,
    );
  }
  const share = found.filter(({ confirmed, low, high }) => confirmed >= low && confirmed <= high).length / found.length;
  const error = (of: (one: (typeof found)[number]) => number) =>
    found.reduce((sum, one) => sum + Math.abs(of(one) - one.confirmed) / Math.max(1, one.reachable), 0) / found.length;
  const [mine, same] = [error(({ expected }) => expected), error((one) => one.same)];
  console.log(
    `in range ${(share * 100).toFixed(0)} %; mean error ${(mine * 100).toFixed(1)} % of the reachable, as last time ${(same * 100).toFixed(1)} %`,
  );
  expect(share).toBeGreaterThanOrEqual(0.7);
  expect(share).toBeLessThanOrEqual(0.9);
  expect(mine).toBeLessThan(same);
});
