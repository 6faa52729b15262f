import { api } from "@shuke/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { unzip } from "../../../test/read-zip.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { zip } from "#kit/zip";
import { keepFile } from "#modules/assets";
import { createLiveCode } from "#modules/live-codes";
import { drawFor } from "./draw-poster.ts";
import { printKit } from "./print-kit.ts";
import { archivePoster, listPosters, restorePoster, savePoster } from "./keep-posters.ts";

let database: TestDatabase;
let corp: TestCorp;
let fileId: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("mei");
  await corp.drain();
  const { default: sharp } = await import("sharp");
  const create = { width: 300, height: 400, channels: 3 as const, background: "#0b6e69" };
  fileId = (await keepFile(corp.ctx(), await sharp({ create }).png().toBuffer(), "底图.png")).id;
});

const line = (text: string, y: number) => ({ text, x: 500, y, size: 60, colour: "#ffffff", align: "center" as const });
const slots = { qr: { x: 300, y: 600, size: 400 }, lines: [line("{{name}}在等你", 100)] };
const draw = (input: object) => drawFor(corp.ctx(), api.posters.draw.input.parse({ fileId, slots, width: 600, ...input }));
async function pixels(png: string) {
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(Buffer.from(png, "base64")).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  const count = (box: { x: number; y: number; w: number; h: number }, is: (pixel: number[]) => boolean) => {
    let n = 0;
    for (let y = box.y; y < box.y + box.h; y += 1) for (let x = box.x; x < box.x + box.w; x += 1) if (is(at(x, y))) n += 1;
    return n;
  };
  return { at, count, info };
}
const isWhite = (pixel: number[]) => pixel.every((value) => value > 245);
const isBlack = (pixel: number[]) => pixel.every((value) => value < 20);

test("a poster carries the code of whom it is for, her name in Chinese letters, and the background as it was", async () => {
  const made = await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse({ kind: "staff", name: "小美的码", userIds: ["mei"] }));
  await expect(draw({ liveCodeId: made.id })).rejects.toMatchObject({ code: "posterNoCode" });
  await corp.tell("contact-way.put", { liveCodeId: made.id, configId: "cfg", qrUrl: "http://wx.test/qr/mei" });
  await corp.drain();
  const drawn = await draw({ liveCodeId: made.id });
  expect([drawn.width, drawn.height]).toEqual([600, 800]);
  const { at, count } = await pixels(drawn.png);
  expect(at(10, 10)).toEqual([11, 110, 105]);
  // The code: black modules on white, in its place and nowhere else.
  const place = { x: 180, y: 360, w: 240, h: 240 };
  expect(count(place, isBlack)).toBeGreaterThan(8_000);
  expect(count(place, isWhite)).toBeGreaterThan(20_000);
  expect(count({ x: 0, y: 200, w: 600, h: 150 }, isBlack)).toBe(0);
  // The letters are there: white ones where the line is, more of them for a longer text.
  const letters = { x: 0, y: 55, w: 600, h: 60 };
  const some = count(letters, isWhite);
  expect(some).toBeGreaterThan(600);
  const longer = await pixels(
    (await draw({ liveCodeId: made.id, slots: { ...slots, lines: [line("政立路店的{{name}}在等你", 100)] } })).png,
  );
  expect(longer.count(letters, isWhite)).toBeGreaterThan(some * 1.4);
  // Another code is another picture; without one its place is marked.
  expect((await draw({})).png).not.toBe(drawn.png);
  // A slot that hangs over the edge is moved in.
  const edge = await pixels((await draw({ liveCodeId: made.id, slots: { qr: { x: 1000, y: 4000, size: 400 }, lines: [] } })).png);
  expect(edge.count({ x: 360, y: 560, w: 240, h: 240 }, isBlack)).toBeGreaterThan(8_000);
});

test("templates are kept, told apart, put away and taken back; a second saving is told", async () => {
  const save = (input: object = {}) => savePoster(corp.ctx(), api.posters.save.input.parse({ name: "立牌", fileId, slots, ...input }));
  const made = await save();
  await expect(save()).rejects.toMatchObject({ code: "posterNameTaken" });
  await expect(save({ name: "二", fileId: "0".repeat(64) })).rejects.toMatchObject({ code: "posterBackground" });
  await save({ id: made.id, version: 1, name: "收银台立牌" });
  await expect(save({ id: made.id, version: 1 })).rejects.toMatchObject({ code: "posterSavedMeanwhile" });
  const list = async (input: object = {}) =>
    (await listPosters(corp.ctx(), api.posters.list.input.parse(input))).items.map(({ name }) => name);
  expect([await list({ query: "收银" }), await list({ query: "%" })]).toEqual([["收银台立牌"], []]);
  await archivePoster(corp.ctx(), { id: made.id, version: 2 });
  expect([await list(), await list({ archived: true })]).toEqual([[], ["收银台立牌"]]);
  await restorePoster(corp.ctx(), { id: made.id });
  expect(await list()).toEqual(["收银台立牌"]);
});

test("all codes of a kind come as one file, at print size; what cannot be drawn is named in it", async () => {
  const { id } = await savePoster(corp.ctx(), api.posters.save.input.parse({ name: "立牌", fileId, slots }));
  const kit = async () => {
    const parts: Buffer[] = [];
    for await (const part of zip(printKit(corp.ctx(), { id, kind: "staff" }))) parts.push(part);
    return unzip(Buffer.concat(parts));
  };
  await expect(kit()).rejects.toMatchObject({ code: "posterNoCodes" });
  const codes = [];
  for (const name of ["小美的码", "没做好的码", "取不到的码"])
    codes.push(await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse({ kind: "staff", name, userIds: ["mei"] })));
  const tell = (liveCodeId: string, qrUrl: string) => corp.tell("contact-way.put", { liveCodeId, configId: liveCodeId, qrUrl });
  await tell(codes[0]?.id ?? "", "http://wx.test/qr/mei");
  // Nothing answers there.
  await tell(codes[2]?.id ?? "", "https://nobody.invalid.qpic.cn/qr");
  await corp.drain();
  const entries = await kit();
  expect(entries.map(({ name }) => name)).toEqual(["小美的码.png", "没画成的.txt"]);
  expect(entries[1]?.data.toString()).toContain("取不到的码: 从企业微信取不到这个活码的图片");
  const { default: sharp } = await import("sharp");
  expect(await sharp(entries[0]?.data).metadata()).toMatchObject({ width: 2160, height: 2880 });
  // One at a time; whoever leaves in the middle makes room.
  const first = printKit(corp.ctx(), { id, kind: "staff" });
  await first.next();
  await expect(kit()).rejects.toMatchObject({ code: "posterKitBusy" });
  await first.return(undefined);
  expect(await kit()).toHaveLength(2);
});
