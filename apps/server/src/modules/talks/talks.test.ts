import { api, type TalkPlan, type TalkState, talkState, type TalkWhom } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withUnit } from "#actions";
import { groupId } from "#kit/ids";
import { createLiveCode } from "#modules/live-codes";
import { giveTasks, handlers as tasks } from "#modules/tasks";
import { handlers as tickets } from "#modules/tickets";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { announceTalk, answerQuestion, cancelTalk, closeTalk, endTalk, moveTalk, nextItem, startTalk } from "./acts.ts";
import { talkFigures } from "./figures.ts";
import { reachOf } from "./chats.ts";
import { passOnTalks } from "./hand-over.ts";
import { handlers } from "./index.ts";
import { askInTalk, pageOfTalk, voteInTalk } from "./page.ts";
import { postStages } from "./post-stages.ts";
import { digestFrom, digestOf, isOver, mayGo, stagesFrom } from "./rules.ts";
import { saveTalk } from "./save-talk.ts";
import { getTalk, talkQuestions } from "./screens.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("owner");
  for (const chat of ["g1", "g2"]) await corp.group(chat, `${chat}群`);
  for (const who of ["wm1", "wm2", "wm3"]) await corp.join("g1", who);
  await settle();
});

const settle = () => corp.drainWith([...tasks, ...tickets, ...handlers]);
/** Lets the hours pass, and the duty do what is due in each. */
async function pass(hours: number) {
  for (let n = 0; n < hours; n += 1) {
    corp.advance(HOUR);
    await postStages.run(database.db, corp.corpId, corp.ctx().now);
  }
  await settle();
}
async function made(hours = 72, more: Partial<TalkPlan> = {}) {
  const plan = {
    kind: "newcomer",
    title: "新人答疑",
    host: "owner",
    startsAt: new Date(corp.ctx().now.getTime() + hours * HOUR).toISOString(),
    minutes: 45,
    groupIds: [groupId(corp.corpId, "g1"), groupId(corp.corpId, "g2"), groupId(corp.corpId, "g1")],
    texts: { announce: "", remind: "", soon: "" },
    runSheet: [
      { minute: 30, title: "收尾", text: "谢谢大家" },
      { minute: 0, title: "开场", text: "大家好" },
    ],
    ...more,
  };
  return saveTalk(corp.ctx(), api.talks.save.input.parse({ plan }));
}
const stagesOf = async (id: string) => (await getTalk(corp.ctx(), { id })).stages.map(({ key, state }) => `${key} ${state}`);

test("no way leads out of what is over, and nothing is live that was never announced", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...talkState.options), { maxLength: 20 }), (wishes) => {
      const seen: TalkState[] = ["draft"];
      for (const wish of wishes) {
        const state = seen.at(-1) ?? "draft";
        expect(isOver(state) && mayGo(state, wish)).toBe(false);
        seen.push(mayGo(state, wish) ? wish : state);
      }
      expect(seen.includes("live") && !seen.includes("announced")).toBe(false);
      expect(seen.includes("closed") && !seen.includes("digest")).toBe(false);
    }),
  );
});

test("announced late it is told once: exactly the stage whose time runs is due, and none after the beginning", () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 6000 }), (minutes) => {
      const now = new Date("2025-03-03T02:00:00Z");
      const startsAt = new Date(now.getTime() + minutes * 60_000);
      const due = stagesFrom(startsAt, now).filter(({ state, at }) => state === "waiting" && at <= now);
      expect(due.length).toBe(minutes > 0 && minutes <= 48 * 60 ? 1 : 0);
      for (const { until } of stagesFrom(startsAt, now)) expect(until.getTime()).toBeLessThanOrEqual(startsAt.getTime());
    }),
  );
});

test("the digest has what was answered, the most wanted first, and nothing else", () => {
  const one = (text: string, votes: number, answer: string | null) => ({ text, votes, answer });
  expect(digestOf([one("几点", 1, "十点"), one("哪里", 5, "门口"), one("谁", 9, null)])).toBe("1. 哪里\n门口\n\n2. 几点\n十点");
});

test("the digest waits for the next local day after a post of the same day, and for nothing else", () => {
  const at = (text: string) => new Date(`${text}:00+08:00`);
  const now = at("2025-03-05T20:20");
  const tomorrow = at("2025-03-06T00:00");
  expect(digestFrom([at("2025-03-03T19:30"), at("2025-03-05T18:30")], now, "Asia/Shanghai")).toEqual(tomorrow);
  expect(digestFrom([at("2025-03-05T00:10")], now, "Asia/Shanghai")).toEqual(tomorrow);
  expect(digestFrom([at("2025-03-04T23:50")], now, "Asia/Shanghai")).toEqual(now);
  expect(digestFrom([], now, "Asia/Shanghai")).toEqual(now);
});

