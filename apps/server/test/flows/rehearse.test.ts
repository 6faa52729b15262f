import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { rehearsalReport } from "@shuke/contract";
import pg from "pg";
import { expect, test } from "vitest";

const script = path.resolve(import.meta.dirname, "../../src/cli/rehearse.ts");
const args = ["store-community", "--customers", "16", "--days", "4", "--stores", "1", "--seed", "5", "--json"];

/** As from the command line, in a database of its own on the tests' PostgreSQL. Throws when the exit code is not 0. */
async function rehearse() {
  const env = { ...process.env, DATABASE_URL: process.env["TEST_DATABASE_URL"] };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env, maxBuffer: 2 ** 24 });
  const { timings, ...report } = rehearsalReport.parse(JSON.parse(stdout));
  return { stdout, timings, report };
}

test("the same seed gives the same report; what it says is one line, and every law was kept", { timeout: 240_000 }, async () => {
  const [first, second] = await Promise.all([rehearse(), rehearse()]);
  expect(first.stdout.trim().split("\n")).toHaveLength(1);
  expect(second.report).toEqual(first.report);
  expect(first.timings["totalMs"]).toBeGreaterThan(0);

  const { funnel, steps, invariants } = first.report;
  expect(funnel[0]).toMatchObject({ key: "added", done: 16 });
  expect(funnel.find(({ key }) => key === "enrolled")?.done).toBeGreaterThan(0);
  expect(steps.map((step) => step["key"])).toContain("d1-first-cup");
  expect(invariants.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "welcomeWithin20s",
      "personBudget",
      "staffAttention",
      "quietHours",
      "stepOnce",
      "doneHasEvidence",
      "stepStatesSum",
      "gaplessEvents",
      "serverTruthEqualsSandboxTruth",
      "phonesShowStepsOnce",
    ]),
  );
  for (const { name, checked, violations } of invariants)
    expect({ name, violations, tried: checked > 0 }).toEqual({ name, violations: 0, tried: true });
});

test("a rehearsal that is interrupted leaves nothing running and nothing behind", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "shuke-interrupted-"));
  const url = process.env["TEST_DATABASE_URL"] ?? "";
  const env = { ...process.env, DATABASE_URL: url, TMPDIR: folder };
  const child = spawn(process.execPath, [script, "store-community", "--customers", "5", "--days", "60", "--stores", "1", "--progress"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  await new Promise<void>((resolve) => {
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/^progress 0\.0[1-9]/mu.test(said)) resolve();
    });
  });
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
  const pids = children.trim().split(" ").map(Number);
  expect(pids).toHaveLength(2);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([143, null]);
  expect(readdirSync(folder)).toEqual([]);
  for (const pid of pids) expect(() => process.kill(pid, 0), String(pid)).toThrow("ESRCH");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select datname from pg_database where datname like $1", [`shuke_rehearsal_${child.pid}_%`]);
  await client.end();
  expect(rows).toEqual([]);
  rmSync(folder, { recursive: true });
});
