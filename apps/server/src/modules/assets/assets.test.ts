import { api } from "@shuke/contract";
import { PIECE_BYTES } from "@shuke/contract/asset-words";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "#kit/actor";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { checkContent, liveContents, toSend } from "./ask.ts";
import { addFile, addPiece, readFileBody } from "./files.ts";
import { listFolders, removeFolder, saveFolder } from "./folders.ts";
import { getContent, listContents } from "./list-contents.ts";
import { coldMedia, mediaDuty, mediaUploaded } from "./media.ts";
import { archiveContent, contentsToJudge, judgeContent, restoreContent, saveContent } from "./save-content.ts";
import { setContentSettings } from "./settings.ts";
import { provideContentUses } from "./uses.ts";

let database: TestDatabase;
let corp: TestCorp;
const used = new Map<string, string>();
provideContentUses(async (_ctx, id) => (used.has(id) ? [{ kind: "test", id, name: used.get(id) ?? "" }] : []));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
});

const HOUR = 3_600_000;
const as = (name: string) => ({ ...corp.ctx(), actor: { kind: "user", id: name, name } satisfies Actor });
const save = (input: object, who = "min") => saveContent(as(who), api.contents.save.input.parse({ name: "开业海报", ...input }));
const list = async (input: object = {}) => (await listContents(corp.ctx(), api.contents.list.input.parse(input))).items;
async function upload(data: Buffer, name: string) {
  const pieces = Math.max(1, Math.ceil(data.length / PIECE_BYTES));
  for (let n = 0; n < pieces; n += 1) {
    const part = data.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES);
    await addPiece(corp.ctx(), { upload: "upload-1", n, data: part.toString("base64") });
  }
  return addFile(corp.ctx(), { upload: "upload-1", pieces, name });
}
async function picture(background = "#0b6e69", side = 400): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return sharp({ create: { width: side, height: side / 2, channels: 3, background } })
    .png()
    .toBuffer();
}
const drain = async () => {
  while ((await mediaDuty.run(database.db, corp.corpId, corp.ctx().now)) > 0);
};
const uploads = () => corp.actions("media.upload");
const ended = async (type: "action.sent" | "action.failed", fileId: string, more: object) => {
  const data = { actionId: "a", kind: "media.upload", plannedBy: `media:${fileId}`, ...more };
  await (type === "action.sent"
    ? corp.tell(type, { ...data, result: { mediaId: "m", ...more } })
    : corp.tell(type, { ...data, error: "40004 invalid file type" }));
  await corp.drainWith([mediaUploaded]);
};

test("a file is what is in it: typed by its content, kept once, given back byte for byte; what WeCom refuses is refused in words", async () => {
  const data = await picture();
  const file = await upload(data, "海报.exe");
  expect(file).toMatchObject({ kind: "image", mime: "image/png", width: 400, height: 200, bytes: data.length, hasThumb: true });
  expect(await upload(data, "again.png")).toMatchObject({ id: file.id, name: "海报.exe" });
  expect((await readFileBody(corp.ctx(), file.id))?.data.equals(data)).toBe(true);
  const thumb = await readFileBody(corp.ctx(), file.id, true);
  expect([thumb?.mime, (thumb?.data.length ?? 0) > 100]).toEqual(["image/jpeg", true]);
  // Across several pieces.
  const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(2 * PIECE_BYTES, 7)]);
  const paper = await upload(pdf, "菜单.pdf");
  expect(paper).toMatchObject({ kind: "file", mime: "application/pdf", hasThumb: false });
  expect((await readFileBody(corp.ctx(), paper.id))?.data.equals(pdf)).toBe(true);
  const refusals: Array<[Buffer, string, string]> = [
    [Buffer.from("GIF89a……"), "a.gif", "assetPicture"],
    [Buffer.from("MZ\u0090 a program"), "a.png", "assetKind"],
    [Buffer.from("<html><script>alert(1)</script>"), "a.html", "assetKind"],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), "a.svg", "assetKind"],
    [Buffer.from("PK\u0003\u0004 a program"), "a.apk", "assetKind"],
    [Buffer.concat([data.subarray(0, 60), Buffer.alloc(40)]), "half.png", "assetBroken"],
    [Buffer.concat([Buffer.from("\0\0\0\u0018ftypmp42", "latin1"), Buffer.alloc(10 * 1_048_576)]), "a.mp4", "assetTooBig"],
    [Buffer.from("a"), "a.txt", "assetEmpty"],
  ];
  for (const [bytes, name, code] of refusals) await expect(upload(bytes, name)).rejects.toMatchObject({ code });
  await addPiece(corp.ctx(), { upload: "upload-2", n: 1, data: "aGk=" });
  await expect(addFile(corp.ctx(), { upload: "upload-2", pieces: 2, name: "x.txt" })).rejects.toMatchObject({ code: "assetPieces" });
});