test("a whole session: told, asked and voted without names, led, answered, written up; what was left becomes a promise", async () => {
  const { id, plan } = await made();
  expect(plan.runSheet.map(({ minute }) => minute)).toEqual([0, 30]);
  expect(await pageOfTalk(corp.ctx(), id, "wm1")).toBeNull();
  await announceTalk(corp.ctx(), { id });
  await pass(24);
  expect(await stagesOf(id)).toEqual(["announce planned", "remind waiting", "soon waiting"]);
  expect((await getTalk(corp.ctx(), { id })).state).toBe("collecting");
  expect(await corp.actions("mass-task.create")).toMatchObject([{ payload: { sender: "owner", chatType: "group" } }]);

  expect(await askInTalk(corp.ctx(), id, "wm1", "豆子能放多久")).toBe(true);
  expect(await askInTalk(corp.ctx(), id, "wm1", " 豆子能放多久 ")).toBe(true);
  expect(await askInTalk(corp.ctx(), id, "wm2", "周末开门吗")).toBe(true);
  expect(await askInTalk(corp.ctx(), id, "stranger", "我能问吗")).toBe(false);
  await settle();
  const [first] = (await pageOfTalk(corp.ctx(), id, "wm2"))?.questions.filter(({ mine }) => mine) ?? [];
  expect(await voteInTalk(corp.ctx(), id, "wm3", first?.id ?? "", true)).toBe(true);
  expect(await voteInTalk(corp.ctx(), id, "wm2", first?.id ?? "", true)).toBe(false);
  await corp.tell("page.opened", { externalUserId: "wm3", page: "talk", via: `talk.${id}.announce` });
  await settle();
  const { items } = await talkQuestions(corp.ctx(), { id });
  expect(items.map(({ text, votes }) => `${text} ${votes}`)).toEqual(["周末开门吗 1", "豆子能放多久 0"]);

  await pass(48);
  await startTalk(corp.ctx(), { id });
  corp.advance(10 * 60_000);
  await answerQuestion(corp.ctx(), { id, questionId: items[0]?.id ?? "", answer: "开到晚上十点" });
  await settle();
  const { digest } = await endTalk(corp.ctx(), { id });
  expect(digest).toBe("1. 周末开门吗\n开到晚上十点");
  const { followed, talk } = await closeTalk(corp.ctx(), { id, digest: `${digest}。`, replayUrl: "" });
  await settle();
  expect([followed, talk.state]).toEqual([1, "closed"]);
  const { rows } = await sql<{ text: string; source: string; owner: string }>`select text, source, owner from ticket
    where corp_id = ${corp.corpId}`.execute(database.db);
  expect(rows).toEqual([{ text: "豆子能放多久", source: "talk", owner: "owner" }]);
  expect(await askInTalk(corp.ctx(), id, "wm1", "还能问吗")).toBe(false);
  expect(await talkFigures(corp.ctx(), { id })).toMatchObject({
    groups: { planned: 2, delivered: 0 },
    opened: 1,
    asked: 2,
    votes: 1,
    answered: 1,
    meanMinutes: 10,
    talked: null,
    orders: null,
  });
});

test("said by its class a session has each group once, and groups opened before a post are told by it; those opened after the talk are not", async () => {
  await corp.stores("S1,外滩店,上海,黄浦,121.49,31.24,open");
  const storeId = await corp.storeId("S1");
  const code = (input: Parameters<typeof api.liveCodes.create.input.parse>[0]) =>
    createLiveCode(corp.ctx(), api.liveCodes.create.input.parse(input));
  const { id: ofStore } = await code({ kind: "group", name: "外滩店福利群", storeId, chatIds: ["g1"], seatLimit: 200 });
  await corp.group("g3", "新客群1");
  await corp.group("gone", "旧群");
  await settle();
  await code({ kind: "group", name: "新客群", chatIds: ["g3", "gone"], seatLimit: 200 });
  await corp.tell("group.dismissed", { chatId: "gone" });
  await settle();
  const reach = async (whom: Partial<TalkWhom>) => (await reachOf(corp.ctx(), api.talks.reach.input.parse(whom))).groups;
  const g1 = groupId(corp.corpId, "g1");
  expect(await Promise.all([{ classes: ["store" as const] }, { classes: ["general" as const] }, {}].map(reach))).toEqual([1, 1, 0]);
  expect(await reach({ groupIds: [g1], storeIds: [storeId], classes: ["store", "general"] })).toBe(2);

  const { id } = await made(72, { groupIds: [], classes: ["store"] });
  expect((await announceTalk(corp.ctx(), { id })).groups).toBe(1);
  await pass(24);
  const opens = async (chatId: string) => {
    await corp.group(chatId, chatId);
    await corp.join(chatId, `${chatId}-new`, ofStore);
    await settle();
  };
  await opens("late");
  expect(await askInTalk(corp.ctx(), id, "late-new", "我能问吗")).toBe(false);
  await pass(24);
  const { stages } = await getTalk(corp.ctx(), { id });
  expect(stages.map(({ groups }) => groups)).toEqual([1, 2, 0]);
  expect(await askInTalk(corp.ctx(), id, "late-new", "我能问吗")).toBe(true);
  await pass(24);
  await startTalk(corp.ctx(), { id });
  await endTalk(corp.ctx(), { id });
  await opens("later");
  await closeTalk(corp.ctx(), { id, digest: "都在这里", replayUrl: "" });
  await pass(13);
  expect((await getTalk(corp.ctx(), { id })).groupList.map(({ name }) => name)).toEqual(["g1群", "late"]);
});

