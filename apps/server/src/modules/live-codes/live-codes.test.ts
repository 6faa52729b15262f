import { api } from "@shuke/contract";
import type { Language } from "@shuke/phrases";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createLiveCode, updateLiveCode } from "./index.ts";
import { getLiveCode, listLiveCodes, liveCodeFigures } from "./screens.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("xiaomei");
  await corp.drain();
});

type Create = Parameters<typeof api.liveCodes.create.input.parse>[0];
const create = (input: Create) => createLiveCode(corp.ctx(), api.liveCodes.create.input.parse(input));
const update = (input: unknown) => updateLiveCode(corp.ctx(), api.liveCodes.update.input.parse(input));
const staffCode = (more = {}) =>
  create({
    kind: "staff",
    name: "门店海报",
    channel: "海报",
    userIds: ["xiaomei"],
    tags: ["渠道/海报"],
    welcomeText: "你好{{name}}，送你一张券",
    welcomeLink: { title: "新人福利", page: "welfare", desc: "打开就能用" },
    remark: "{{name}}-{{channel}}",
    ...more,
  });

describe("a staff code", () => {
  test("asks WeCom for a way whose state is the code, and for the tag that is missing; the picture comes with the answer", async () => {
    const code = await staffCode();
    expect(code.id.length).toBeLessThanOrEqual(30);
    expect(code).toMatchObject({ qrUrl: null, problem: null, state: "active", kind: "staff" });
    expect(await getLiveCode(corp.ctx(), { id: code.id })).toMatchObject({
      welcomeLink: { title: "新人福利", page: "welfare", desc: "打开就能用" },
      remark: "{{name}}-{{channel}}",
      baseName: "",
    });
    const [way] = await corp.actions("contact-way.put");
    expect(way?.payload).toMatchObject({ liveCodeId: code.id, state: code.id, configId: null, userIds: ["xiaomei"] });
    expect((await corp.actions("corp-tag.create"))[0]?.payload).toMatchObject({ groupName: "渠道", names: ["海报"], key: "渠道/海报" });
    await corp.tell("contact-way.put", { liveCodeId: code.id, configId: "cfg", qrUrl: "http://wx/qr.png" });
    await corp.drain();
    expect(await getLiveCode(corp.ctx(), { id: code.id })).toMatchObject({ qrUrl: "http://wx/qr.png", problem: null });
  });

  test("needs staff who are there and may serve customers", async () => {
    await expect(staffCode({ userIds: [] })).rejects.toMatchObject({ code: "liveCodeNeedsStaff" });
    await expect(staffCode({ userIds: ["nobody"] })).rejects.toMatchObject({ code: "liveCodeStaffUnknown" });
  });

  test("changed before WeCom answered is told once more after the answer, with the way's id", async () => {
    await corp.staff("xiaoli");
    await corp.drain();
    const code = await staffCode();
    await update({ id: code.id, userIds: ["xiaoli"] });
    expect(await corp.actions("contact-way.put")).toHaveLength(1);
    await corp.tell("contact-way.put", { liveCodeId: code.id, configId: "cfg", qrUrl: "q" });
    await corp.drain();
    const ways = await corp.actions("contact-way.put");
    expect(ways.map(({ payload }) => [payload["configId"], payload["userIds"]])).toEqual([
      [null, ["xiaomei"]],
      ["cfg", ["xiaoli"]],
    ]);
  });

  test("shows what WeCom refused, and tries again with the next change", async () => {
    const code = await staffCode();
    const fail = (actionId: string, error: string, errcode: number) =>
      corp.tell("action.failed", { actionId, kind: "contact-way.put", plannedBy: `live-code:${code.id}`, error, errcode });
    await fail("a", "41054 member not activated", 41054);
    await corp.drain();
    const problemIn = async (language: Language) => (await getLiveCode({ ...corp.ctx(), language }, { id: code.id })).problem;
    expect(await problemIn("zh-CN")).toEqual({
      code: "liveCodeStaffNotReady",
      message: expect.stringContaining("有接待员工没激活"),
      details: { error: "41054 member not activated" },
    });
    expect((await problemIn("en"))?.message).toMatch(/^WeCom refused: a member of staff is not activated.*41054/u);
    await update({ id: code.id, name: "换个名字" });
    expect(await corp.actions("contact-way.put")).toHaveLength(2);
    await fail("b", "40058 invalid args", 40058);
    await corp.drain();
    expect(await problemIn("en")).toMatchObject({ code: "liveCodeRefused" });
    // Saved as it is: what stood in the way may have been put right elsewhere.
    await update({ id: code.id, name: "换个名字" });
    expect(await corp.actions("contact-way.put")).toHaveLength(3);
    expect(await problemIn("en")).toBeNull();
  });

  test("welcomes, tags and remarks whoever comes through it, and nobody else", async () => {
    const code = await staffCode();
    await corp.tell("corp-tag.created", { tagId: "t1", groupId: "g1", name: "海报", groupName: "渠道", key: "渠道/海报" });
    await corp.tell("tag.detailed", { tagId: "t1", groupId: "g1", name: "海报", groupName: "渠道", order: 0 });
    await corp.befriend("wm1", "xiaomei", code.id, "WELCOME");
    await corp.befriend("wm2", "xiaomei", "other-tool", "W2");
    await corp.drain();
    const [welcome, ...more] = await corp.actions("welcome.send");
    expect(more).toEqual([]);
    expect(welcome?.payload).toMatchObject({ welcomeCode: "WELCOME", text: "你好，送你一张券", liveCodeId: code.id });
    expect(welcome?.payload["attachments"]).toEqual([
      { msgtype: "link", link: { title: "新人福利", desc: "打开就能用", url: `/m/c/${code.id}?v=welcome.${code.id}` } },
    ]);
    expect(welcome?.runUntil?.getTime()).toBe(corp.sec() * 1000 + 20_000);
    expect((await corp.actions("tag.mark")).map(({ payload }) => payload)).toMatchObject([{ externalUserId: "wm1", add: ["t1"] }]);
    expect((await corp.actions("remark.set")).map(({ payload }) => payload)).toMatchObject([{ remark: "海报" }]);
  });

  test("tags those who came before the tag was there as soon as it is", async () => {
    const code = await staffCode();
    await corp.befriend("wm1", "xiaomei", code.id, "W");
    await corp.drain();
    expect(await corp.actions("tag.mark")).toEqual([]);
    await corp.tell("corp-tag.created", { tagId: "t1", groupId: "g1", name: "海报", groupName: "渠道", key: "渠道/海报" });
    await corp.drain();
    expect((await corp.actions("tag.mark")).map(({ payload }) => payload)).toMatchObject([
      { externalUserId: "wm1", userId: "xiaomei", add: ["t1"] },
    ]);
  });

  test("counts a welcome that cannot arrive any more as missed, with the reason", async () => {
    const code = await staffCode();
    const addedAt = corp.sec();
    corp.advance(11_000);
    const late = { externalUserId: "late", userId: "xiaomei", state: code.id, createdSec: addedAt, welcomeCode: "W" };
    await corp.tell("relation.added", late);
    await corp.befriend("codeless", "xiaomei", code.id);
    await corp.befriend("found", "xiaomei", code.id, undefined, { actor: { kind: "sync" } });
    await corp.befriend("slow", "xiaomei", code.id, "W4");
    await corp.drain();
    const [slow] = await corp.actions("welcome.send");
    await corp.tell("action.ended", { actionId: slow?.id ?? "", kind: "welcome.send", plannedBy: "", how: "expired", reason: "too late" });
    await corp.drain();
    expect((await corp.facts("welcome.missed")).map((data) => [data["externalUserId"], data["reason"]])).toEqual([
      ["late", "late"],
      ["codeless", "no-code"],
      ["found", "lost-callback"],
      ["slow", "expired"],
    ]);
  });

  test("knows who came, who stayed and when, also when somebody comes back", async () => {
    const code = await staffCode();
    for (const person of ["a", "b", "c"]) await corp.befriend(person, "xiaomei", code.id, `w${person}`);
    corp.advance(86_400_000);
    await corp.tell("relation.ended", { externalUserId: "a", userId: "xiaomei", by: "customer" });
    await corp.tell("relation.ended", { externalUserId: "b", userId: "xiaomei", by: "customer" });
    corp.advance(60_000);
    await corp.befriend("b", "xiaomei", code.id, "again");
    await corp.drain();
    expect((await getLiveCode(corp.ctx(), { id: code.id })).figures).toEqual({ scans: null, added: 3, kept: 2, joined: 0 });
    await corp.rebuild();
    expect((await getLiveCode(corp.ctx(), { id: code.id })).figures).toEqual({ scans: null, added: 3, kept: 2, joined: 0 });
    expect((await liveCodeFigures(corp.ctx(), { id: code.id })).days).toEqual([
      { day: "2025-03-01", added: 3, lost: 0, joined: 0 },
      { day: "2025-03-02", added: 0, lost: 1, joined: 0 },
    ]);
  });
});

