import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { StartupError } from "#db/startup-error";
import { readConfig, secretKeyOf } from "./config.ts";

test("without any setting everything runs in one process on all interfaces", () => {
  const config = readConfig([], {});
  expect(config).toMatchObject({ port: 8080, host: "0.0.0.0", sandboxUrl: undefined, databaseUrl: undefined });
  expect([...config.roles]).toEqual(["api", "inbox", "worker"]);
  expect(path.basename(config.home)).toBe(".shuke");
});

test("demo mode binds to loopback", () => {
  expect(readConfig([], { SANDBOX_URL: "http://127.0.0.1:8081/" })).toMatchObject({
    host: "127.0.0.1",
    sandboxUrl: "http://127.0.0.1:8081",
  });
});

test("--run wins over SHUKE_RUN, and an empty variable is none", () => {
  const config = readConfig(["--run=worker,inbox"], { SHUKE_RUN: "api", PORT: "", LOG_LEVEL: "" });
  expect([...config.roles]).toEqual(["worker", "inbox"]);
  expect(config.port).toBe(8080);
});

test("every setting that does not fit is named, in both languages", () => {
  const wrong = { PORT: "eighty", DATABASE_URL: "mysql://x", SANDBOX_URL: "localhost:1", SHUKE_SECRET_KEY: "short", LOG_LEVEL: "loud" };
  const read = () => readConfig(["--run=cook"], wrong);
  expect(read).toThrow(StartupError);
  for (const name of [...Object.keys(wrong), "SHUKE_RUN"]) expect(read).toThrow(name);
});

test("a relative SHUKE_HOME counts from where the command was typed", () => {
  expect(readConfig([], { SHUKE_HOME: "data", INIT_CWD: "/srv/brand" }).home).toBe("/srv/brand/data");
});

test("the key is made once, for the owner's eyes only, and kept", () => {
  const home = mkdtempSync(path.join(tmpdir(), "shuke-key-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const first = secretKeyOf({ home, secretKey: undefined });
  expect(first.length).toBeGreaterThanOrEqual(43);
  expect(secretKeyOf({ home, secretKey: undefined })).toBe(first);
  expect(statSync(path.join(home, "secret.key")).mode & 0o777).toBe(0o600);
  expect(readFileSync(path.join(home, "secret.key"), "utf8")).toBe(first);
  expect(secretKeyOf({ home, secretKey: "from the environment" })).toBe("from the environment");
  writeFileSync(path.join(home, "secret.key"), "half a key");
  expect(() => secretKeyOf({ home, secretKey: undefined })).toThrow(StartupError);
});