test("whoever the run sheet names has a task with the ready words: it moves along, is done when its item is, and goes with a cancelled session", async () => {
  for (const who of ["amei", "xiaolin"]) await corp.staff(who);
  const item = (minute: number, owner: string, text = "") => ({ minute, title: `第${minute}`, owner, text });
  const plan = { runSheet: [item(30, "xiaolin"), item(0, "owner"), item(10, "amei", "今天讲手冲")] };
  const { id, plan: kept, startsAt } = await made(72, plan);
  expect(kept.runSheet.map(({ owner }) => owner)).toEqual(["", "amei", "xiaolin"]);
  await announceTalk(corp.ctx(), { id });
  await settle();
  const list = async () =>
    (
      await sql<{ who: string; state: string; text: string; minutes: number; grade: string | null }>`select assignee as who, state, grade,
        params->>'text' as text, (extract(epoch from due_at - ${startsAt}::timestamptz) / 60)::int as minutes from task
        where corp_id = ${corp.corpId} order by opened_at, due_at, id`.execute(database.db)
    ).rows;
  const open = { state: "open", grade: null };
  const three = (more: object, by = 0) => [
    { who: "amei", text: "今天讲手冲", minutes: 30 + by, ...open, ...more },
    { who: "owner", text: "", minutes: 45 + by, ...open, ...more },
    { who: "xiaolin", text: "", minutes: 45 + by, ...open, ...more },
  ];
  const byWho = async () => (await list()).toSorted((a, b) => a.minutes - b.minutes || (a.who < b.who ? -1 : 1));
  expect(await byWho()).toEqual(three({}));

  // Moved there and back: each time the old ones go, and three are open at the hour that holds.
  for (const hours of [24, 0]) {
    corp.advance(60_000);
    await moveTalk(corp.ctx(), { id, startsAt: new Date(Date.parse(startsAt) + hours * HOUR).toISOString() });
    await settle();
  }
  const off = { state: "cancelled" };
  expect((await byWho()).filter(({ state }) => state === "open")).toEqual(three({}));
  expect((await byWho()).filter(({ state }) => state === "cancelled")).toEqual([...three(off), ...three(off, 24 * 60)]);

  await pass(72);
  await startTalk(corp.ctx(), { id });
  await nextItem(corp.ctx(), { id, place: 1 });
  await settle();
  const nowOf = async () => Object.fromEntries((await list()).slice(-3).map(({ who, state, grade }) => [who, grade ?? state]));
  expect(await nowOf()).toEqual({ amei: "open", owner: "open", xiaolin: "open" });
  await nextItem(corp.ctx(), { id, place: 2 });
  await settle();
  expect(await nowOf()).toEqual({ amei: "B", owner: "open", xiaolin: "open" });
  await endTalk(corp.ctx(), { id });
  await settle();
  expect(await nowOf()).toEqual({ amei: "B", owner: "B", xiaolin: "cancelled" });

  const other = await made(72, plan);
  await announceTalk(corp.ctx(), { id: other.id });
  await cancelTalk(corp.ctx(), { id: other.id });
  await settle();
  expect(await nowOf()).toEqual({ amei: "cancelled", owner: "cancelled", xiaolin: "cancelled" });

  await corp.tell("staff.removed", { userId: "amei" });
  await settle();
  await expect(made(72, plan)).rejects.toMatchObject({ code: "talkOwnerLeft", details: { name: "amei" } });
});

