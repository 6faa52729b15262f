import { expect, test } from "vitest";
import { createBox, WrongKey } from "./secrets.ts";

const KEY = "an installation key of enough length";

test("a secret opens with its key and at its place only, and looks different each time", () => {
  const box = createBox(KEY);
  const sealed = box.seal("秘密 secret", "ww1/wecom.secret");
  expect(box.open(sealed, "ww1/wecom.secret")).toBe("秘密 secret");
  expect(sealed).not.toContain("secret");
  expect(box.seal("秘密 secret", "ww1/wecom.secret")).not.toBe(sealed);
  expect(() => box.open(sealed, "ww2/wecom.secret")).toThrow(WrongKey);
  expect(() => createBox(`${KEY}!`).open(sealed, "ww1/wecom.secret")).toThrow(WrongKey);
  const [version, nonce, tag, text = ""] = sealed.split(".");
  expect(() =>
    box.open([version, nonce, tag, `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`].join("."), "ww1/wecom.secret"),
  ).toThrow(WrongKey);
  expect(() => createBox("short")).toThrow(RangeError);
});
