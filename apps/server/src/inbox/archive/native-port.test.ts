import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nativePort } from "./native-port.ts";

// Speaks the helper's lines; what it does is asked for by the secret and the key.
const HELPER = `#!${process.execPath}
const lines = require("node:readline").createInterface({ input: process.stdin });
const answer = (code, text) => process.stdout.write(code + " " + Buffer.byteLength(text) + "\\n" + text);
lines.on("line", (line) => {
  const [verb, first, second] = line.split("\\t");
  if (verb === "init") answer(second === "wrong" ? 40001 : 0, "");
  if (verb === "pull") answer(0, JSON.stringify({ errcode: 0, errmsg: "ok", chatdata: [{ seq: Number(first) + 1, msgid: "m", publickey_ver: 1, encrypt_random_key: "k", encrypt_chat_msg: process.argv[2] }] }));
  if (verb === "open" && first === "crash") process.exit(139);
  if (verb === "open" && first === "bad") answer(10006, "");
  if (verb === "open" && first === "slowly") { const text = JSON.stringify({ text: "你好".repeat(40000) }); process.stdout.write("0 " + Buffer.byteLength(text) + "\\n" + text.slice(0, 9)); setImmediate(() => process.stdout.write(text.slice(9))); }
  if (verb === "open" && first === "key") answer(0, second + " 打开了");
});
`;

let folder: string;
let helper: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "shuke-archive-"));
  helper = path.join(folder, "helper");
  writeFileSync(helper, HELPER);
  chmodSync(helper, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const port = (more: object = {}) => nativePort({ helper, library: "/lib/sdk.so", corpId: "ww1", secret: "right", ...more });

test("questions and answers go through the process, whole however they are cut", async () => {
  const one = port();
  expect(await one.pull(7, 1000)).toEqual([{ seq: 8, msgid: "m", keyVersion: 1, randomKey: "k", body: "/lib/sdk.so" }]);
  const [opened, long] = await Promise.all([one.open("key", "文"), one.open("slowly", "x")]);
  expect(opened).toBe("文 打开了");
  expect(JSON.parse(long).text).toHaveLength(80_000);
  await expect(one.open("bad", "x")).rejects.toMatchObject({ code: 10_006 });
  await one.close();
});

test("a crash costs one question, silence ends the process, and the next question finds another one", async () => {
  const one = port({ patienceMs: 1500 });
  await expect(one.open("crash", "x")).rejects.toMatchObject({ code: 0 });
  expect(await one.open("key", "又")).toBe("又 打开了");
  await expect(one.open("silent", "x")).rejects.toMatchObject({ code: 0, message: "the archive's helper is silent" });
  expect(await one.open("key", "再")).toBe("再 打开了");
  await one.close();
});

test("a wrong secret, a missing program and a field that would break the line are told as what they are", async () => {
  await expect(port({ secret: "wrong" }).pull(0, 10)).rejects.toMatchObject({ code: 40_001 });
  await expect(port({ helper: "/nowhere/helper" }).pull(0, 10)).rejects.toThrow("does not start");
  const one = port();
  await expect(one.open("a\tb", "x")).rejects.toMatchObject({ code: 10_000 });
  await one.close();
});
