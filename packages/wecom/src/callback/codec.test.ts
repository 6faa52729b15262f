import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import { describe, expect, it } from "vitest";
import { eventXml } from "../../test/event-xml.ts";
import { createCallbackCodec } from "./codec.ts";

// The self-made vector of our WeCom notes (checked there against other implementations).
const config = {
  token: "simtoken01",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  receiveId: "wwsim0000000001",
};
const stamp = { timestamp: "1700000000", nonce: "n0nce42" };
const message = "<xml><Event>change_external_chat</Event></xml>";
const sealed =
  "Q3stYC6hdFzMh9T8HCvyDMcgwplY8lHzT/2+mnw6v3uWrIfGNmlAgYrJsItWXJRk5MSASDv0+hXILMsz0wulbhjgyN8c5IRjVt+JdWs0PAtcGU+MXflhnfS6Fe4V7qdZ";
const signature = "855188573abc381f074b51dff021af262f885ea6";
const query = { msg_signature: signature, ...stamp };
const codec = createCallbackCodec(config);
const envelope = (encrypted: string): string =>
  `<xml><ToUserName><![CDATA[ww]]></ToUserName><AgentID><![CDATA[7]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
const signed = (encrypted: string): typeof query => ({
  ...stamp,
  msg_signature: getSignature(config.token, stamp.timestamp, stamp.nonce, encrypted),
});

describe("callback codec", () => {
  it("opens the test vector and makes the same one", () => {
    expect(codec.open(query, envelope(sealed))).toBe(message);
    expect(codec.open(query, Buffer.from(envelope(sealed)))).toBe(message);
    const reply = codec.encryptReply(message, {
      ...stamp,
      random: Buffer.from("0123456789abcdef"),
    });
    expect(reply).toContain(`<Encrypt><![CDATA[${sealed}]]></Encrypt>`);
    expect(reply).toContain(`<MsgSignature><![CDATA[${signature}]]></MsgSignature>`);
  });

  it("opens what WeCom's own library seals, and says what its decryption says", () => {
    for (let length = 0; length < 70; length += 1) {
      const plain = "熟a".repeat(length).slice(0, length);
      const made = encrypt(config.encodingAesKey, plain, config.receiveId);
      expect(codec.open(signed(made), envelope(made))).toBe(plain);
      expect(decrypt(config.encodingAesKey, made)).toMatchObject({ message: plain, id: config.receiveId });
    }
  });

  it("answers the console's check of the address", () => {
    expect(codec.verifyUrl({ ...query, echostr: sealed })).toBe(message);
  });

  it.each([
    ["another signature", { ...query, msg_signature: signature.replace("8", "9") }],
    ["no signature", { ...query, msg_signature: "" }],
    ["a longer signature", { ...query, msg_signature: `${signature}0` }],
    ["another timestamp", { ...query, timestamp: "1700000001" }],
    ["another nonce", { ...query, nonce: "n0nce43" }],
  ])("refuses %s", (_name, tampered) => {
    expect(() => codec.open(tampered, envelope(sealed))).toThrow(expect.objectContaining({ reason: "signature" }));
    expect(() => codec.verifyUrl({ ...tampered, echostr: sealed })).toThrow(expect.objectContaining({ reason: "signature" }));
  });

  it("refuses a changed ciphertext before it decrypts", () => {
    const tampered = `A${sealed.slice(1)}`;
    expect(() => codec.open(query, envelope(tampered))).toThrow(expect.objectContaining({ reason: "signature" }));
  });

  it("refuses a callback for another corp although the signature is right", () => {
    const foreign = encrypt(config.encodingAesKey, message, "wwother");
    expect(() => codec.open(signed(foreign), envelope(foreign))).toThrow(expect.objectContaining({ reason: "receiveid" }));
  });

  it("refuses what cannot be decrypted, lies about its length, or is too large", () => {
    const noise = Buffer.from("not a multiple of the block").toString("base64");
    expect(() => codec.open(signed(noise), envelope(noise))).toThrow(expect.objectContaining({ reason: "decrypt" }));
    expect(() => codec.open(query, "x".repeat(1_048_577))).toThrow(expect.objectContaining({ reason: "too_large" }));
  });

  it("wants exactly one Encrypt element", () => {
    for (const body of ["", "{}", "<xml></xml>", envelope(sealed) + envelope(sealed), "<Encrypt>a b</Encrypt>"]) {
      expect(() => codec.open(query, body)).toThrow(expect.objectContaining({ reason: "xml" }));
    }
    expect(codec.open(query, `<xml><Encrypt>${sealed}</Encrypt></xml>`)).toBe(message);
  });

  it("refuses a careless set-up", () => {
    expect(() => createCallbackCodec({ ...config, encodingAesKey: "short" })).toThrow(RangeError);
    expect(() => createCallbackCodec({ ...config, token: "" })).toThrow(RangeError);
    expect(() => createCallbackCodec({ ...config, receiveId: "" })).toThrow(RangeError);
  });

  it("decodes an event from the envelope in one step", () => {
    const xml = eventXml("change_external_chat", "create", "<ChatId><![CDATA[wr1]]></ChatId>");
    const encrypted = encrypt(config.encodingAesKey, xml, config.receiveId);
    expect(codec.decode(signed(encrypted), envelope(encrypted))).toMatchObject({
      family: "group",
      chatId: "wr1",
    });
  });
});