test("every saving is a version; who saves an older one is told, and what goes out changes only when something is let through", async () => {
  const made = await save({ text: "你好" });
  expect(made).toMatchObject({ n: 1, liveN: 1, state: "live", usable: true, media: "none" });
  const draft = await save({ id: made.id, version: 1, text: "你好呀", publish: false });
  expect(draft).toMatchObject({ n: 2, liveN: 1, state: "draft", text: "你好呀" });
  expect((await liveContents(corp.ctx(), [made.id])).get(made.id)).toMatchObject({ text: "你好" });
  await expect(save({ id: made.id, version: 1, text: "x" })).rejects.toMatchObject({
    code: "contentSavedMeanwhile",
    details: { by: "min" },
  });
  await expect(save({ text: "x" })).rejects.toMatchObject({ code: "contentNameTaken" });
  const both = await Promise.allSettled(["a", "b"].map((text) => save({ id: made.id, version: 2, text })));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await getContent(corp.ctx(), { id: made.id })).versions.map(({ n, state }) => [n, state])).toEqual([
    [3, "live"],
    [2, "draft"],
    [1, "live"],
  ]);
});

test("where the corp wants a second person, nothing goes out before she has looked, and nobody approves her own", async () => {
  await setContentSettings(corp.ctx(), { approval: true });
  const made = await save({ text: "你好" });
  expect(made).toMatchObject({ state: "waiting", liveN: null, usable: false });
  await expect(checkContent(corp.ctx(), made.id, "mass")).rejects.toMatchObject({ code: "contentNotLive" });
  const judge = (who: string, more: object = {}) => judgeContent(as(who), { id: made.id, n: 1, approve: true, remark: "", ...more });
  await expect(judge("min")).rejects.toMatchObject({ code: "contentOwnApproval", status: 403 });
  expect([await contentsToJudge(as("min")), await contentsToJudge(as("yun"))]).toEqual([0, 1]);
  await expect(judge("yun", { approve: false })).rejects.toMatchObject({ code: "contentWhyNot" });
  expect(await judge("yun", { approve: false, remark: "价格不对" })).toMatchObject({ state: "refused", liveN: null });
  await expect(judge("yun")).rejects.toMatchObject({ code: "contentNotWaiting" });
  await save({ id: made.id, version: 2, text: "你好，9.9 元" });
  expect(await judge("yun", { n: 2 })).toMatchObject({ state: "live", liveN: 2, usable: true });
  const [second, first] = (await getContent(corp.ctx(), { id: made.id })).versions;
  expect([second?.judgedBy, first?.remark]).toEqual(["yun", "价格不对"]);
});

test("a content goes where its gaps can be filled, and is refused in words elsewhere; an expired one goes nowhere", async () => {
  const plain = await save({ name: "一", text: "周五见" });
  const named = await save({ name: "二", text: "{{name}}，我是{{staff}}" });
  const channel = await save({ name: "三", text: "你从{{channel}}来", expiresAt: new Date(corp.ctx().now.getTime() + HOUR).toISOString() });
  expect([plain, named, channel].map(({ places }) => places)).toEqual([["welcome", "sidebar", "mass"], ["sidebar"], ["welcome"]]);
  await checkContent(corp.ctx(), plain.id, "mass");
  await expect(checkContent(corp.ctx(), named.id, "mass")).rejects.toMatchObject({
    code: "contentNotMass",
    details: { name: "二", gaps: "{{name}} {{staff}}" },
  });
  await expect(checkContent(corp.ctx(), named.id, "welcome")).rejects.toMatchObject({ code: "contentNotWelcome" });
  await expect(checkContent(corp.ctx(), channel.id, "sidebar")).rejects.toMatchObject({ code: "contentNotSidebar" });
  await expect(save({ name: "四", text: "{{phone}}" })).rejects.toMatchObject({ code: "contentVariable" });
  await expect(save({ name: "四", text: "{{name}}{{channel}}" })).rejects.toMatchObject({ code: "contentNowhere" });
  await expect(save({ name: "四", text: " " })).rejects.toMatchObject({ code: "contentEmpty" });
  corp.advance(HOUR);
  await expect(checkContent(corp.ctx(), channel.id, "welcome")).rejects.toMatchObject({ code: "contentNotLive" });
  const live = (await liveContents(corp.ctx(), [plain.id, named.id, channel.id])).get(named.id);
  expect(live && toSend(live, { name: "小梅", staff: "阿敏" }).text).toBe("小梅，我是阿敏");
});

