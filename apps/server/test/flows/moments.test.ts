import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import sharp from "sharp";
import { createWorld, type World } from "../world.ts";

let world: World;
let contentId = "";
beforeAll(async () => {
  world = await createWorld({ profile: { customers: 12, staff: 3 } });
  // People and staff are read; then it is nine in the morning.
  await world.advance("70m");
  const picture = await sharp({ create: { width: 600, height: 600, channels: 3, background: "#0b6e62" } })
    .png()
    .toBuffer();
  await world.api(api.assets.addPiece, { upload: "picture-1", n: 0, data: picture.toString("base64") });
  const { id: fileId } = await world.api(api.assets.addFile, { upload: "picture-1", pieces: 1, name: "新品.png" });
  const made = await world.api(api.contents.save, {
    name: "樱花拿铁",
    text: "樱花拿铁回来了，粉粉的一杯",
    attachments: [{ kind: "image", fileId }],
  });
  contentId = made.id;
  await world.advance("2m");
});
afterAll(() => world.close());

const inHours = (hours: number) => new Date(world.now().getTime() + hours * 3_600_000).toISOString();
const plan = (name: string, hours = 8) => ({
  name,
  text: "",
  contentId,
  staff: { everyone: true },
  value: "information" as const,
  until: inHours(hours),
});
async function hand(one: object & { name: string }): Promise<string> {
  const { id } = await world.api(api.moments.save, { plan: { ...plan(one.name), ...one } });
  await world.api(api.moments.submit, { id });
  return id;
}
const get = (id: string) => world.api(api.moments.get, { id });
const staff = async () =>
  (await sql<{ id: string }>`select user_id as id from staff where follows order by 1`.execute(world.db)).rows.map(({ id }) => id);
const openTasks = (who: string) => world.phone(who).tasks.filter((task) => task.status === "open");
const made = () => [...world.sandbox.parts.sim.world.moments.values()];
/** What the gate's ledger says of today's moments of staff. */
const places = async () =>
  (
    await sql<{
      state: string;
      n: number;
    }>`select state, count(*)::int as n from touch where kind = 'moment' group by 1 order by 1`.execute(world.db)
  ).rows;

test("one task for all though WeCom's answer was lost; who published, who may see it, and who liked it", async () => {
  world.sandbox.faults.add({ kind: "reset", path: "externalcontact/add_moment_task", count: 1, phase: "after" });
  const id = await hand({ name: "新品" });
  await world.advance("20m");
  expect(world.sandbox.faults.list().map(({ struck }) => struck)).toEqual([1]);
  expect(made()).toHaveLength(1);
  const who = await staff();
  expect(who.map((one) => openTasks(one).map(({ kind }) => kind))).toEqual(who.map(() => ["moment"]));
  expect(await get(id)).toMatchObject({ state: "asked", counts: { asked: 3, published: 0 } });
  const [first = "", second = "", third = ""] = who;
  for (const one of [first, second]) await world.act({ who: one, do: "confirm", msgid: openTasks(one)[0]?.msgid ?? "" });
  const [post] = made();
  const momentId = post?.momentId ?? "";
  const friend = world.sandbox.parts.sim.world.relationsOfUser.list(first)[0] ?? "";
  await world.act({ who: friend, do: "like", momentId, userid: first });
  await world.act({ who: friend, do: "comment", momentId, userid: first, text: "好看" });
  await world.advance("40m");
  expect((await get(id)).counts).toMatchObject({ published: 2 });
  await world.advance("12h");
  // The third did not publish, and cannot any more.
  expect(openTasks(third)).toEqual([]);
  await world.advance("3h");
  const { state, reason, counts } = await get(id);
  expect({ state, reason, counts }).toMatchObject({
    state: "done",
    reason: "time-over",
    counts: { asked: 3, published: 2, likes: 1, comments: 1, people: 1 },
  });
  const seen = (await world.api(api.moments.staff, { id })).items;
  expect(seen.map((one) => one.state)).toEqual(["published", "published", "spared"]);
  const truth = (userid: string) => world.sandbox.parts.sim.world.momentParts.get(`${momentId}|${userid}`)?.visible.length;
  expect(seen.slice(0, 2).map(({ visible }) => visible)).toEqual([first, second].map((one) => truth(one)));
  const people = (await world.api(api.moments.people, { id })).items;
  expect(people.map(({ kind }) => kind).toSorted()).toEqual(["comment", "like"]);
  expect(await places()).toEqual([
    { state: "delivered", n: 2 },
    { state: "released", n: 1 },
  ]);
});

test("a day has room for one moment of each: the second is refused, with the reason; nobody is asked twice", async () => {
  await world.advance("8h");
  const before = made().length;
  const first = await hand({ name: "早" });
  await world.advance("3m");
  expect(await world.api(api.moments.preview, { plan: plan("又一条") })).toMatchObject({ staff: 3, full: 3 });
  const second = await hand({ name: "又一条" });
  await world.advance("3m");
  expect((await get(first)).counts).toMatchObject({ asked: 3, refused: 0 });
  expect(await get(second)).toMatchObject({ state: "done", reason: "nobody", counts: { asked: 0, refused: 3 } });
  expect((await world.api(api.moments.staff, { id: second })).items.map(({ reason }) => reason)).toEqual(
    Array.from({ length: 3 }, () => "staff-budget"),
  );
  expect(made()).toHaveLength(before + 1);
  await world.api(api.moments.cancel, { id: first, why: "价格写错了" });
  await world.advance("10m");
  for (const one of await staff()) expect(openTasks(one)).toEqual([]);
  expect(await get(first)).toMatchObject({ state: "cancelled", counts: { published: 0 } });
  // Their place of the day is theirs again.
  const third = await hand({ name: "改好的" });
  await world.advance("3m");
  expect((await get(third)).counts).toMatchObject({ asked: 3, refused: 0 });
});

test("a plan of how much may sell warns in words; what no moment carries is refused", async () => {
  const persona = { name: "店员", positions: [], perWeek: 5, sellingPercent: 0 };
  await world.api(api.moments.saveSettings, { personas: [persona] });
  const { warnings } = await world.api(api.moments.preview, { plan: { ...plan("卖货"), selling: true } });
  expect(warnings).toMatchObject([{ code: "selling-much", persona: "店员", staff: 3, allowed: 0 }]);
  expect(warnings[0]?.message).toContain("店员");
  expect((await world.api(api.moments.preview, { plan: plan("不卖货") })).warnings).toEqual([]);
  const nothing = { ...plan("空的"), contentId: null };
  await expect(world.api(api.moments.save, { plan: nothing })).rejects.toThrow(/momentEmpty/u);
  const both = { ...plan("都要"), link: { title: "菜单", url: "/m/welfare" } };
  await expect(world.api(api.moments.save, { plan: both })).rejects.toThrow(/momentMixed/u);
  await expect(world.api(api.moments.save, { plan: plan("过了", -1) })).rejects.toThrow(/momentWindow/u);
});
