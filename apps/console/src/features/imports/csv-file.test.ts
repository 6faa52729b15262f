import { expect, test } from "vitest";
import { countRows, errorsCsv, readCsv } from "./csv-file.ts";

test("rows are counted without the head and empty lines", () => {
  expect(countRows("id,name\nA,1\n\nB,2\n")).toBe(2);
  expect(countRows("")).toBe(0);
});

test("a picture is no list of stores", async () => {
  expect(await readCsv(new File(["x"], "shop.png"))).toBe("notCsv");
  expect(await readCsv(new File(["id\n1"], "shop.CSV"))).toMatchObject({ name: "shop.CSV", rows: 1 });
});

test("the list of problems survives quotes, and a cell cannot become a formula", () => {
  const csv = errorsCsv(["行号", "问题", "写的是"], [{ line: 2, message: '店名"空"', value: "=HYPERLINK(1)" }]);
  expect(csv).toBe('\uFEFF行号,问题,写的是\r\n2,"店名""空""",\'=HYPERLINK(1)\r\n');
});
