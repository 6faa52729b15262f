import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readReady, removeReady, writeReady } from "./ready-file.ts";

const home = mkdtempSync(path.join(tmpdir(), "shuke-ready-"));
const file = path.join(home, "ready.json");
afterAll(() => rmSync(home, { recursive: true, force: true }));

const ready = { pid: process.pid, url: "http://127.0.0.1:1", apiKey: "k" };

test("what was written is read, nobody else on the machine can read it, and nothing half-made is left", () => {
  writeReady(home, { ...ready, url: "http://127.0.0.1:2" });
  writeReady(home, ready);
  expect(readReady(home)).toEqual(ready);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).toEqual(["ready.json"]);
});

test("a torn file, or one of a process that is gone, is no server", () => {
  truncateSync(file, 10);
  expect(readReady(home)).toBeNull();
  truncateSync(file, 0);
  expect(readReady(home)).toBeNull();
  writeReady(home, { ...ready, pid: 2 ** 22 + 1 });
  expect(readReady(home)).toBeNull();
});

test("a server takes away its own file only", () => {
  writeReady(home, { ...ready, pid: 1 });
  removeReady(home);
  expect(readdirSync(home)).toEqual(["ready.json"]);
  writeReady(home, ready);
  removeReady(home);
  expect(readdirSync(home)).toEqual([]);
});
