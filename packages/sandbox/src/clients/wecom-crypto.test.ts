import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { decrypt, getJsApiSignature, getSignature } from "@wecom/crypto";
import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Answer } from "../testing/harness.ts";

test("@wecom/crypto checks and opens the check of the url and every event", async () => {
  const h = await createHarness();
  const { token, encodingAesKey, corpId } = h.sb.corp;
  const ids: string[] = [];
  const { heard } = await listenTo(h.sb, ({ timestamp = "", nonce = "", msg_signature }, encrypted) => {
    if (getSignature(token, timestamp, nonce, encrypted) !== msg_signature) return null;
    const { message, id } = decrypt(encodingAesKey, encrypted);
    ids.push(id);
    return message;
  });
  const { who } = await h.sb.act({ who: "new", do: "add", userid: "staff001" });
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "拿铁一群" });
  await h.sb.act({ who, do: "join", chatId });
  await h.sb.act({ who, do: "unfriend", userid: "staff001" });
  await h.sb.advance("20s");
  expect(heard.map((event) => event.changeType).toSorted()).toEqual(["add_external_contact", "create", "del_follow_user", "update"]);
  expect(ids).toEqual(Array.from({ length: 5 }, () => corpId));
});

test("its JS-SDK signature is the one the stand-in takes", async () => {
  const h = await createHarness({ settings: { jssdkSignatures: true } });
  const { ticket } = await h.api("get_jsapi_ticket");
  const url = `${h.sb.url}/page`;
  const { signature, nonceStr, timestamp } = getJsApiSignature({ url, ticket: String(ticket) });
  const check = async (signed: string): Promise<unknown> => {
    const asked = { corpId: h.sb.corp.corpId, url, nonceStr, timestamp, signature: signed };
    return (await h.control("POST", "jssdk/check", asked)).body;
  };
  expect(await check(signature)).toMatchObject({ ok: true });
  expect(await check(signature.replace(/^./, (first) => (first === "0" ? "1" : "0")))).not.toMatchObject({ ok: true });
});

test("a record of the archive opens with node:crypto alone", async () => {
  const h = await createHarness();
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const { body } = await h.control("POST", "archive", { users: ["staff001"], publicKey, defaultAgree: true });
  const { secret } = JSON.parse(JSON.stringify(body.config));
  const { who } = await h.sb.act({ who: "new", do: "add", userid: "staff001" });
  await h.sb.act({ who, do: "consent", userid: "staff001" });
  await h.sb.act({ who, do: "say", to: "staff001", text: "几点开门" });
  await h.sb.advance("10s");
  const { body: begun } = await h.control("POST", "archive/sdk/init", { corpid: h.sb.corp.corpId, secret });
  const { body: page } = await h.control("POST", "archive/sdk/get_chat_data", { session: begun.session, seq: 0, limit: 100 });
  const answer: Answer = { ...page, errcode: Number(page.errcode), errmsg: String(page.errmsg) };
  const texts = listIn<{ encrypt_random_key: string; encrypt_chat_msg: string }>(answer, "chatdata").map((record) => {
    const sealed = Buffer.from(record.encrypt_random_key, "base64");
    const key = Buffer.from(privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, sealed).toString(), "base64");
    const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16));
    const plain = decipher.update(record.encrypt_chat_msg, "base64", "utf8") + decipher.final("utf8");
    return JSON.parse(plain).text?.content;
  });
  expect(texts).toContain("几点开门");
});
