import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest, expectTruth } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, messagesFrom, type Newcomer, openHouse, openTasks, stepsOf } from "./house.ts";

const OFFICER = "officer-1";
const states = async (sopId: string, person: Newcomer) =>
  (await stepsOf(world, sopId, person.externalUserId)).map(({ state, reason, evidence }) =>
    [state, reason ?? evidence].filter(Boolean).join(" "),
  );

let house: House;
let world: World;
let stays: Newcomer;
let leaves: Newcomer;
let unfriends: Newcomer;
beforeAll(async () => {
  house = await openHouse({ syncEveryHours: 6 });
  world = house.world;
  stays = await house.newcomerOf(OFFICER);
  leaves = await house.newcomerOf(OFFICER);
  unfriends = await house.newcomerOf(OFFICER);
  await world.advance("1m");
  for (const { who } of [stays, leaves, unfriends]) await house.join(who);
  await world.advance("1m");
});
afterAll(() => house.close());

test("whoever leaves the group or the friendship is left in peace", async () => {
  await world.act({ who: leaves.who, do: "leave", chatId: house.groupCode(0)?.chatIds[0] });
  await world.act({ who: unfriends.who, do: "unfriend", userid: OFFICER });
  await world.advance("1m");
  expect(await states(house.newcomerSop, leaves)).toEqual(["exited left-group", "exited left-group", "exited left-group"]);
  expect(await states(house.newcomerSop, unfriends)).toEqual(["exited unfriended", "exited unfriended", "exited unfriended"]);
  await house.until(3, "10:21");
  expect(openTasks(world, OFFICER)).toMatchObject([{ targets: 1 }]);
  const [first] = (await world.api(api.sops.board, { sopId: house.newcomerSop })).steps;
  expect(first).toMatchObject({ entered: 3, underWay: 1, exited: 2, overdue: 0 });
});

test("a task that nobody taps is reminded of once and ends before the quiet hours; the step was missed", async () => {
  await house.until(3, "14:00");
  expect(openTasks(world, OFFICER)).toMatchObject([{ reminders: 1 }]);
  await house.until(3, "21:20");
  const task = world.phone(OFFICER).tasks[0];
  expect(task?.status).toBe("cancelled");
  const late = await world.act({ who: OFFICER, do: "confirm", msgid: task?.msgid });
  expect(late.error).toBeDefined();
  expect((await states(house.newcomerSop, stays))[0]).toBe("missed not-confirmed");
  expect(messagesFrom(world, stays.who, OFFICER).some(({ text }) => text?.includes("9.9 元券还没用"))).toBe(false);
  // Her budget is given back: nothing has reached her.
  const { rows } = await sql<{ state: string }>`select state from touch where recipient = ${stays.externalUserId}`.execute(world.db);
  expect(rows).toEqual([{ state: "released" }]);
});

test("at night nobody hears from us, but whoever comes then is welcomed", async () => {
  await house.until(3, "23:40");
  const owl = await house.newcomer();
  expect(messagesFrom(world, owl.who, owl.officer).some(({ text }) => text?.includes("小禾"))).toBe(true);
  // A group that comes up at night: its owner is told in the morning.
  const { rows } = await sql<{ at: Date }>`select occurred_at as at from event
    where type = 'action.sent' and data->>'kind' = 'staff-notice.send'`.execute(world.db);
  expect(rows.length).toBeGreaterThan(0);
  const local = rows.map(({ at }) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16));
  for (const time of local) expect(time >= "08:30" && time < "21:30", time).toBe(true);
});

test("an SOP that rested over a step's hour goes on without a blast: what is past is skipped", async () => {
  expect(await world.api(api.sops.pause, { sopId: house.newcomerSop })).toEqual({ underWay: 1, waiting: 2, planned: 0 });
  await house.until(6, "09:00");
  expect((await states(house.newcomerSop, stays))[1]).toBe("waiting");
  await world.api(api.sops.resume, { sopId: house.newcomerSop });
  await world.advance("1m");
  expect((await states(house.newcomerSop, stays)).slice(1)).toEqual(["skipped late", "waiting"]);
  expect(openTasks(world, OFFICER)).toEqual([]);
});

