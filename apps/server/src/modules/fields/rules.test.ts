import { expect, test } from "vitest";
import { accept, columnsOf, countedAs, isMisfit, valueOf } from "./rules.ts";
import type { FieldKind, Value } from "./types.ts";

const field = (kind: FieldKind) => ({ name: "口味", kind, options: [{ id: "opt_a", name: "少糖" }] });
const taken = (kind: FieldKind, value: Value) => {
  const found = accept(field(kind), value);
  return isMisfit(found) ? found.code : found;
};

test("a value comes in the one form of its kind, however it was written", () => {
  expect(taken("text", "  爱喝热的 ")).toBe("爱喝热的");
  expect(taken("number", "1,234.5")).toBe(1234.5);
  expect(taken("number", "-0.5")).toBe(-0.5);
  expect(taken("date", "2026年3月5日")).toBe("2026-03-05");
  expect(taken("date", "2026/3/5")).toBe("2026-03-05");
  expect(taken("date", "2024-02-29")).toBe("2024-02-29");
  expect(taken("boolean", "是")).toBe(true);
  expect(taken("boolean", "No")).toBe(false);
  expect(taken("choice", "少糖")).toBe("opt_a");
  expect(taken("choice", "opt_a")).toBe("opt_a");
});

test("what does not fit is named, never bent into something", () => {
  expect(taken("text", "长".repeat(501))).toBe("fieldValueTooLong");
  for (const value of ["12元", "", "1e999", "0x10", "1.2.3", "12,34", true]) expect(taken("number", value)).toBe("fieldValueNumber");
  for (const value of ["2026-02-29", "2026-13-01", "三月五号", "05/03/2026", "2026-03-05 12:00"]) {
    expect(taken("date", value)).toBe("fieldValueDate");
  }
  for (const value of ["也许", "2", ""]) expect(taken("boolean", value)).toBe("fieldValueBoolean");
  expect(accept(field("choice"), "多糖")).toMatchObject({ code: "fieldValueChoice", details: { field: "口味", options: "少糖" } });
});

test("every value comes back from its column as it went in", () => {
  const all: Array<[FieldKind, Value]> = [
    ["text", "a"],
    ["number", 0],
    ["date", "2026-03-05"],
    ["boolean", false],
    ["choice", "opt_a"],
  ];
  for (const [kind, value] of all) expect(valueOf(kind, columnsOf(kind, value))).toBe(value);
  expect(countedAs("boolean", false)).toEqual(["", "false"]);
  expect(countedAs("number", 3)).toEqual([""]);
});
