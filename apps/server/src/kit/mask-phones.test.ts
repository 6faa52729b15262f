import { expect, test } from "vitest";
import { maskLines, maskPhones, maskText } from "./mask-phones.ts";

test.each([
  ["13812345678", "138****5678"],
  ["张三13812345678老客", "张三138****5678老客"],
  ["+86 138-1234-5678，晚上打", "+86 138-****-5678，晚上打"],
  ["tel:8613812345678", "tel:86138****5678"],
  ["13812345678,13912345678", "138****5678,139****5678"],
  ["12812345678 is none", "12812345678 is none"],
  ["1767312000000 ms", "1767312000000 ms"],
  ["cus_13812345678ab", "cus_13812345678ab"],
  ["NO-2026-03-02", "NO-2026-03-02"],
])("%s is shown as %s", (text, shown) => expect(maskText(text)).toBe(shown));

test("an answer is masked wherever a number stands, and its addresses still lead somewhere", () => {
  const answer = { id: "13812345678", items: [{ name: "13812345678", n: 13812345678, at: null }], nextCursor: "1~13812345678" };
  expect(maskPhones(answer)).toEqual({ ...answer, items: [{ name: "138****5678", n: 13812345678, at: null }] });
  expect(
    maskPhones([
      { kind: "phone", value: "0085298765432" },
      { kind: "member", value: "0085298765432" },
    ]),
  ).toEqual([
    { kind: "phone", value: "008****5432" },
    { kind: "member", value: "0085298765432" },
  ]);
});

test("a number that two pieces of a file share is masked too", async () => {
  async function* pieces() {
    yield "a,138123";
    yield "45678\nb,139";
    yield "12345678";
  }
  let file = "";
  for await (const piece of maskLines(pieces())) file += piece;
  expect(file).toBe("a,138****5678\nb,139****5678");
});
