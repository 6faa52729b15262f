import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createSecrets } from "#kit/secrets";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { testConfig } from "../../test/world.ts";
import { secretNames } from "../wecom-clients.ts";
import { doctor } from "./doctor.ts";

const KEY = "the key with which everything was sealed";
let database: TestDatabase;
let home = "";
beforeAll(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(path.join(tmpdir(), "shuke-doctor-"));
  await sql`insert into corp (corp_id, name, created_at) values ('ww1', '山禾', ${new Date()})`.execute(database.db);
  await createSecrets(database.db, KEY).put("ww1", secretNames.secret, "only this one is there");
});
afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true });
});

async function run(secretKey: string | undefined): Promise<{ code: number; said: string }> {
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    const code = await doctor.run([], { ...testConfig(database.url, home, undefined), secretKey });
    return { code, said: out.mock.calls.map(([text]) => String(text)).join("") };
  } finally {
    out.mockRestore();
  }
}

test("a wrong key is told in both languages, with what to do", async () => {
  const { code, said } = await run("another key, also long enough to be one");
  expect(code).toBe(1);
  expect(said).toContain("✗ secret-key: SHUKE_SECRET_KEY 里的密钥打不开这个企业的密文");
  expect(said).toContain("the key in SHUKE_SECRET_KEY does not open this corp's secrets");
  expect(said).toMatch(/→ 把原来的密钥设成 SHUKE_SECRET_KEY[^]*→ set SHUKE_SECRET_KEY to the key of that time/u);
});

test("a missing key is told, and none is made in its place", async () => {
  const { code, said } = await run(undefined);
  expect(code).toBe(1);
  expect(said).toContain(`no key: SHUKE_SECRET_KEY is not set and ${path.join(home, "secret.key")} is not there`);
  expect(existsSync(path.join(home, "secret.key"))).toBe(false);
});

test("with the right key the doctor goes on to what else is missing", async () => {
  const { code, said } = await run(KEY);
  expect(code).toBe(1);
  expect(said).not.toContain("secret-key");
  expect(said).toContain(`✗ secrets: 缺少：${secretNames.agentId}`);
});
