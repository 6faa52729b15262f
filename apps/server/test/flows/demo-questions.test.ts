import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { playSteps } from "../../src/demo/plays.ts";
import { askOne } from "../../src/demo/questions.ts";
import { sessionSteps } from "../../src/demo/talks.ts";
import { createSandboxLink } from "../../src/sandbox-link.ts";
import { createWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  // Ten on a Monday morning in China.
  world = await createWorld({ start: "2026-03-02T02:00:00.000Z", config: { demo: { stores: 3, history: false } } });
  // Days go by in which nothing but sessions is of interest.
  await sql`update corp set settings = settings || '{"sync": {"everyHours": 24}}'::jsonb where corp_id = ${world.corpId}`.execute(world.db);
  const { items } = await world.api(api.liveCodes.list, { kind: "group" });
  for (const { qrUrl } of items.slice(0, 2)) await world.act({ who: "new", do: "scan", url: qrUrl ?? "" });
  await world.advance("1m");
});
afterAll(() => world.close());

const deps = () => ({ db: world.db, clock: world.app.core.clock, sandbox: createSandboxLink(world.sandbox.url), corpId: world.corpId });

test("the demo's people ask their groups' owners, most are answered in time, and at night nobody asks", async () => {
  for (const n of [0, 2, 6]) expect(await askOne(deps(), n)).toBe(true);
  await world.advance("1m");
  const { items } = await world.api(api.tickets.list, {});
  expect(items.map(({ kind, state, inTime }) => [kind, state, inTime])).toEqual([
    ["complaint", "promised", null],
    ["question", "answered", true],
    ["complaint", "answered", true],
  ]);
  expect(items.every(({ owner, group }) => owner !== null && group !== null)).toBe(true);
  await world.advance("11h");
  expect(await askOne(deps(), 1)).toBe(false);
});

test("one session lies behind the demo, asked, led, written up and followed up, and one is planned for the next week", async () => {
  const now = new Date(world.now().getTime() + 7.5 * 86_400_000);
  for (const { at, run } of sessionSteps(deps(), now)) {
    if (world.now() < at) await world.advance(at.getTime() - world.now().getTime());
    await run();
  }
  await world.advance("1m");
  const { items } = await world.api(api.talks.list, {});
  expect(items).toMatchObject([
    { kind: "newcomer", state: "announced", groups: 3, host: { name: "林知夏" } },
    { kind: "guest", state: "closed", groups: 3 },
  ]);
  const [next, past] = items;
  // Half past seven in the evening in China, whatever the machine's zone.
  expect([past, next].map((one) => one?.startsAt.slice(11, 16))).toEqual(["11:30", "11:30"]);
  const figures = await world.api(api.talks.figures, { id: past?.id ?? "" });
  expect(figures).toMatchObject({ opened: 2, asked: 6, askers: 2, answered: 5 });
  expect(figures.groups.delivered).toBeGreaterThan(0);
  expect(figures.orders).not.toBeNull();
  const held = await world.api(api.talks.get, { id: past?.id ?? "" });
  expect([held.stages.at(-1)?.key, held.stages.at(-1)?.delivered]).toEqual(["digest", 3]);
  expect(held.digest).toContain("密封放阴凉处");
  const { items: followed } = await world.api(api.tickets.list, { state: "answered" });
  expect(followed.map(({ text }) => text)).toContain("手冲课什么时候再开？");
});

test("behind the demo lie a week's posts, a send, an invitation, a stock notice and a moment; before it, one that waits for a second person", async () => {
  const { items: codes } = await world.api(api.liveCodes.list, {});
  const [poster, seats] = (["staff", "group"] as const).map((kind) => codes.find((code) => code.kind === kind)?.qrUrl ?? "");
  for (let n = 0; n < 8; n += 1) {
    const { who } = await world.act({ who: "new", do: "scan", url: poster });
    // Half of them choose a store.
    if (n % 2 === 0) await world.act({ who, do: "scan", url: seats });
  }
  await world.advance("1m");
  const now = new Date(world.now().getTime() + 9.5 * 86_400_000);
  for (const { at, run } of playSteps(deps(), now)) {
    if (world.now() < at) await world.advance(at.getTime() - world.now().getTime());
    await run();
  }
  const { items: sends } = await world.api(api.sends.list, {});
  const named = (name: string) => sends.find((one) => one.name.startsWith(name));
  expect(named("周末手冲体验")).toMatchObject({ to: "groups", state: "done", createdBy: "沈清和" });
  expect(named("周末手冲体验")?.counts.delivered).toBeGreaterThan(0);
  expect(named("手冲课报名")).toMatchObject({ state: "draft" });
  expect(["waiting", "scheduled"]).toContain(named("会员周")?.state);
  expect(named("到货通知 云南日晒豆 200 克 第 1 批")?.counts.delivered).toBeGreaterThan(0);
  const { slots } = await world.api(api.calendar.week, { groupClass: "store" });
  expect(slots.length).toBeGreaterThan(0);
  expect((await world.api(api.columns.list, {})).items).toHaveLength(7);
  expect((await world.api(api.invitations.list, {})).items).toMatchObject([{ name: "请还没进群的熟客进群" }]);
  const { items: moments } = await world.api(api.moments.list, {});
  expect(moments[0]?.counts.published).toBeGreaterThan(0);
  expect((await world.api(api.contents.list, {})).items).toHaveLength(5);
  const { items: products } = await world.api(api.stock.list, {});
  expect(products).toHaveLength(2);
});
