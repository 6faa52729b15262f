import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { createSandbox } from "./index.ts";
import { contactWay, createHarness, harnessOf, joinWay } from "./testing/harness.ts";

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "sandbox-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test("stop and start: the same world, a clock that never goes back, effects that are still to come", async () => {
  const dataDir = folder();
  const h = await createHarness({ dataDir, seed: 4 });
  const url = await contactWay(h);
  const mei = await h.sb.act({ who: "new", do: "scan", url, name: "小梅" });
  const group = await h.sb.act({ who: "staff001", do: "create-group", name: "群" });
  const way = await joinWay(h, [String(group.chatId)], { state: "s" });
  await h.sb.act({ who: mei.who, do: "scan", url: way.url });
  await h.sb.advance("2h");
  const { msgid } = await h.api("externalcontact/add_msg_template", { sender: "staff001", text: { content: "嗨" } });
  const token = await h.token();
  const truth = h.sb.truth();
  await h.sb.close();

  const again = harnessOf(await createSandbox({ dataDir, start: "2027-01-01T00:00:00Z" }));
  onTestFinished(() => again.sb.close());
  expect(again.sb.truth()).toEqual(truth);
  expect(again.sb.corp).toEqual(h.sb.corp);
  expect(again.sb.clock().now).toBe("2026-03-02T03:00:00.000Z");
  expect(await again.token()).toBe(token);
  expect(again.sb.phone(mei.who).groups).toMatchObject([{ chatId: group.chatId, members: 2 }]);
  expect(again.sb.phone("staff001").tasks).toEqual([]);
  await again.sb.advance("5s");
  expect(again.sb.phone("staff001").tasks).toMatchObject([{ msgid }]);
  // The old QR, printed with another port, still works.
  expect(await again.sb.act({ who: "new", do: "scan", url })).toMatchObject({ added: "staff001" });
});

test("a line torn by a kill is dropped, everything before it is there", async () => {
  const dataDir = folder();
  const h = await createHarness({ dataDir });
  await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  const truth = h.sb.truth();
  await h.sb.close();
  const journal = readdirSync(dataDir).find((name) => name.startsWith("journal"));
  appendFileSync(join(dataDir, journal ?? ""), '[["persons","c9",{"who":"c9","na');
  const again = await createSandbox({ dataDir });
  onTestFinished(() => again.close());
  expect(again.truth()).toEqual(truth);
});

test("kill -9 in the middle loses nothing that was answered", async () => {
  const dataDir = folder();
  const main = new URL("./main.ts", import.meta.url).pathname;
  const args = [main, "--port", "0", "--staff", "2", "--speed", "60", "--data-dir", dataDir];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const first: string = await new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const { url, corpId }: { url: string; corpId: string } = JSON.parse(first);
  const post = async (path: string, body: object): Promise<{ who: string }> => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return JSON.parse(await (await fetch(`${url}/_sandbox/${path}`, init)).text());
  };
  const added: string[] = [];
  for (let n = 0; n < 20; n++) added.push((await post("act", { who: "new", do: "add", userid: "staff001" })).who);
  const before: { now: string } = JSON.parse(await (await fetch(`${url}/_sandbox/clock`)).text());
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await closed;

  const again = await createSandbox({ dataDir, start: "2020-01-01T00:00:00Z" });
  onTestFinished(() => again.close());
  expect(again.corp.corpId).toBe(corpId);
  expect(Date.parse(again.clock().now)).toBeGreaterThanOrEqual(Date.parse(before.now));
  expect(again.truth().families.relations.count).toBe(20);
  for (const who of added) expect(again.phone(who).chats).toHaveLength(1);
});