test("a tick on a task by hand is a claim and no more, until somebody of the group opens its link", async () => {
  const chatId = house.groupCode(0)?.chatIds[0] ?? "";
  const { items } = await world.api(api.tasks.list, { state: "open", kind: "sop-step" });
  const task = items.find((one) => one.params["chatId"] === chatId);
  const id = task?.id ?? "";
  expect(task).toMatchObject({ assignee: "store-001", provenBy: "message", claimedDoneAt: null, verifiedDoneAt: null });
  const cards = world.phone("store-001").chats.find(({ kind }) => kind === "app")?.messages;
  expect(JSON.stringify(cards)).toContain(`/m/t/${id}`);
  await world.api(api.tasks.claim, { id, note: "发了" });
  await world.advance("1m");
  expect(await world.api(api.tasks.get, { id })).toMatchObject({ state: "claimed", verifiedDoneAt: null, evidence: null });
  const group = async (state: "claimed" | "done") =>
    (await world.api(api.sops.people, { sopId: house.groupSop, step: "d3-topic", state })).items;
  expect(await group("claimed")).toMatchObject([{ recipient: chatId, grade: "C", doneAt: null }]);
  expect(await group("done")).toEqual([]);
  const page = await world.act({ who: "store-001", do: "open", url: new URL(`/m/t/${id}`, world.app.core.publicUrl).href });
  const [link = ""] = /http[^\s&]+v=[^\s&"<]+tsk_[a-z0-9]+/u.exec(page.html ?? "") ?? [];
  // Her own opening shows nothing, nor that of somebody who has never been in the group.
  await world.act({ who: "store-001", do: "open", url: link });
  await world.act({ who: (await house.newcomerOf("officer-2")).who, do: "open", url: link });
  await world.advance("1m");
  expect(await world.api(api.tasks.get, { id })).toMatchObject({ state: "claimed" });
  await world.act({ who: stays.who, do: "open", url: link });
  await world.advance("1m");
  const done = await world.api(api.tasks.get, { id });
  expect(done).toMatchObject({ state: "done", grade: "B", evidence: expect.stringMatching(/^event:/u) });
  expect(Date.parse(done.verifiedDoneAt ?? "")).toBeGreaterThan(Date.parse(done.claimedDoneAt ?? "x"));
  expect(await group("done")).toMatchObject([{ recipient: chatId, grade: "B", reason: null }]);
});

test("a task by hand ends with the time of its step", { timeout: 60_000 }, async () => {
  await house.until(9, "09:00");
  const { rows } = await sql<{ assignee: string; reason: string; state: string; why: string }>`select t.assignee, t.state,
      e.data->>'reason' as reason, s.reason as why
    from task t join event e on e.type = 'task.cancelled' and e.data->>'taskId' = t.id
    join enrolment_step s on s.action_id = t.id where t.kind = 'sop-step' order by t.id`.execute(world.db);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ state: "cancelled", reason: "window-over", why: "no-evidence" });
  const { items } = await world.api(api.tasks.list, { kind: "sop-step", overdue: true });
  expect(items.filter(({ dueAt }) => Date.parse(dueAt) < world.now().getTime() - 3 * 3_600_000)).toEqual([]);
});

test("her last step comes once, and the account is right", { timeout: 180_000 }, async () => {
  await house.until(9, "10:51");
  const [task] = openTasks(world, OFFICER);
  expect((await world.act({ who: OFFICER, do: "confirm", msgid: task?.msgid })).counts).toMatchObject({ sent: 1 });
  await house.until(12, "12:00");
  expect(await states(house.newcomerSop, stays)).toEqual([
    "missed not-confirmed",
    "skipped late",
    expect.stringMatching(/^done mass-task:/u),
  ]);
  expect(messagesFrom(world, stays.who, OFFICER).filter(({ text }) => text?.includes("第二杯半价"))).toHaveLength(1);
  for (const sopId of [house.newcomerSop, house.groupSop]) {
    const { steps } = await world.api(api.sops.board, { sopId });
    const lost = steps.filter(
      (s) => s.entered !== s.done + s.claimed + s.underWay + s.overdue + s.missed + s.skipped + s.refused + s.exited,
    );
    expect(lost).toEqual([]);
    expect(steps.map(({ entered }) => entered)).not.toContain(0);
  }
  await expectTruth(world);
  await expectAtRest(world);
});
