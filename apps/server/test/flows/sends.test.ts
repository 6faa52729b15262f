import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld({ profile: { customers: 12, staff: 3 } });
  // People and staff are read; then it is nine in the morning.
  await world.advance("70m");
});
afterAll(() => world.close());

const inHours = (hours: number) => new Date(world.now().getTime() + hours * 3_600_000).toISOString();
const plan = (text: string, hours: number) => ({
  name: text,
  to: "customers" as const,
  audience: { everyone: true },
  content: { text },
  until: inHours(hours),
  hours: { from: "08:30", to: "21:00" },
});
async function send(text: string, hours: number): Promise<string> {
  const { id } = await world.api(api.sends.create, { plan: plan(text, hours) });
  await world.api(api.sends.submit, { id });
  await world.advance("3m");
  return id;
}
const staff = async () =>
  (await sql<{ id: string }>`select user_id as id from staff order by 1`.execute(world.db)).rows.map(({ id }) => id);
const openTasks = (who: string) => world.phone(who).tasks.filter((task) => task.status === "open");
const customers = async () =>
  (await sql<{ id: string }>`select external_user_id as id from customer where state = 'friend' order by 1`.execute(world.db)).rows.map(
    ({ id }) => id,
  );
/** How often each customer's phone shows these words. */
async function shown(text: string): Promise<number[]> {
  const people = await customers();
  return people.map(
    (who) =>
      world
        .phone(who)
        .chats.flatMap(({ messages }) => messages)
        .filter((message) => message.text === text).length,
  );
}
const get = (id: string) => world.api(api.sends.get, { id });

test("everybody gets it once through her own colleague, though WeCom's answers were lost", async () => {
  // Some calls took effect and were never answered; others never arrived.
  const lost = { kind: "reset", path: "externalcontact/add_msg_template", count: 1 };
  for (const phase of ["after", "before"]) world.sandbox.faults.add({ ...lost, phase });
  const id = await send("樱花拿铁到店了", 8);
  expect(world.sandbox.faults.list().map(({ struck }) => struck)).toEqual([1, 1]);
  const who = await staff();
  expect((await get(id)).counts).toMatchObject({ recipients: 12, planned: 12, tasks: who.length });
  expect(who.map((one) => openTasks(one).length)).toEqual(who.map(() => 1));
  for (const one of who) for (const { msgid } of openTasks(one)) await world.act({ who: one, do: "confirm", msgid });
  await world.advance("40m");
  expect(await shown("樱花拿铁到店了")).toEqual(Array.from({ length: 12 }, () => 1));
  expect(await get(id)).toMatchObject({ state: "done", counts: { delivered: 12, unsent: 0, failed: 0, confirmed: who.length } });
});

test("the wrong price: who has not confirmed cannot any more, and only those who got it read the right one", async () => {
  const id = await send("咖啡豆 9 元", 6);
  const [first = "", ...others] = await staff();
  for (const { msgid } of openTasks(first)) await world.act({ who: first, do: "confirm", msgid });
  await world.advance("31m");
  const got = (await shown("咖啡豆 9 元")).filter((n) => n > 0).length;
  expect(got).toBeGreaterThan(0);
  const { id: correction } = await world.api(api.sends.correct, { id, content: { text: "咖啡豆是 99 元" } });
  await world.advance("5m");
  expect(others.flatMap((one) => openTasks(one))).toEqual([]);
  for (const { msgid } of openTasks(first)) await world.act({ who: first, do: "confirm", msgid });
  await world.advance("70m");
  const wrong = await shown("咖啡豆 9 元");
  expect(await shown("咖啡豆是 99 元")).toEqual(wrong);
  expect(await get(id)).toMatchObject({ state: "cancelled", counts: { delivered: got, unsent: 12 - got, planned: 0 } });
  expect(await get(correction)).toMatchObject({ kind: "correction", state: "done", counts: { recipients: got, delivered: got } });
});

test("a send that nobody confirms is reminded of, ends with the offer, and can go again to those it missed", async () => {
  await world.advance("20h");
  const id = await send("只到中午", 4);
  await world.advance("5h");
  const { state, counts, reasons } = await get(id);
  expect({ state, counts, reasons }).toMatchObject({
    state: "done",
    counts: { delivered: 0, unsent: 12 },
    reasons: [{ reason: "not-confirmed", count: 12 }],
  });
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from planned_action where kind = 'mass-task.remind' and status = 'sent'
    group by payload ->> 'msgid' order by 1 desc limit 1`.execute(world.db);
  expect(rows[0]?.n).toBeLessThanOrEqual(3);
  expect(rows[0]?.n).toBeGreaterThan(0);
  for (const one of await staff()) expect(openTasks(one)).toEqual([]);
  const again = await world.api(api.sends.retarget, { id });
  expect(again).toMatchObject({ kind: "again", state: "draft" });
});
