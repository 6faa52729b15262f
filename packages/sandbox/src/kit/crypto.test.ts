import { expect, test } from "vitest";
import { decrypt, encrypt, sign } from "./crypto.ts";

// The vector of wecom-api §2.2.
const keys = {
  token: "simtoken01",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  corpId: "wwsim0000000001",
};
const message = "<xml><Event>change_external_chat</Event></xml>";
const encrypted =
  "Q3stYC6hdFzMh9T8HCvyDMcgwplY8lHzT/2+mnw6v3uWrIfGNmlAgYrJsItWXJRk5MSASDv0+hXILMsz0wulbhjgyN8c5IRjVt+JdWs0PAtcGU+MXflhnfS6Fe4V7qdZ";

test("the published vector comes out byte for byte", () => {
  expect(encrypt(keys, message, Buffer.from("0123456789abcdef"))).toBe(encrypted);
  expect(sign(keys.token, "1700000000", "n0nce42", encrypted)).toBe("855188573abc381f074b51dff021af262f885ea6");
});

test("decrypting gives the message back and refuses another corp", () => {
  expect(decrypt(keys, encrypted)).toBe(message);
  expect(() => decrypt({ ...keys, corpId: "wwother" }, encrypted)).toThrow(/receiveid/);
});

test("a message that fills its block gets a whole block of padding", () => {
  const fills = "x".repeat(32 * 3 - 20 - keys.corpId.length);
  const text = encrypt(keys, fills, Buffer.alloc(16, 1));
  expect(Buffer.from(text, "base64").length).toBe(32 * 4);
  expect(decrypt(keys, text)).toBe(fills);
});
