import { describe, expect, it } from "vitest";
import { errcodeInfo, ERRCODES } from "./errcodes.ts";
import type { ErrorClass } from "./errcodes.ts";

describe("error codes", () => {
  const expected: [number, ErrorClass][] = [
    [0, "ok"],
    [-1, "retry"],
    [6000, "retry"],
    [40001, "permanent"],
    [40013, "permanent"],
    [40014, "token"],
    [42001, "token"],
    [41063, "retry"],
    [45009, "rate"],
    [45033, "concurrency"],
    [40058, "invalid"],
    [48002, "permission"],
    [60020, "permission"],
    [41050, "gone"],
    [84061, "gone"],
    [49008, "gone"],
    [41042, "invalid"],
    [41074, "gone"],
  ];
  it.each(expected)("%i is of class %s", (code, cls) => {
    expect(errcodeInfo(code).class).toBe(cls);
    expect(errcodeInfo(code).known).toBe(true);
  });

  it("takes an unlisted code for permanent and says so", () => {
    expect(errcodeInfo(999_999)).toMatchObject({ class: "permanent", known: false, code: 999_999 });
  });

  it("has words in both languages for every code", () => {
    expect(ERRCODES.size).toBeGreaterThan(250);
    for (const info of ERRCODES.values()) {
      expect(Number.isInteger(info.code)).toBe(true);
      expect(info.meaning.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(info.meaning.en).toMatch(/^[\x20-\x7e]+$/);
      expect(info.action.zh).not.toBe("");
      expect(info.action.en).not.toBe("");
    }
  });

  it("lets only one class wait by window: 45009", () => {
    expect([...ERRCODES.values()].filter((info) => info.class === "rate").map((info) => info.code)).toEqual([45009]);
  });
});
