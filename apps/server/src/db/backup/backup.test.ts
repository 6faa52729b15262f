import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { readCatalog } from "../catalog.ts";
import { dumpSchema } from "../dump-schema.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { readBackup } from "./read-backup.ts";
import { restoreBackup } from "./restore-backup.ts";
import { openKey, sealKey } from "./sealed-key.ts";
import { writeBackup } from "./write-backup.ts";

let folder = "";
let source: TestDatabase;
let target: TestDatabase;
let file = "";
const at = new Date("2026-03-02T02:00:00.000Z");
const ROWS = 5000;

/** Every row of some tables as text, so that two databases can be compared. */
async function contentOf(database: TestDatabase): Promise<Record<string, unknown>> {
  const tables = [
    "public.corp",
    "public.customer",
    "public.asset_part",
    "public.inbox",
    "public.event",
    'auth."user"',
    'auth."session"',
    "ops.backup",
  ];
  const content: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await database.pool.query(
      `select count(*) as n, md5(string_agg(t::text, e'\\n' order by t::text)) as md5 from ${table} t`,
    );
    content[table] = rows[0];
  }
  return content;
}
const back = (database: TestDatabase, from: string, replace = false) => restoreBackup({ url: database.url, file: from, replace });
const make = (to: string, database = source) => writeBackup({ url: database.url, file: to, version: "0.1.0", keyMark: null, key: null });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "shuke-backup-"));
  file = path.join(folder, "a.backup");
  [source, target] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const { pool } = source;
  await pool.query("insert into corp (corp_id, name, created_at) values ('ww1', $1, $2)", ["朝露\t茶\\铺\n二行", at]);
  await pool.query(
    `insert into customer (corp_id, id, external_user_id, name, state, tag_ids) select 'ww1', 'cus_' || n, 'wm' || n,
       case when n % 3 = 0 then null else '客' || n end, 'friend', array['a', null, 'b"c'] from generate_series(1, $1::int) n`,
    [ROWS],
  );
  await pool.query(
    `insert into inbox (corp_id, source, dedupe_key, envelope, message, received_at)
     select 'ww1', 'wecom', n::text, '{"a": "b\\nc"}', repeat('x', 300), $1 from generate_series(1, 50) n`,
    [at],
  );
  // A picture of the library, any bytes.
  await pool.query("insert into asset_part (corp_id, owner, n, data, at) values ('ww1', 'f', 0, $1, $2)", [
    Buffer.from(Array.from({ length: 1024 }, (_, n) => n % 256)),
    at,
  ]);
  await pool.query(
    `insert into auth."user" (id, name, email, "emailVerified") values ('u1', 'n', 'e@x', true);
     insert into auth."session" (id, "expiresAt", token, "updatedAt", "userId") values ('s1', now(), 't', now(), 'u1')`,
  );
});
afterAll(async () => {
  await Promise.all([source.drop(), target.drop()]);
  await rm(folder, { recursive: true });
});

test("a backup puts back the schema, every row and the numbers of identity columns", async () => {
  const done = await make(file);
  expect(done.rows).toBe(1 + ROWS + 50 + 1 + 2);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const before = await contentOf(source);
  const restored = await back(target, file);
  expect([restored.rows, restored.migrated]).toEqual([done.rows, []]);
  expect({ ...(await contentOf(target)), "ops.backup": null }).toEqual({ ...before, "ops.backup": null });
  expect(dumpSchema(await readCatalog(target.pool))).toBe(await readFile(path.resolve(import.meta.dirname, "../schema.sql"), "utf8"));
  const { rows } = await target.pool.query(
    "insert into inbox (corp_id, source, dedupe_key, envelope, message, received_at) values ('ww1', 'x', 'new', '{}', '', now()) returning id",
  );
  expect(rows).toEqual([{ id: 51 }]);
  const { rows: known } = await source.pool.query("select row_count, bytes > 0 as weighs from ops.backup");
  expect(known).toEqual([{ row_count: done.rows, weighs: true }]);
});

test("a database that holds something is refused unless it is to be replaced, and one that a living server uses always", async () => {
  await expect(back(target, file)).rejects.toThrow("--replace");
  await target.pool.query(
    `insert into ops.process (id, pid, host, roles, version, started_at, seen_at, figures) values ('p', 7, 'h', '{api}', '1', now(), now(), '{}')`,
  );
  await expect(back(target, file, true)).rejects.toThrow("7@h");
  await target.pool.query("update ops.process set seen_at = now() - interval '1 minute'");
});

