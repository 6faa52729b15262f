import { expect, test } from "vitest";
import { ByteText } from "./byte-text.ts";

test("texts, pieces and numbers stand one after another as UTF-8, whatever the length", () => {
  const text = new ByteText();
  let expected = "";
  const add = (part: string): void => {
    text.text(part);
    expected += part;
  };
  for (const part of ["", "a", "é", "熟客", "小满🌶去冰", "\u07ff\u0800\uffff", "很".repeat(13), "x".repeat(70_000), "末"]) add(part);
  for (const number of [0, 7, 10, 99, 1_772_413_200, Number.MAX_SAFE_INTEGER]) {
    text.number(number);
    expected += `${number}`;
  }
  text.piece(Buffer.from("尾"));
  text.again(1, 2);
  expect(text.done().toString()).toBe(`${expected}尾é`);
});