test("found by name, words and what its cards say, in folders and pages; put away and taken back, but not while something sends it", async () => {
  const folder = await saveFolder(corp.ctx(), { name: "新品" });
  await expect(saveFolder(corp.ctx(), { name: "新品" })).rejects.toMatchObject({ code: "folderNameTaken" });
  const link = { kind: "link", title: "秋季菜单", url: "https://shop.test/autumn" };
  const made = await save({ folderId: folder.id, attachments: [link] });
  for (let n = 0; n < 5; n += 1) await save({ name: `第${n}份`, text: "100%_纯" });
  expect((await list({ query: "秋季" })).map(({ id }) => id)).toEqual([made.id]);
  expect(await list({ query: "%_" })).toHaveLength(5);
  expect(await list({ folderId: folder.id })).toHaveLength(1);
  const pages = [await listContents(corp.ctx(), api.contents.list.input.parse({ limit: 4 }))];
  pages.push(await listContents(corp.ctx(), api.contents.list.input.parse({ limit: 4, cursor: pages[0]?.nextCursor ?? "" })));
  expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(6);
  expect([pages[0]?.total, pages[1]?.nextCursor]).toEqual([6, null]);
  used.set(made.id, "海报码");
  await expect(archiveContent(corp.ctx(), { id: made.id, version: 1 })).rejects.toMatchObject({
    code: "contentInUse",
    details: { uses: "海报码" },
  });
  used.delete(made.id);
  expect(await archiveContent(corp.ctx(), { id: made.id, version: 1 })).toMatchObject({ archived: true, usable: false });
  await expect(save({ id: made.id, version: 2, text: "x" })).rejects.toMatchObject({ code: "contentArchived" });
  expect([await list({ query: "秋季" }), (await list({ archived: true })).length]).toEqual([[], 1]);
  expect(await restoreContent(corp.ctx(), { id: made.id })).toMatchObject({ archived: false, usable: true, folderId: folder.id });
  await removeFolder(corp.ctx(), { id: folder.id });
  expect(await listFolders(corp.ctx())).toMatchObject({ folders: [], loose: 6 });
});

test("what goes out is kept up at WeCom: renewed a day ahead, tried hourly after a refusal, let go once nothing needs it", async () => {
  const file = await upload(await picture(), "海报.png");
  await expect(save({ attachments: [{ kind: "video", fileId: file.id }] })).rejects.toMatchObject({ code: "contentFileKind" });
  const made = await save({ text: "周五见", attachments: [{ kind: "image", fileId: file.id }] });
  expect(made.media).toBe("waiting");
  await drain();
  expect((await uploads()).map(({ payload }) => payload)).toEqual([{ fileId: file.id }]);
  await ended("action.failed", file.id, {});
  expect(await coldMedia(corp.ctx())).toMatchObject({ failing: 1, gone: 1 });
  expect((await getContent(corp.ctx(), { id: made.id })).mediaErrors).toEqual([{ fileId: file.id, error: "40004 invalid file type" }]);
  corp.advance(HOUR);
  await drain();
  await ended("action.sent", file.id, {});
  expect([(await uploads()).length, (await coldMedia(corp.ctx())).failing, (await list())[0]?.media]).toEqual([2, 0, "up"]);
  corp.advance(47 * HOUR);
  await drain();
  expect(await uploads()).toHaveLength(2);
  corp.advance(HOUR);
  await drain();
  expect(await uploads()).toHaveLength(3);
  await ended("action.sent", file.id, {});
  await archiveContent(corp.ctx(), { id: made.id, version: 1 });
  corp.advance(48 * HOUR);
  await drain();
  expect(await uploads()).toHaveLength(3);
  const { rows } = await sql`select from media_copy where corp_id = ${corp.corpId}`.execute(database.db);
  expect(rows).toEqual([]);
  // Needed again: its rounds begin anew and none is taken for one that was.
  await restoreContent(corp.ctx(), { id: made.id });
  await drain();
  expect(await uploads()).toHaveLength(4);
});