test("a file that is cut off, changed or no backup changes nothing, and says so", async () => {
  const before = await contentOf(target);
  const whole = await readFile(file);
  const plain = zstdDecompressSync(whole);
  const changed = Buffer.from(plain);
  // In the middle of the customers' rows: the checksum is of what was written.
  const place = changed.indexOf("客4000");
  changed.write("5", place + 3, "latin1");
  const wrong: Record<string, Buffer> = {
    cut: whole.subarray(0, Math.floor(whole.length / 2)),
    "cut after it was unpacked": zstdCompressSync(plain.subarray(0, plain.length - 10)),
    changed: zstdCompressSync(changed),
    flipped: Buffer.from(whole.map((byte, n) => (n === Math.floor(whole.length / 3) ? byte ^ 255 : byte))),
    "no backup": Buffer.from("hello"),
    "another program's": zstdCompressSync(Buffer.from("hello, hello, hello")),
    empty: Buffer.alloc(0),
  };
  for (const [name, bytes] of Object.entries(wrong)) {
    const broken = path.join(folder, "broken");
    await writeFile(broken, bytes);
    // Only what is wrong with the rows is found after the schema was made; the others are refused before.
    const read = name === "changed" ? back(target, broken, true) : readBackup(broken, {});
    const outcome = await read.then(
      () => "restored",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
    expect([name, outcome]).toEqual([name, expect.stringContaining("Nothing was changed")]);
  }
  await expect(back(target, path.join(folder, "none"), true)).rejects.toThrow("cannot be read");
  expect(await contentOf(target)).toEqual(before);
});

test("what is written while a backup runs is not in it: all of it is of one instant", async () => {
  const other = path.join(folder, "b.backup");
  let added = 0;
  const adding = (async () => {
    for (; added < 200; added += 1) {
      await source.pool.query("insert into event_head (corp_id) values ($1)", [`c${added}`]);
      await source.pool.query("insert into corp (corp_id, name, created_at) values ($1, 'n', now())", [`c${added}`]);
    }
  })();
  await make(other);
  await adding;
  const counts = new Map<string, number>();
  await readBackup(other, { onTableEnd: async ({ table }, { rows }) => void counts.set(table, rows) });
  const heads = counts.get("event_head") ?? -1;
  const corps = (counts.get("corp") ?? 0) - 1;
  // The head of each corp is written just before it: at any one instant at most one head is ahead.
  expect([0, 1]).toContain(heads - corps);
});

test("a backup of an older version comes up in a newer one; one of a newer version is refused", async () => {
  const migrations = await readMigrations();
  const older = await createTestDatabase();
  try {
    await older.pool.query("drop schema public cascade; drop schema auth cascade; drop schema ops cascade; create schema public");
    const first = migrations.findIndex(({ name }) => name.startsWith("0051"));
    await migrate(older.url, { upTo: migrations[first]?.name ?? "" });
    await older.pool.query("insert into corp (corp_id, name, created_at) values ('old', 'n', now())");
    const from = path.join(folder, "old.backup");
    await make(from, older);
    const restored = await back(target, from, true);
    expect(restored.migrated).toEqual(migrations.slice(first + 1).map(({ name }) => name));
    expect(dumpSchema(await readCatalog(target.pool))).toBe(await readFile(path.resolve(import.meta.dirname, "../schema.sql"), "utf8"));

    await source.pool.query("insert into shuke_migration (name, sha256) values ('9999-future.sql', 'x')");
    await make(from);
    await expect(back(target, from, true)).rejects.toThrow("9999-future.sql");
    expect((await target.pool.query("select corp_id from corp")).rows).toEqual([{ corp_id: "old" }]);
  } finally {
    await older.drop();
  }
});

test("the key opens with its passphrase only", () => {
  const sealed = sealKey("a key of the installation, 32 long", "correct horse battery");
  expect(sealed).not.toContain("installation");
  expect(openKey(sealed, "correct horse battery")).toBe("a key of the installation, 32 long");
  expect(() => openKey(sealed, "wrong horse battery")).toThrow("passphrase");
});