test("whoever is second to save a draft is told who was first, and may save over what she has seen", async () => {
  const { id, plan, revision } = await made();
  const as = (name: string) => ({ ...corp.ctx(), actor: { kind: "user" as const, id: name, name } });
  const [hers, his] = [
    { ...plan, title: "她的" },
    { ...plan, title: "他的" },
  ];
  const first = await saveTalk(as("阿美"), { id, plan: hers, revision });
  // Sent once more because no answer came: it is what it is.
  expect((await saveTalk(as("阿美"), { id, plan: hers, revision })).revision).toBe(first.revision);
  await expect(saveTalk(as("老王"), { id, plan: his, revision })).rejects.toMatchObject({
    code: "talkSavedMeanwhile",
    status: 409,
    details: { by: "阿美", time: "2025-03-01 10:00", revision: first.revision },
  });
  expect((await getTalk(corp.ctx(), { id })).title).toBe("她的");
  expect((await saveTalk(as("老王"), { id, plan: his, revision: first.revision })).title).toBe("他的");
  expect((await saveTalk(as("脚本"), { id, plan: hers })).revision).toBe(first.revision + 2);
});

test("whoever is given a session's task leads it or has its part; a hand-over passes on what somebody leads, drafts too, and leaves what is over", async () => {
  for (const who of ["amei", "xiaolin", "new1", "new2"]) await corp.staff(who);
  await settle();
  const plan = { runSheet: [{ minute: 5, title: "讲解", owner: "amei", text: "" }] };
  const roles = async (id: string) => {
    const { plan: now } = await getTalk(corp.ctx(), { id });
    const { rows } = await sql<{ who: string }>`select assignee as who from task where corp_id = ${corp.corpId}
      and subject = ${`talk:${id}`} and state = 'open' order by kind`.execute(database.db);
    return [now.host, now.runSheet[0]?.owner, ...rows.map(({ who }) => who)];
  };
  const [told, draft, over] = [await made(72, plan), await made(80, { ...plan, host: "amei" }), await made(72, plan)];
  for (const { id } of [told, over]) await announceTalk(corp.ctx(), { id });
  await settle();
  await cancelTalk(corp.ctx(), { id: over.id });
  await settle();
  const { rows } = await sql<{ id: string }>`select id from task where corp_id = ${corp.corpId} and assignee = 'owner'
    and state = 'open'`.execute(database.db);
  await giveTasks(corp.ctx(), { ids: rows.map(({ id }) => id), to: "xiaolin", why: "" });
  await settle();
  expect(await roles(told.id)).toEqual(["xiaolin", "amei", "xiaolin", "amei"]);

  await withUnit(corp.ctx(), (unit) => passOnTalks(unit, "amei", ["new1", "new2"], "handover:h1"));
  await settle();
  expect(await roles(told.id)).toEqual(["xiaolin", "new1", "xiaolin", "new1"]);
  expect(await roles(draft.id)).toEqual(["new2", ""]);
  expect(await roles(over.id)).toEqual(["owner", "amei"]);
  await expect(saveTalk(corp.ctx(), { id: draft.id, plan: draft.plan, revision: draft.revision })).rejects.toMatchObject({
    code: "talkSavedMeanwhile",
  });
});

test("a house that stood still posts nothing of yesterday's, and a session that was called off is never posted", async () => {
  const late = await made();
  await announceTalk(corp.ctx(), { id: late.id });
  corp.advance(73 * HOUR);
  await postStages.run(database.db, corp.corpId, corp.ctx().now);
  expect(await stagesOf(late.id)).toEqual(["announce missed", "remind missed", "soon missed"]);

  const off = await made();
  await announceTalk(corp.ctx(), { id: off.id });
  expect((await cancelTalk(corp.ctx(), { id: off.id })).toldGroups).toBe(0);
  await pass(72);
  expect(await corp.actions("mass-task.create")).toEqual([]);
  const { rows } = await sql`select from task where corp_id = ${corp.corpId} and state = 'cancelled'`.execute(database.db);
  expect(rows.length).toBe(1);
});

test("moved, what was posted says whom it concerns, and the rest gets its new hour", async () => {
  const { id } = await made();
  await announceTalk(corp.ctx(), { id });
  await pass(24);
  const startsAt = new Date(corp.ctx().now.getTime() + 72 * HOUR).toISOString();
  const { toldGroups, talk } = await moveTalk(corp.ctx(), { id, startsAt });
  expect(toldGroups).toBe(2);
  expect(talk.stages.map(({ key, at, state }) => [key, state, Date.parse(startsAt) - Date.parse(at)])).toMatchObject([
    ["announce", "planned", expect.any(Number)],
    ["remind", "waiting", 24 * HOUR],
    ["soon", "waiting", HOUR],
  ]);
});
