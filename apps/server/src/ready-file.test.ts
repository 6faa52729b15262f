import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readReady, removeReady, writeReady } from "./ready-file.ts";

const home = mkdtempSync(path.join(tmpdir(), "shuke-ready-"));
const file = path.join(home, "ready.json");
afterAll(() => rmSync(home, { recursive: true, force: true }));

const ready = { pid: process.pid, url: "http://127.0.0.1:1", apiKey: "k" };

const all = new Set(["api", "worker"]);
const processes = [...all].map((role) => ({ role, pid: process.pid }));

test("what was written is read, nobody else on the machine can read it, and nothing half-made is left", async () => {
  await writeReady(home, all, { ...ready, url: "http://127.0.0.1:2" });
  await writeReady(home, all, ready);
  expect(readReady(home)).toEqual({ ...ready, processes });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).toEqual(["ready.json"]);
});

test("a torn file, or one of a process that is gone, is no server", async () => {
  truncateSync(file, 10);
  expect(readReady(home)).toBeNull();
  truncateSync(file, 0);
  expect(readReady(home)).toBeNull();
  await writeReady(home, all, { ...ready, pid: 2 ** 22 + 1 });
  expect(readReady(home)).toBeNull();
});

test("processes of one home share the file: the one that answers is named, the dead are left out", async () => {
  await writeReady(home, new Set(["api"]), { ...ready, pid: 1, url: "http://127.0.0.1:3" });
  await writeReady(home, new Set(["worker"]), ready);
  const worker = { role: "worker", pid: process.pid };
  expect(readReady(home)).toEqual({ ...ready, pid: 1, url: "http://127.0.0.1:3", processes: [{ role: "api", pid: 1 }, worker] });
  await removeReady(home);
  expect(readReady(home)?.processes).toEqual([{ role: "api", pid: 1 }]);
});

test("a server takes away its own file only", async () => {
  await removeReady(home);
  expect(readdirSync(home)).toEqual(["ready.json"]);
  rmSync(file);
  await writeReady(home, all, ready);
  await removeReady(home);
  expect(readdirSync(home)).toEqual([]);
});
