import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonbText } from "./json.ts";

test("text that jsonb takes is left exactly as it is", () => {
  const clean = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\u0000"));
  fc.assert(
    fc.property(clean, (text) => {
      expect(JSON.parse(jsonbText({ a: [text] }))).toEqual({ a: [text] });
    }),
  );
});

test("NUL is dropped and half an emoji becomes a replacement character", () => {
  expect(jsonbText(["a\u0000b", "\ud83d!", { deep: "\udc00" }])).toBe('["ab","\ufffd!",{"deep":"\ufffd"}]');
});

test("a backslash that was written by a person is no escape", () => {
  expect(JSON.parse(jsonbText(["\\u0000", "\\ud83d"]))).toEqual(["\\u0000", "\\ud83d"]);
});