describe("a group code", () => {
  beforeEach(async () => {
    await corp.stores("S1,人民广场店,上海市,黄浦区,121.47,31.23,open");
    for (const chat of ["g1", "g2"]) await corp.group(chat);
    await corp.drain();
  });
  const groupCode = async (more = {}) =>
    create({ kind: "group", name: "人民广场店福利群", storeId: await corp.storeId("S1"), chatIds: ["g1"], seatLimit: 2, ...more });
  const answer = async (id: string, chatIds: string[]) => {
    await corp.tell("join-way.put", { liveCodeId: id, configId: "cfg", qrUrl: "http://wx/g.png", chatIds });
    await corp.drain();
  };

  test("counts who joined through it and who is still there, day by day", async () => {
    const code = await groupCode();
    for (const person of ["a", "b"]) await corp.join("g1", person, code.id);
    corp.advance(86_400_000);
    await corp.tell("group.member-left", { chatId: "g1", memberId: "a", quitScene: 0 });
    await corp.drain();
    expect((await getLiveCode(corp.ctx(), { id: code.id })).figures).toEqual({ scans: null, added: 0, kept: 1, joined: 2 });
    expect((await liveCodeFigures(corp.ctx(), { id: code.id })).days).toEqual([
      { day: "2025-03-01", added: 0, lost: 0, joined: 2 },
      { day: "2025-03-02", added: 0, lost: 1, joined: 0 },
    ]);
  });

  test("leads into its pool, and each group of the pool is to be set up once", async () => {
    const code = await groupCode({ chatIds: ["g1", "g2"] });
    expect((await corp.actions("join-way.put"))[0]?.payload).toMatchObject({
      state: code.id,
      chatIds: ["g1", "g2"],
      autoCreate: true,
      baseName: "人民广场店福利群",
      baseId: 3,
    });
    await answer(code.id, ["g1", "g2"]);
    await answer(code.id, ["g1", "g2"]);
    expect(await getLiveCode(corp.ctx(), { id: code.id })).toMatchObject({
      qrUrl: "http://wx/g.png",
      chatIds: ["g1", "g2"],
      seatsLeft: null,
    });
    expect((await corp.facts("group.needs-setup")).map((data) => data["chatId"])).toEqual(["g1", "g2"]);
    expect(await corp.actions("join-way.put")).toHaveLength(1);
  });

  test("refuses groups that are unknown or belong to another code", async () => {
    await groupCode();
    await expect(groupCode({ name: "另一个" })).rejects.toMatchObject({ code: "liveCodeGroupTaken" });
    await expect(groupCode({ name: "另一个", chatIds: ["nope"] })).rejects.toMatchObject({ code: "liveCodeGroupUnknown" });
    await expect(groupCode({ name: "另一个", chatIds: [] })).rejects.toMatchObject({ code: "liveCodeNeedsGroup" });
    await expect(groupCode({ name: "另一个", chatIds: ["g2"], storeId: "sto_x" })).rejects.toMatchObject({ code: "storeUnknown" });
  });

  test("rolls on: a full group leaves the way, the one that WeCom opened joins the pool and waits to be set up", async () => {
    const code = await groupCode();
    await answer(code.id, ["g1"]);
    await corp.join("g1", "wm1", code.id);
    await corp.join("g1", "wm2", code.id);
    await corp.drain();
    // All are full: the newest stays in the way, for WeCom goes on from it.
    expect(await corp.actions("join-way.put")).toHaveLength(1);
    await corp.join("auto", "wm3", code.id);
    await corp.drain();
    expect((await getLiveCode(corp.ctx(), { id: code.id })).chatIds).toEqual(["g1", "auto"]);
    expect((await corp.actions("join-way.put")).at(-1)?.payload).toMatchObject({ configId: "cfg", chatIds: ["auto"], baseId: 3 });
    expect(await corp.facts("group.needs-setup")).toHaveLength(1);
    await corp.group("auto", "人民广场店福利群2");
    await corp.drain();
    expect((await corp.facts("group.needs-setup"))[1]).toMatchObject({ chatId: "auto", liveCodeId: code.id, classKey: "store" });
  });

  test("knows a group that WeCom opened by its name too", async () => {
    const code = await groupCode();
    await corp.group("auto", "人民广场店福利群2");
    await corp.group("strange", "人民广场店老客群2");
    await corp.drain();
    expect((await getLiveCode(corp.ctx(), { id: code.id })).chatIds).toEqual(["g1", "auto"]);
  });

  test("tags who joins with the store, through the officer whose code she came by", async () => {
    const welfare = await staffCode();
    const code = await groupCode();
    await corp.staff("other");
    await corp.tell("tag.detailed", { tagId: "s1", groupId: "g", name: "人民广场店", groupName: "门店", order: 0 });
    for (const [userId, state] of [
      ["other", ""],
      ["xiaomei", welfare.id],
    ] as const) {
      await corp.befriend("wm1", userId, state, `w-${userId}`);
      await corp.tell("relation.detailed", {
        externalUserId: "wm1",
        userId,
        remark: "",
        description: "",
        createdSec: corp.sec(),
        addWay: 1,
        state,
        tagIds: [],
      });
      corp.advance(1000);
    }
    await corp.join("g1", "wm1", code.id);
    await corp.drain();
    const marks = (await corp.actions("tag.mark")).map(({ payload }) => payload);
    expect(marks).toContainEqual({
      externalUserId: "wm1",
      userId: "xiaomei",
      add: ["s1"],
      remove: [],
      why: `store:${await corp.storeId("S1")}`,
    });
    expect((await getLiveCode(corp.ctx(), { id: code.id })).figures.joined).toBe(1);
  });

  test("is listed by store, state and words, page by page", async () => {
    const one = await groupCode();
    corp.advance(1000);
    const two = await groupCode({ name: "第二个", chatIds: ["g2"] });
    await update({ id: one.id, state: "paused" });
    const list = (input: unknown) => listLiveCodes(corp.ctx(), api.liveCodes.list.input.parse(input));
    expect((await list({ state: "paused" })).items.map(({ id }) => id)).toEqual([one.id]);
    expect((await list({ query: "第二" })).items.map(({ id }) => id)).toEqual([two.id]);
    const first = await list({ limit: 1 });
    expect(first.items[0]?.id).toBe(two.id);
    expect((await list({ limit: 1, cursor: first.nextCursor })).items[0]?.id).toBe(one.id);
  });
});
