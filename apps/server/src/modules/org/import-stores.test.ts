import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx } from "#kit/ctx";
import { system } from "#kit/actor";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { haversine, toWgs84 } from "./geo.ts";
import { importStores } from "./import-stores.ts";
import { listCities, nearestStores } from "./read-stores.ts";
import { updateStore } from "./update-store.ts";

let database: TestDatabase;
let ctx: Ctx;
let corp = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  corp += 1;
  ctx = { db: database.db, corpId: `corp${corp}`, actor: system("test"), now: new Date("2025-03-01T02:00:00Z") };
});

const run = (csv: string, more: { datum?: "wgs84" | "gcj02"; dryRun?: boolean } = {}) =>
  importStores(ctx, { csv, datum: more.datum ?? "wgs84", dryRun: more.dryRun ?? false });
const sample = () => readFile(new URL("../../../test-data/stores-sample.csv", import.meta.url), "utf8");
const stored = async () =>
  (
    await sql<
      Record<string, unknown>
    >`select code, name, address, state, opens, closes, district from store where corp_id = ${ctx.corpId} order by code`.execute(ctx.db)
  ).rows;

describe("a real list of stores", () => {
  test("comes in without a rejected row, and a second time changes nothing", async () => {
    const csv = await sample();
    const first = await run(csv, { datum: "gcj02" });
    expect(first).toMatchObject({ rejected: 0, updated: 0, unchanged: 0, errors: [] });
    expect(first.created).toBeGreaterThan(100);
    expect(await run(csv, { datum: "gcj02" })).toEqual({ created: 0, updated: 0, unchanged: first.created, rejected: 0, errors: [] });
  });
  test("is converted: the same file in the other datum moves every store by some hundred metres", async () => {
    await run("code,name,lng,lat\n1,政立路店,121.508437156808,31.308692390492\n", { datum: "gcj02" });
    const { items } = await nearestStores(ctx, { lng: 121.508437156808, lat: 31.308692390492, datum: "gcj02", limit: 1 });
    expect(items[0]?.distanceM).toBeLessThan(0.1);
    const plain = await nearestStores(ctx, { lng: 121.508437156808, lat: 31.308692390492, datum: "wgs84", limit: 1 });
    expect(plain.items[0]?.distanceM).toBeGreaterThan(300);
  });
  test("knows cities and their districts from the addresses", async () => {
    await run(await sample(), { datum: "gcj02" });
    const { items } = await listCities(ctx);
    expect(items[0]?.city).toBe("上海市");
    expect(items[0]?.districts.map(({ name }) => name)).toContain("浦东新区");
  });

  test("7,200 of them: nearest equals looking at every store, for 1,000 points in either datum", async () => {
    const [head, ...lines] = (await sample())
      .trim()
      .split("\n")
      .filter((line) => line.split(",").length === 11 && !line.includes('"'));
    const copies = Array.from({ length: 80 }, (_, copy) => lines.slice(0, 90).map((line) => moved(line, copy)));
    const report = await run([head, ...copies.flat()].join("\n"), { datum: "gcj02" });
    expect(report).toMatchObject({ created: 7200, rejected: 0 });
    const { rows } = await sql<{ lng: number; lat: number }>`select lng, lat from store where corp_id = ${ctx.corpId}`.execute(ctx.db);
    for (let i = 0; i < 1000; i += 1) {
      const datum = i % 2 === 0 ? "wgs84" : "gcj02";
      const at = { lng: 98 + ((i * 7919) % 3300) / 100, lat: 18 + ((i * 104_729) % 3100) / 100 };
      const { items } = await nearestStores(ctx, { ...at, datum, limit: 3 });
      const from = toWgs84(at, datum);
      // Sorting all of them for each point took most of the test.
      let brute: number[] = [];
      for (const row of rows) {
        const distance = haversine(from, row);
        if (distance < (brute[2] ?? Number.POSITIVE_INFINITY)) brute = [...brute, distance].sort((a, b) => a - b).slice(0, 3);
      }
      expect(items.map(({ distanceM }) => distanceM)).toEqual(brute);
    }
  });
});

/** The same shop some kilometres away under another number. */
function moved(line: string, copy: number): string {
  const cells = line.split(",");
  cells[0] = `${cells[0]}-${copy}`;
  cells[6] = String(Number(cells[6]) + (copy % 9) * 0.013);
  cells[7] = String(Number(cells[7]) + Math.floor(copy / 9) * 0.011);
  return cells.join(",");
}

describe("a brand's own file", () => {
  test("may have Chinese headings, a BOM, CRLF, quoted commas and line breaks, spaces and blank lines", async () => {
    const csv =
      '\uFEFF门店编号,门店名称,城市,地址,经度,纬度,状态,营业开始,营业结束\r\nA1," 人民广场店 ",上海市,"南京西路1号,\r\n二楼",121.47,31.23,营业中,7:30,24:00\r\n\r\nA2,关了的店,上海市,,121.48,31.24,停业,,\r\n';
    expect(await run(csv)).toMatchObject({ created: 2, rejected: 0 });
    expect(await stored()).toEqual([
      { code: "A1", name: "人民广场店", address: "南京西路1号, 二楼", state: "open", opens: "07:30", closes: "00:00", district: "" },
      { code: "A2", name: "关了的店", address: "", state: "closed", opens: null, closes: null, district: "" },
    ]);
  });
  test("may be written with tabs", async () => {
    expect(await run("code\tname\tlng\tlat\n1\tA,B;C\t121\t31\n")).toMatchObject({ created: 1 });
  });
  test("tells for each bad row the line, the reason in words and the value; the others come in", async () => {
    const csv = [
      "code,name,lng,lat,state,opens,closes",
      "1,好店,121.4,31.2,open,07:00,22:00",
      ",没有编号,121.4,31.2,open,,",
      '2,"两行的',
      '名字",200,31.2,open,,',
      "3,缺列,121.4",
      "1,又是一号,121.4,31.2,open,,",
      "4,状态怪,121.4,31.2,也许,,",
      "5,时间怪,121.4,31.2,open,25:00,",
      "6,零点,0,0,open,,",
      "7,乱码\uFFFD,121.4,31.2,open,,",
      `8,${"长".repeat(61)},121.4,31.2,open,,`,
      "9,也好,121.5,31.3,open,,",
    ].join("\n");
    const report = await run(csv);
    expect(report).toMatchObject({ created: 2, rejected: 9 });
    expect(report.errors.map(({ line, code }) => [line, code])).toEqual([
      [3, "storesRowMissing"],
      [4, "storesRowPosition"],
      [6, "storesRowWidth"],
      [7, "storesRowDuplicate"],
      [8, "storesRowState"],
      [9, "storesRowHours"],
      [10, "storesRowPosition"],
      [11, "storesRowEncoding"],
      [12, "storesRowTooLong"],
    ]);
    expect(report.errors[1]).toMatchObject({ value: "200,31.2", message: "经纬度「200,31.2」不对，请填十进制度数，先经度后纬度" });
    expect(report.errors[3]?.message).toContain("第 2 行");
    ctx = { ...ctx, language: "en" };
    const { errors } = await run(csv);
    expect(errors.map(({ code, details, line, value }) => ({ code, details, line, value }))).toEqual(
      report.errors.map(({ code, details, line, value }) => ({ code, details, line, value })),
    );
    expect(errors[3]).toMatchObject({ details: { first: 2, value: "1" }, message: expect.stringContaining("was on line 2 already") });
    for (const { message } of errors) expect(message).toMatch(/^[^\u4e00-\u9fff]*(“.*”[^\u4e00-\u9fff]*)*$/u);
  });
  test("a bad cell is named by the words of the file's own header", async () => {
    const { errors } = await run("门店编号,门店名称,经度,纬度\n1,,121.4,31.2");
    expect(errors[0]).toMatchObject({ code: "storesRowMissing", message: "「门店名称」是空的，请补上" });
  });
  test("a dry run says what would happen and changes nothing", async () => {
    await run("code,name,lng,lat\n1,一,121,31\n");
    expect(await run("code,name,lng,lat\n1,壹,121,31\n2,二,121,31\n3,,1,1\n", { dryRun: true })).toMatchObject({
      created: 1,
      updated: 1,
      rejected: 1,
    });
    expect((await stored()).map(({ name }) => name)).toEqual(["一"]);
  });
  test("leaves what its columns do not tell, and counts a row as updated only when it changes something", async () => {
    await run("code,name,lng,lat,state,address\n1,一,121,31,closed,某路1号\n");
    expect(await run("code,name,lng,lat,address\n1,一,121,31,\n")).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await run("code,name,lng,lat\n1,一店,121,31\n")).toMatchObject({ updated: 1 });
    expect(await stored()).toMatchObject([{ name: "一店", state: "closed", address: "某路1号" }]);
  });
  test("is refused as a whole when it cannot be a list of stores", async () => {
    await expect(run("name,lng\nx,1\n")).rejects.toMatchObject({ code: "storesCsvHeader", details: { missing: "code, lat" } });
    await expect(run("\uFFFD\uFFFD,\uFFFD\n1,2\n")).rejects.toMatchObject({ code: "storesCsvEncoding" });
    await expect(run("")).rejects.toMatchObject({ code: "storesCsvEmpty" });
    await expect(run("code,name,lng,lat\n")).rejects.toMatchObject({ code: "storesCsvEmpty" });
  });
  test("with a quotation mark that never closes keeps the rows before it", async () => {
    const report = await run('code,name,lng,lat\n1,一,121,31\n2,"二,121,31\n3,三,121,31\n');
    expect(report).toMatchObject({ created: 1, rejected: 1 });
    expect(report.errors[0]).toMatchObject({ line: 3, code: "storesCsvBroken" });
  });
});

describe("the index in memory", () => {
  test("follows a change at once, also one that another connection made", async () => {
    await run("code,name,lng,lat\n1,近,121,31\n2,远,122,31\n");
    const near = () => nearestStores(ctx, { lng: 121, lat: 31, datum: "wgs84", limit: 1 });
    const id = (await near()).items[0]?.id ?? "";
    await updateStore(ctx, { id, lng: 125, lat: 31, datum: "wgs84" });
    expect((await near()).items[0]?.name).toBe("远");
    const other = { ...ctx, db: database.db.withoutPlugins() };
    await updateStore(other, { id, lng: 121, lat: 31, datum: "wgs84" });
    expect((await near()).items[0]?.name).toBe("近");
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit where corp_id = ${ctx.corpId}`.execute(ctx.db);
    expect(rows[0]?.n).toBe(3);
  });
});
